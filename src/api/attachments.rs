//! Files that an ATS has: their lists, which are asked for at the ATS whenever somebody asks, and the links in them.

mod disposition;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::request::RecordPath;
use super::actions::{describe, in_turn, refuse, told};
use super::auth::{Read, Scoped};
use super::list::readable;
use super::responses::ActionErrors;
use super::{ApiError, App};
use crate::actions::{Download, NoDownload, Target};
use crate::contract::action::{ApplicationAttachmentsResponse, CandidateAttachmentsResponse};
use crate::domain::problem::ProblemCode;

/// What is handed through is nobody's page: no browser runs anything of it, and nobody keeps it.
const SEALED_OFF: [(HeaderName, &str); 4] = [
    (CACHE_CONTROL, "no-store"),
    (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

pub(super) fn routes() -> OpenApiRouter<App> {
    let mut routes = OpenApiRouter::new()
        .routes(routes!(list_application_attachments))
        .routes(routes!(list_candidate_attachments));
    describe::turns(routes.get_openapi_mut());
    routes
}

/// The files of an application, as the ATS has them now. ATSs that keep files with candidates show those of the candidate.
/// Each `data_url` is good for 7 days, and needs no API key.
#[utoipa::path(
    get,
    path = "/ats/applications/{application_id}/attachments",
    operation_id = "GetAtsApplicationsApplicationIdAttachments",
    tag = "Unified ATS API",
    params(("application_id" = String, Path, description = "The id of the application.")),
    responses((status = 200, description = "All files.", body = ApplicationAttachmentsResponse), ActionErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
async fn list_application_attachments(
    State(app): State<App>,
    RecordPath(application): RecordPath,
    scoped: Scoped<Read>,
) -> Response {
    list(&app, &scoped, Target::Application(application)).await
}

/// The files of a candidate and of all their applications, as the ATS has them now. Each `data_url` is good for 7 days, and
/// needs no API key.
#[utoipa::path(
    get,
    path = "/ats/candidates/{candidate_id}/attachments",
    operation_id = "GetAtsCandidatesCandidateIdAttachments",
    tag = "Unified ATS API",
    params(("candidate_id" = String, Path, description = "The id of the candidate.")),
    responses((status = 200, description = "All files.", body = CandidateAttachmentsResponse), ActionErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
async fn list_candidate_attachments(
    State(app): State<App>,
    RecordPath(candidate): RecordPath,
    scoped: Scoped<Read>,
) -> Response {
    list(&app, &scoped, Target::Candidate(candidate)).await
}

async fn list(app: &App, scoped: &Scoped<Read>, of: Target) -> Response {
    let integration = Arc::clone(&scoped.integration);
    let ready = readable(&integration).and_then(|()| {
        let actions = app.actions.clone().ok_or_else(without_keys)?;
        Ok((actions, app.public_url.clone().ok_or_else(without_address)?))
    });
    let (actions, service) = match ready {
        Ok(ready) => ready,
        Err(refused) => return refuse(app, &integration, refused).await,
    };
    let (at, asking) = (Arc::clone(&integration), app.clone());
    let work = async move {
        let performed = actions.list_attachments(&at, &of, &service).await;
        told::response(performed, &asking.log_of(&at))
    };
    in_turn(app, integration, work).await
}

fn without_keys() -> ApiError {
    ApiError::new(
        ProblemCode::ActionNotAvailable,
        "This process lists no attachments: it was started without the keys that open credentials.",
    )
}

fn without_address() -> ApiError {
    ApiError::new(
        ProblemCode::ActionNotAvailable,
        "The service does not know under which address it is reached, so that it cannot give links to files. The operator \
         sets PUBLIC_URL.",
    )
}

/// The file behind a link. Whoever has the link may read it, so that no API key is asked for.
pub(super) async fn download(State(app): State<App>, token: Option<Path<String>>) -> Response {
    let (Some(Path(token)), Some(actions)) = (token, app.actions.clone()) else {
        return refused(&NoDownload::Absent);
    };
    let turns = app.turns.clone();
    // In a task of its own: who leaves does not keep the turn.
    let downloading = tokio::spawn(async move { actions.download(&token, &turns).await });
    match downloading.await {
        Ok(Ok(file)) => handed_out(file),
        Ok(Err(reason)) => refused(&reason),
        Err(error) => {
            tracing::error!(%error, "the download of a file broke off");
            refused(&NoDownload::Failed)
        }
    }
}

fn handed_out(file: Download) -> Response {
    let content_type = HeaderValue::try_from(file.content_type)
        .unwrap_or_else(|_unwritable| HeaderValue::from_static("application/octet-stream"));
    let disposition = disposition::attachment(&file.name);
    let mut response = sealed_off(Body::from(file.bytes).into_response());
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response.headers_mut().insert(CONTENT_DISPOSITION, disposition);
    response
}

fn refused(reason: &NoDownload) -> Response {
    let status = match reason {
        NoDownload::Absent => StatusCode::NOT_FOUND,
        NoDownload::Expired => StatusCode::GONE,
        NoDownload::Busy | NoDownload::Limited => StatusCode::TOO_MANY_REQUESTS,
        NoDownload::TooLarge | NoDownload::Unavailable => StatusCode::BAD_GATEWAY,
        NoDownload::Failed => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let mut response = sealed_off((status, format!("{reason}\n")).into_response());
    if matches!(reason, NoDownload::Busy) {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

fn sealed_off(mut response: Response) -> Response {
    let headers = SEALED_OFF.map(|(name, value)| (name, HeaderValue::from_static(value)));
    response.headers_mut().extend(headers);
    response
}
