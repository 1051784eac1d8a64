//! What the names in paths, queries and bodies stand for. Names that are not here are looked up: `{x_id}` behind a list is
//! the id of the list's first entry. A name that stands for neither has to be added, or nobody would know whether ids of
//! others are refused there.

use serde_json::Value;

use super::operations::Operation;
use super::request::Request;
use super::tenant::Tenant;

/// What stands in a path and is no id: a choice that is the same for everybody.
pub(super) fn word(operation: Operation, name: &str) -> Option<&'static str> {
    Some(match name {
        "model" if operation.template.contains("/remappings/") => "ats_jobs",
        "field" => "job_code",
        "action" => "ats_add_application_attachment",
        "model" => "candidates",
        "category" => "ats",
        "tool" => "gem",
        "api" => "api",
        _ => return None,
    })
}

/// Ids in bodies that are the ATS's, or nobody's, and are looked up nowhere.
pub(super) const NOT_LOOKED_UP: [&str; 3] =
    ["/source/id", "/screening_question_answers/0/question_id", "/end_user_origin_id"];

/// Ids of things that all integrations of an environment share.
pub(super) const OF_ENVIRONMENT: [&str; 2] = ["scope_config_id", "custom_field_id"];

/// The tenant's own id by the name of its place, without the plural.
pub(super) async fn own(tenant: &Tenant, name: &str) -> String {
    let stand = &tenant.stand;
    let of = |record: &Value, field: &str| record[field].as_str().unwrap().to_owned();
    match name {
        "integration_id" => stand.service.integration.to_string(),
        "api_key_id" => tenant.spare_key.clone(),
        "token" => tenant.token.clone(),
        "application_id" => of(&stand.application, "id"),
        "candidate_id" => of(&stand.candidate, "id"),
        "job_id" => of(&stand.job, "id"),
        "job_remote_id" => match tenant.only_here.get("jobs") {
            Some(job) => of(job, "id"),
            None => of(&stand.job, "remote_id"),
        },
        "stage_id" => of(stand.other_stage(), "id"),
        "current_stage_id" => of(&stand.application, "current_stage_id"),
        "rejection_reason_id" => of(&stand.reason, "id"),
        "user_id" => tenant.first("/v1/ats/users", "id").await.unwrap(),
        "sync_id" => {
            let path = format!("/v1/management/integrations/{}/syncs", stand.service.integration);
            tenant.first(&path, "sync_id").await.unwrap()
        }
        // Custom fields and remappings of jobs are what is asked for here.
        "integration_field_id" => {
            let path =
                format!("/v1/integrations/{}/integration-fields?page_size=250", stand.service.integration);
            let fields = stand.service.get_as(&path, Some(&tenant.key), None).await;
            of(fields.results().iter().find(|field| field["model"] == "ats_jobs").unwrap(), "id")
        }
        "cause_id" => {
            let path = format!("/v1/management/integrations/{}/interactions", stand.service.integration);
            tenant.first(&path, "cause_id").await.unwrap()
        }
        _ => listed(tenant, name).await,
    }
}

/// The first entry of the list in whose path the name stands.
async fn listed(tenant: &Tenant, name: &str) -> String {
    let unknown = || panic!("say in tests/it/isolation/names.rs what {{{name}}} is, and how one is got");
    let part = format!("/{{{name}}}");
    let operations = super::operations::all();
    let list =
        operations.iter().find_map(|operation| operation.template.split_once(&part)).map(|(list, _)| list);
    let Some(list) = list.and_then(|list| Operation::find("GET", list)) else { unknown() };
    let request = Box::pin(tenant.request(list)).await;
    if let Some(id) = tenant.first(&request.url(), name).await {
        return id;
    }
    let Some(make) = Operation::find("POST", list.template) else { unknown() };
    let request: Request = Box::pin(tenant.request(make)).await;
    let made = request.send(&tenant.stand.service.router(), Some(&tenant.key)).await;
    let id = tenant.first(&request.url(), name).await;
    id.unwrap_or_else(|| panic!("{list} is empty, and {make} makes no {{{name}}} there: {}", made.body))
}

/// An id of the same form that nobody has.
pub(super) fn unknown(id: &str) -> String {
    const NOBODYS: &str = "8d1hpPsbjxUkoCoa1veLZGe5";
    match id.split_once(':') {
        Some((tool, of_tool)) if of_tool.len() == NOBODYS.len() => format!("{tool}:{NOBODYS}"),
        _ if id.len() == NOBODYS.len() => NOBODYS.to_owned(),
        _ if id.bytes().all(|byte| byte.is_ascii_digit()) => "987654321987".to_owned(),
        _ => id.chars().map(|c| if c.is_ascii_alphanumeric() { 'z' } else { c }).collect(),
    }
}
