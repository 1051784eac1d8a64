//! The public job board: what anybody may see, all at once.

use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::Uri;
use axum::response::Response;
use serde_json::{Value, json};

use super::gateway::to_canonical;
use super::reply::{gem_error, json_reply};
use super::state::{Simulation, State, VANITY};
use super::switches::MissingSlash;
use super::world::dice::pick;
use super::world::prose::plain;
use super::world::resource::Resource;
use super::world::row::{Row, bool_of, set, str_of};

/// `GET /job_board/v0/{vanity}/job_posts/`
pub(crate) async fn posts(Shared(simulation): Shared<Simulation>, Path(vanity): Path<String>) -> Response {
    all(&simulation.lock(), &vanity)
}

/// The same without its slash.
pub(crate) async fn without_slash(
    Shared(simulation): Shared<Simulation>,
    Path(vanity): Path<String>,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Response {
    let state = simulation.lock();
    if state.world.switches.missing_slash == MissingSlash::Serve {
        return all(&state, &vanity);
    }
    to_canonical(&state, uri.path(), query.as_deref())
}

fn all(state: &State, vanity: &str) -> Response {
    if vanity != VANITY {
        return gem_error(404, "Not Found", None);
    }
    let total = state.world.total(Resource::Post);
    let posts: Vec<_> = (0..total).filter_map(|index| public(state, index)).collect();
    json_reply(200, &Value::Array(posts))
}

fn public(state: &State, index: u64) -> Option<Value> {
    let world = &state.world;
    let keys = world.keys(Resource::Post, index)?;
    if !keys.live || !keys.active || keys.deleted {
        return None;
    }
    let Some(Value::Object(mut post)) = world.show(Resource::Post, index, false) else { return None };
    if !bool_of(&post, "external") || !bool_of(&post, "listed") {
        return None;
    }
    let job_id = str_of(&post, "job_id")?.to_owned();
    let job_index = world.find(Resource::Job, &job_id)?;
    let Some(Value::Object(job)) = world.show(Resource::Job, job_index, false) else { return None };
    let hidden = bool_of(&job, "confidential") || bool_of(&job, "is_template");
    if hidden || job.get("deleted_at").is_some_and(|at| !at.is_null()) {
        return None;
    }
    post.remove("internal_content");
    enrich(&mut post, &job, index);
    Some(Value::Object(post))
}

fn enrich(post: &mut Row, job: &Row, index: u64) {
    let id = str_of(post, "id").unwrap_or_default();
    let url = format!("https://jobs.gem.com/{VANITY}/{id}");
    let text = plain(str_of(post, "content").unwrap_or_default());
    let office = job.get("offices").and_then(|offices| offices.get(0));
    let place = office.and_then(|office| office.get("location")).cloned();
    set(post, "absolute_url", url);
    set(post, "internal_job_id", job.get("id").cloned().unwrap_or_default());
    set(post, "content_plain", text);
    set(post, "location", place.unwrap_or_else(|| json!({"name": ""})));
    set(post, "location_type", pick(&["in_office", "hybrid", "remote"], index));
    set(post, "employment_type", pick(&["full_time", "part_time", "intern", "contract", "temporary"], index));
    for key in ["requisition_id", "departments", "offices"] {
        set(post, key, job.get(key).cloned().unwrap_or_default());
    }
}
