//! What is done to applications (contract section 4, endpoints 1 to 6).

use axum::extract::State;
use axum::response::Response;

use super::act;
use super::request::{Asked, RecordPath};
use crate::actions::{Intent, Target};
use crate::api::App;
use crate::api::auth::{Scoped, Write};
use crate::api::responses::ActionErrors;
use crate::contract::action::{ActionResponse, CreateApplicationResponse};
use crate::contract::input::{
    AddAttachmentRequest, AddNoteRequest, AddResultLinkRequest, CreateApplicationRequest, RecordName,
    RejectRequest, SetStageRequest,
};
use crate::domain::action::ActionKind;

/// Moves an application to another stage of its job.
#[utoipa::path(
    put,
    path = "/ats/applications/{application_id}/stage",
    operation_id = "PutAtsApplicationsApplicationIdStage",
    tag = "Unified ATS API",
    params(("application_id" = String, Path, description = "The id of the application.")),
    request_body = SetStageRequest,
    responses((status = 200, description = "Done.", body = ActionResponse), ActionErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn set_stage(
    State(app): State<App>,
    RecordPath(application): RecordPath,
    scoped: Scoped<Write>,
    asked: Asked<SetStageRequest>,
) -> Response {
    let intent = |request| Intent::SetStage { application, request };
    act(&app, &scoped, ActionKind::SetApplicationStage, asked, intent).await
}

/// Adds a link to results that are kept elsewhere, such as those of an assessment.
#[utoipa::path(
    post,
    path = "/ats/applications/{application_id}/result-links",
    operation_id = "PostAtsApplicationsApplicationIdResultLinks",
    tag = "Unified ATS API",
    params(("application_id" = String, Path, description = "The id of the application.")),
    request_body = AddResultLinkRequest,
    responses((status = 200, description = "Done.", body = ActionResponse), ActionErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn add_result_link(
    State(app): State<App>,
    RecordPath(application): RecordPath,
    scoped: Scoped<Write>,
    asked: Asked<AddResultLinkRequest>,
) -> Response {
    let intent = |request| Intent::AddResultLink { to: Target::Application(application), request };
    act(&app, &scoped, ActionKind::AddApplicationResultLink, asked, intent).await
}

/// Adds a note.
#[utoipa::path(
    post,
    path = "/ats/applications/{application_id}/notes",
    operation_id = "PostAtsApplicationsApplicationIdNotes",
    tag = "Unified ATS API",
    params(("application_id" = String, Path, description = "The id of the application.")),
    request_body = AddNoteRequest,
    responses((status = 200, description = "Done.", body = ActionResponse), ActionErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn add_note(
    State(app): State<App>,
    RecordPath(application): RecordPath,
    scoped: Scoped<Write>,
    asked: Asked<AddNoteRequest>,
) -> Response {
    let intent = |request| Intent::AddNote { application, request };
    act(&app, &scoped, ActionKind::AddApplicationNote, asked, intent).await
}

/// Adds a file. An ATS that keeps files with candidates keeps it there.
#[utoipa::path(
    post,
    path = "/ats/applications/{application_id}/attachments",
    operation_id = "PostAtsApplicationsApplicationIdAttachments",
    tag = "Unified ATS API",
    params(("application_id" = String, Path, description = "The id of the application.")),
    request_body = AddAttachmentRequest,
    responses((status = 200, description = "Done.", body = ActionResponse), ActionErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn add_attachment(
    State(app): State<App>,
    RecordPath(application): RecordPath,
    scoped: Scoped<Write>,
    asked: Asked<AddAttachmentRequest>,
) -> Response {
    let intent = |request| Intent::AddAttachment { to: Target::Application(application), request };
    act(&app, &scoped, ActionKind::AddApplicationAttachment, asked, intent).await
}

/// Rejects an application.
#[utoipa::path(
    post,
    path = "/ats/applications/{application_id}/reject",
    operation_id = "PostAtsApplicationsApplicationIdReject",
    tag = "Unified ATS API",
    params(("application_id" = String, Path, description = "The id of the application.")),
    request_body = RejectRequest,
    responses((status = 200, description = "Done.", body = ActionResponse), ActionErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn reject(
    State(app): State<App>,
    RecordPath(application): RecordPath,
    scoped: Scoped<Write>,
    asked: Asked<RejectRequest>,
) -> Response {
    let intent = |request| Intent::Reject { application, request };
    act(&app, &scoped, ActionKind::RejectApplication, asked, intent).await
}

/// Creates an application to a job, and its candidate unless there is one.
#[utoipa::path(
    post,
    path = "/ats/jobs/{job_id}/applications",
    operation_id = "PostAtsJobsJobIdApplications",
    tag = "Unified ATS API",
    params(("job_id" = String, Path, description = "The id of the job, or `remote:` and its id in the ATS.")),
    request_body = CreateApplicationRequest,
    responses(
        (status = 200, description = "The application.", body = CreateApplicationResponse), ActionErrors
    ),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn create_application(
    State(app): State<App>,
    RecordPath(job): RecordPath,
    scoped: Scoped<Write>,
    asked: Asked<CreateApplicationRequest>,
) -> Response {
    // A name of no form at all is the id of nothing.
    let job = RecordName::read(&job).unwrap_or(RecordName::Own(String::new()));
    let intent = |request| Intent::CreateApplication { job, request: Box::new(request) };
    act(&app, &scoped, ActionKind::CreateApplication, asked, intent).await
}
