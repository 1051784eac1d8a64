use axum::Json;
use axum::extract::State;

use super::page::{self, PageParams};
use crate::api::auth::{Allowed, Manage};
use crate::api::params::Params;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::contract::page::AuditPage;
use crate::control::view;
use crate::domain::audit::Actor;
use crate::store::api_keys::Caller;
use crate::store::audit::{self, Wanted};

const LIST: &str = "audit-log";

/// The audit log of the key's environment, the latest first: who did what to keys, integrations, settings and in the ATS.
/// A key that is limited to some integrations sees what is about these.
#[utoipa::path(
    get,
    path = "/management/audit-log",
    operation_id = "GetManagementAuditLog",
    tag = "Management",
    params(
        ("integration_id" = Option<String>, Query, description = "Only what is about this integration."),
        ("deed" = Option<String>, Query, description = "Only deeds of this name, such as `api_key.revoked`."),
        ("actor" = Option<String>, Query, description = "Only what these did: KEY, OPERATOR, CUSTOMER, SERVICE, or the id of one API key."),
        ("since" = Option<String>, Query, description = "Only what was done at this time or later."),
        ("until" = Option<String>, Query, description = "Only what was done before this time."),
        PageParams
    ),
    responses((status = 200, description = "One page.", body = AuditPage), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn list_audit_log(
    State(app): State<App>,
    allowed: Allowed<Manage>,
    params: Params,
) -> Result<Json<AuditPage>, ApiError> {
    let environment = &allowed.caller.environment;
    let wanted = wanted(&params, &allowed.caller)?;
    let params = PageParams::read(&params)?;
    let before = match &params.cursor {
        Some(cursor) => {
            page::decode(LIST, &environment.public_id, cursor)?.parse().map_err(|_no_number| page::wrong())?
        }
        None => i64::MAX,
    };
    let mut db = app.store.pool().acquire().await?;
    let mut entries = audit::list(&mut db, environment.key, &wanted, before, params.limit()).await?;
    let last = params.cut(&mut entries, |entry| entry.number.to_string());
    let next = last.map(|place| page::encode(LIST, &environment.public_id, &place));
    let results = entries.into_iter().map(view::audit_entry).collect::<Result<_, _>>()?;
    Ok(Json(AuditPage::new(next, results)))
}

fn wanted(params: &Params, caller: &Caller) -> Result<Wanted, ApiError> {
    let actor = params.text("actor")?;
    let is_kind = actor.as_deref().is_some_and(|actor| Actor::KINDS.contains(&actor));
    let (actor_kind, actor_id) = if is_kind { (actor, None) } else { (None, actor) };
    let integration = params.text("integration_id")?.map(|id| vec![id]);
    let integrations = match (caller.limited_to(), integration) {
        (None, integration) => integration,
        (Some(all), None) => Some(all.to_vec()),
        (Some(all), Some(one)) => Some(one.into_iter().filter(|id| all.contains(id)).collect()),
    };
    Ok(Wanted {
        integrations,
        deed: params.text("deed")?,
        actor_kind,
        actor_id,
        since: params.time("since")?,
        until: params.time("until")?,
    })
}
