//! What is done to candidates (contract section 4, endpoints 7 to 11).

use axum::extract::State;
use axum::response::Response;

use super::act;
use super::request::{Asked, RecordPath};
use crate::actions::{Intent, Target};
use crate::api::App;
use crate::api::auth::{Scoped, Write};
use crate::api::responses::ActionErrors;
use crate::contract::action::{ActionResponse, CreateCandidateResponse};
use crate::contract::input::{
    AddAttachmentRequest, AddResultLinkRequest, CreateCandidateRequest, TagRequest,
};
use crate::domain::action::ActionKind;

/// Creates a candidate with an application. `POST /ats/jobs/{job_id}/applications` does the same and answers with the
/// application.
#[utoipa::path(
    post,
    path = "/ats/candidates",
    operation_id = "PostAtsCandidates",
    tag = "Unified ATS API",
    request_body = CreateCandidateRequest,
    responses((status = 200, description = "The candidate.", body = CreateCandidateResponse), ActionErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn create_candidate(
    State(app): State<App>,
    scoped: Scoped<Write>,
    asked: Asked<CreateCandidateRequest>,
) -> Response {
    let intent = |request| Intent::CreateCandidate(Box::new(request));
    act(&app, &scoped, ActionKind::CreateCandidate, asked, intent).await
}

/// Adds a file to a candidate.
#[utoipa::path(
    post,
    path = "/ats/candidates/{candidate_id}/attachments",
    operation_id = "PostAtsCandidatesCandidateIdAttachments",
    tag = "Unified ATS API",
    params(("candidate_id" = String, Path, description = "The id of the candidate.")),
    request_body = AddAttachmentRequest,
    responses((status = 200, description = "Done.", body = ActionResponse), ActionErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn add_attachment(
    State(app): State<App>,
    RecordPath(candidate): RecordPath,
    scoped: Scoped<Write>,
    asked: Asked<AddAttachmentRequest>,
) -> Response {
    let intent = |request| Intent::AddAttachment { to: Target::Candidate(candidate), request };
    act(&app, &scoped, ActionKind::AddCandidateAttachment, asked, intent).await
}

/// Adds a link to results that are kept elsewhere to a candidate.
#[utoipa::path(
    post,
    path = "/ats/candidates/{candidate_id}/result-links",
    operation_id = "PostAtsCandidatesCandidateIdResultLinks",
    tag = "Unified ATS API",
    params(("candidate_id" = String, Path, description = "The id of the candidate.")),
    request_body = AddResultLinkRequest,
    responses((status = 200, description = "Done.", body = ActionResponse), ActionErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn add_result_link(
    State(app): State<App>,
    RecordPath(candidate): RecordPath,
    scoped: Scoped<Write>,
    asked: Asked<AddResultLinkRequest>,
) -> Response {
    let intent = |request| Intent::AddResultLink { to: Target::Candidate(candidate), request };
    act(&app, &scoped, ActionKind::AddCandidateResultLink, asked, intent).await
}

/// Adds a tag to a candidate; it is made if there is none of this name.
#[utoipa::path(
    post,
    path = "/ats/candidates/{candidate_id}/tags",
    operation_id = "PostAtsCandidatesCandidateIdTags",
    tag = "Unified ATS API",
    params(("candidate_id" = String, Path, description = "The id of the candidate.")),
    request_body = TagRequest,
    responses((status = 200, description = "Done.", body = ActionResponse), ActionErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn add_tag(
    State(app): State<App>,
    RecordPath(candidate): RecordPath,
    scoped: Scoped<Write>,
    asked: Asked<TagRequest>,
) -> Response {
    let intent = |request| Intent::AddTag { candidate, request };
    act(&app, &scoped, ActionKind::AddCandidateTag, asked, intent).await
}

/// Removes a tag from a candidate. That it is not there is no failure.
#[utoipa::path(
    delete,
    path = "/ats/candidates/{candidate_id}/tags",
    operation_id = "DeleteAtsCandidatesCandidateIdTags",
    tag = "Unified ATS API",
    params(("candidate_id" = String, Path, description = "The id of the candidate.")),
    request_body = TagRequest,
    responses((status = 200, description = "Done.", body = ActionResponse), ActionErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn remove_tag(
    State(app): State<App>,
    RecordPath(candidate): RecordPath,
    scoped: Scoped<Write>,
    asked: Asked<TagRequest>,
) -> Response {
    let intent = |request| Intent::RemoveTag { candidate, request };
    act(&app, &scoped, ActionKind::RemoveCandidateTag, asked, intent).await
}
