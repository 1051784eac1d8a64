//! The lists of records, one file per list.

mod absent;
mod application_stages;
mod applications;
mod candidates;
mod interviewing_team_members;
mod interviews;
mod job_application_stages;
mod job_hiring_team_members;
mod job_postings;
mod jobs;
mod offers;
mod rejection_reasons;
mod roles;
mod tags;
mod users;

use axum::middleware::from_fn;
use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::{OpenApi, RefOr};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{App, caching, freshness};

pub(super) fn routes() -> OpenApiRouter<App> {
    let mut lists = OpenApiRouter::new()
        .routes(routes!(applications::list_applications))
        .routes(routes!(candidates::list_candidates))
        .routes(routes!(jobs::list_jobs))
        .routes(routes!(interviews::list_interviews))
        .routes(routes!(users::list_users))
        .routes(routes!(roles::list_roles))
        .routes(routes!(offers::list_offers))
        .routes(routes!(tags::list_tags))
        .routes(routes!(rejection_reasons::list_rejection_reasons))
        .routes(routes!(application_stages::list_application_stages))
        // Ours: what Kombo has only inside jobs and interviews.
        .routes(routes!(job_postings::list_job_postings))
        .routes(routes!(job_application_stages::list_job_application_stages))
        .routes(routes!(job_hiring_team_members::list_job_hiring_team_members))
        .routes(routes!(interviewing_team_members::list_interviewing_team_members))
        // Of the contract, and served by no connector so far.
        .routes(routes!(absent::list_notes))
        .routes(routes!(absent::list_scorecards))
        .routes(routes!(absent::list_attachments));
    for operation in lists_of(lists.get_openapi_mut()) {
        freshness::describe(operation);
        caching::describe(operation);
    }
    lists.layer(from_fn(caching::spare))
}

/// The operations that every parameter of lists is meant for.
fn lists_of(api: &mut OpenApi) -> impl Iterator<Item = &mut Operation> {
    let named = |parameter: &RefOr<Parameter>| matches!(parameter, RefOr::T(p) if p.name == "updated_after");
    let reads = api.paths.paths.values_mut().filter_map(|item| item.get.as_mut());
    reads.filter(move |operation| operation.parameters.iter().flatten().any(named))
}
