//! Pages, filters, order, and the switches about them.

use serde_json::{Value, json};

use super::{Gem, text};
use crate::gem_sim::Options;
use crate::gem_sim::world::World;
use crate::gem_sim::world::resource::Resource;

const LISTS: [&str; 8] = [
    "candidates",
    "applications",
    "jobs",
    "job_stages",
    "job_posts",
    "users",
    "offices",
    "scheduled_interviews",
];

#[tokio::test]
async fn the_same_seed_gives_the_same_bytes() {
    let options = Options { candidates: 200, seed: 5, rate: None, ..Options::default() };
    let (one, two) = (Gem::new(&options), Gem::new(&options));
    let other = Gem::new(&Options { seed: 6, ..options });
    for gem in [&one, &two, &other] {
        gem.switch(json!({"real_time": false})).await;
    }
    for list in LISTS {
        let path = format!("/{list}/?per_page=500&include_deleted=true");
        let text = one.get(&path).await.text;
        assert_eq!(text, two.get(&path).await.text, "{list}");
        assert_ne!(text, other.get(&path).await.text, "{list}");
    }
}

#[tokio::test]
async fn pages_make_up_the_whole() {
    let gem = Gem::small();
    for list in LISTS {
        let whole = gem.get(&format!("/{list}/?per_page=500&include_deleted=true")).await.ids();
        let mut parts = Vec::new();
        for page in 1.. {
            let ids = gem.get(&format!("/{list}/?per_page=7&page={page}&include_deleted=true")).await.ids();
            parts.extend(ids.iter().cloned());
            if ids.len() < 7 {
                break;
            }
        }
        assert!(parts.len() > 7, "{list}");
        assert_eq!(parts.iter().take(500).collect::<Vec<_>>(), whole.iter().collect::<Vec<_>>(), "{list}");
        let distinct: std::collections::BTreeSet<_> = parts.iter().collect();
        assert_eq!(distinct.len(), parts.len(), "{list}");
        assert!(gem.get(&format!("/{list}/?page=999")).await.rows().is_empty());
    }
}

#[tokio::test]
async fn bad_paging_is_refused() {
    let gem = Gem::small();
    for (query, field) in
        [("per_page=501", "per_page"), ("per_page=0", "per_page"), ("page=0", "page"), ("page=x", "page")]
    {
        let answer = gem.get(&format!("/jobs/?{query}")).await;
        assert_eq!(answer.status, 422);
        assert!(answer.json()["errors"]["query"][field][0].is_string(), "{query}");
    }
}

/// Splits the rows of a list by a filter and checks each side against what the rows say.
async fn splits(gem: &Gem, list: &str, query: &str, holds: impl Fn(&Value) -> bool) {
    let all = gem.get(&format!("/{list}/?per_page=500&include_deleted=true")).await.rows();
    let joint = if list == "job_posts" { "" } else { "&include_deleted=true" };
    let found = gem.get(&format!("/{list}/?per_page=500&{query}{joint}")).await.ids();
    let expected: Vec<_> =
        all.iter().filter(|row| holds(row)).map(|row| text(&row["id"]).to_owned()).collect();
    assert!(!expected.is_empty() && expected.len() < all.len(), "{list}?{query} splits nothing");
    assert_eq!(found, expected, "{list}?{query}");
}

#[tokio::test]
async fn time_filters_split_their_lists() {
    let gem = Gem::small();
    for (list, created, changed) in [
        ("candidates", "created_at", "updated"),
        ("applications", "applied_at", "last_activity"),
        ("jobs", "created_at", "updated"),
        ("job_stages", "created_at", "updated"),
        ("job_posts", "created_at", "updated"),
        ("users", "created_at", "updated"),
        ("scheduled_interviews", "created_at", "updated"),
    ] {
        let rows = gem.get(&format!("/{list}/?per_page=500&include_deleted=true")).await.rows();
        let middle = text(&rows[rows.len() / 2][created]).to_owned();
        splits(&gem, list, &format!("created_after={middle}"), |r| text(&r[created]) >= middle.as_str())
            .await;
        splits(&gem, list, &format!("created_before={middle}"), |r| text(&r[created]) < middle.as_str())
            .await;
        let key = format!("{changed}_at");
        let changed_at = |r: &Value| r[&key].as_str().unwrap_or(text(&r[created])).to_owned();
        let mut all: Vec<_> = rows.iter().map(changed_at).collect();
        all.sort();
        let middle = all[all.len() / 2].clone();
        splits(&gem, list, &format!("{changed}_after={middle}"), |r| changed_at(r) >= middle).await;
        if changed == "updated" {
            splits(&gem, list, &format!("updated_before={middle}"), |r| changed_at(r) < middle).await;
        }
        if list == "scheduled_interviews" {
            for (key, name) in [("start", "starts"), ("end", "ends")] {
                let middle = text(&rows[rows.len() / 2][key]["date_time"]).to_owned();
                let at = |r: &Value| text(&r[key]["date_time"]).to_owned();
                splits(&gem, list, &format!("{name}_after={middle}"), |r| at(r) >= middle).await;
                splits(&gem, list, &format!("{name}_before={middle}"), |r| at(r) < middle).await;
            }
        }
    }
}

#[tokio::test]
async fn other_filters_split_their_lists() {
    let gem = Gem::small();
    let jobs = gem.get("/jobs/").await.rows();
    let job = text(&jobs[0]["id"]);
    splits(&gem, "applications", &format!("job_id={job}"), |r| r["jobs"][0]["id"] == job).await;
    splits(&gem, "candidates", &format!("job_id={job}"), |r| {
        r["applications"].as_array().unwrap().iter().any(|a| a["jobs"][0]["id"] == job)
    })
    .await;
    for status in ["active", "rejected", "hired"] {
        splits(&gem, "applications", &format!("status={status}"), |r| r["status"] == status).await;
    }
    for status in ["open", "closed", "draft", "pending_approval", "approved"] {
        splits(&gem, "jobs", &format!("status={status}"), |r| r["status"] == status).await;
    }
    let requisition = text(&jobs[2]["requisition_id"]);
    splits(&gem, "jobs", &format!("requisition_id={requisition}"), |r| r["requisition_id"] == requisition)
        .await;
    for (key, name) in [("departments", "department_id"), ("offices", "office_id")] {
        let id = text(&jobs[0][key][0]["id"]);
        splits(&gem, "jobs", &format!("{name}={id}"), |r| {
            r[key].as_array().unwrap().iter().any(|entry| entry["id"] == id)
        })
        .await;
    }
    for flag in ["live", "active"] {
        splits(&gem, "job_posts", &format!("{flag}=true"), |r| r[flag] == true).await;
        splits(&gem, "job_posts", &format!("{flag}=false"), |r| r[flag] == false).await;
    }
    splits(&gem, "users", "email=user3@company.example", |r| {
        r["primary_email_address"] == "user3@company.example"
    })
    .await;
    splits(&gem, "scheduled_interviews", "actionable=true", |r| r["status"] != "complete").await;
    let interviews = gem.get("/scheduled_interviews/").await.rows();
    let event = text(&interviews[0]["external_event_id"]);
    splits(&gem, "scheduled_interviews", &format!("external_event_id={event}"), |r| {
        r["external_event_id"] == event
    })
    .await;
    let candidates = gem.get("/candidates/").await.rows();
    let email = text(&candidates[0]["email_addresses"][0]["value"]);
    splits(&gem, "candidates", &format!("email={email}"), |r| r["email_addresses"][0]["value"] == email)
        .await;
    let (a, b) = (text(&candidates[4]["id"]), text(&candidates[9]["id"]));
    for query in [format!("candidate_ids={a},{b}"), format!("candidate_ids={a}&candidate_ids={b}")] {
        splits(&gem, "candidates", &query, |r| r["id"] == a || r["id"] == b).await;
    }
    let stages = gem.get(&format!("/jobs/{job}/stages?include_deleted=true")).await.rows();
    assert!(stages.len() == 7 && stages.iter().all(|stage| stage["job_id"] == job));
    assert_eq!(gem.get("/jobs/nothing/stages").await.status, 404);
}

#[tokio::test]
async fn deleted_rows_come_on_request_only() {
    let gem = Gem::small();
    for list in LISTS {
        let live = gem.get(&format!("/{list}/?per_page=500")).await.ids();
        let all = gem.get(&format!("/{list}/?per_page=500&include_deleted=true")).await.ids();
        assert_eq!(live.len() < all.len(), list != "job_posts", "{list}");
    }
}

#[tokio::test]
async fn what_is_not_honoured_changes_nothing_or_is_refused() {
    let gem = Gem::small();
    let whole = gem.get("/applications/").await.text;
    for query in ["updated_after=2030-01-01T00:00:00Z", "candidate_id=x", "nonsense=1"] {
        assert_eq!(gem.get(&format!("/applications/?{query}")).await.text, whole, "{query}");
    }
    gem.switch(json!({"unknown_parameter": "reject"})).await;
    assert_eq!(gem.get("/applications/?candidate_id=x").await.status, 422);

    for query in ["status=x", "include_deleted=yes", "created_after=2026-01-01", "created_before="] {
        let answer = gem.get(&format!("/applications/?{query}")).await;
        let field = query.split('=').next().unwrap();
        assert!(answer.status == 422 && answer.json()["errors"]["query"][field].is_array(), "{query}");
    }
    gem.switch(json!({"invalid_filter": "empty"})).await;
    assert!(gem.get("/applications/?status=x").await.rows().is_empty());
}

#[tokio::test]
async fn switches_of_lists() {
    let gem = Gem::small();
    let rows = gem.get("/jobs/").await.rows();
    let at = text(&rows[5]["updated_at"]).to_owned();
    let has = async || {
        let ids = gem.get(&format!("/jobs/?updated_after={at}")).await.ids();
        ids.contains(&text(&rows[5]["id"]).to_owned())
    };
    assert!(has().await);
    gem.switch(json!({"after_inclusive": false})).await;
    assert!(!has().await);

    let untouched = async || {
        let rows = gem.get("/candidates/?updated_after=2023-01-01T00:00:00Z&per_page=500").await.rows();
        rows.iter().filter(|row| row["updated_at"].is_null()).count()
    };
    assert!(untouched().await > 0);
    gem.switch(json!({"null_updated_at_matches": false})).await;
    assert_eq!(untouched().await, 0);

    assert!(gem.get("/candidates/").await.header("x-pagination").is_none());
    gem.switch(json!({"pagination_header": "x_pagination"})).await;
    let header = gem.get("/users/?per_page=10&page=2&include_deleted=true").await;
    let header: Value = serde_json::from_str(header.header("x-pagination").unwrap()).unwrap();
    assert_eq!(header["total"], 25);
    assert_eq!(
        (&header["previous_page"], &header["next_page"], &header["last_page"]),
        (&json!(1), &json!(3), &json!(3))
    );
    gem.switch(json!({"pagination_header": "link"})).await;
    let answer = gem.get("/users/?per_page=10&include_deleted=true").await;
    let link = answer.header("link").unwrap();
    let next = "<http://sim.test/ats/v0/users/?include_deleted=true&page=2&per_page=10>; rel=\"next\"";
    assert!(link.starts_with(next) && link.contains("rel=\"last\""), "{link}");

    gem.switch(json!({"order": "updated_desc", "timestamp_fraction": false})).await;
    let times: Vec<_> =
        gem.get("/jobs/").await.rows().iter().map(|row| text(&row["updated_at"]).to_owned()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b));
    assert!(times.iter().all(|at| at.len() == "2026-06-01T00:00:00Z".len()));

    gem.switch(json!({"embed_applications": false, "custom_fields": false})).await;
    assert!(gem.get("/candidates/").await.rows().iter().all(|row| row.get("applications").is_none()));
    assert!(gem.get("/jobs/").await.rows().iter().all(|row| row.get("custom_fields").is_none()));
    gem.switch(json!({"hired_keeps_stage": true})).await;
    assert!(
        gem.get("/applications/?status=hired")
            .await
            .rows()
            .iter()
            .all(|row| row["current_stage"].is_object())
    );
    gem.switch(json!({"interview_deleted_at": false})).await;
    let all = gem.get("/scheduled_interviews/?include_deleted=true").await.rows();
    assert!(all.iter().all(|row| row.get("deleted_at").is_none()));
}

#[tokio::test]
async fn odd_values_are_off_until_asked_for() {
    let gem = Gem::small();
    assert!(gem.get("/candidates/?per_page=500").await.rows().iter().all(|row| row["id"].is_string()));
    gem.switch(json!({"odd_values": true})).await;
    let candidates = gem.get("/candidates/?per_page=500").await.rows();
    assert!(candidates.iter().any(|row| row.get("id").is_none()));
    assert!(candidates.iter().any(|row| row["email_addresses"].is_string()));
    assert!(gem.get("/jobs/").await.rows().iter().any(|row| row["status"] == "archived"));
}

#[tokio::test]
async fn unverified_lists_need_the_extended_profile() {
    let gem = Gem::extended();
    for list in ["scorecards", "offers", "openings", "sources", "rejection_reasons", "departments"] {
        let answer = gem.get(&format!("/{list}/")).await;
        assert!(!answer.rows().is_empty(), "{list}");
        assert_eq!(answer.header("x-sandbox-unverified"), Some("1"));
    }
    assert_eq!(gem.get("/jobs/").await.header("x-sandbox-unverified"), None);
    for (list, path) in [("offers", "offers"), ("scorecards", "scorecards")] {
        let row = gem.get(&format!("/{list}/")).await.rows().remove(2);
        let own = gem.get(&format!("/applications/{}/{path}", text(&row["application_id"]))).await.rows();
        assert_eq!(own.iter().map(|r| &r["id"]).collect::<Vec<_>>(), [&row["id"]]);
    }
    let job = gem.get("/jobs/").await.ids().remove(1);
    assert_eq!(gem.get(&format!("/jobs/{job}")).await.json()["id"], json!(job));
    assert_eq!(gem.get(&format!("/jobs/{job}/openings")).await.rows().len(), 1);
}

#[test]
fn a_million_candidates_cost_nothing_until_read() {
    let world = World::new(1, 1_000_000, "http://sim.test");
    assert_eq!(world.total(Resource::Application), 1_500_000);
    assert_eq!(world.changed_rows(Resource::Candidate).count(), 0);
    let last = world.show(Resource::Candidate, 999_998, false).unwrap();
    assert_eq!(world.find(Resource::Candidate, text(&last["id"])), Some(999_998));
    assert_eq!(last["application_ids"].as_array().unwrap().len(), 3);
}
