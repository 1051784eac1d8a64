//! Lists of the contract that no connector delivers so far: real routes that say so.

use crate::api::ApiError;
use crate::api::auth::Scoped;
use crate::api::list::{ListParams, available};
use crate::api::responses::ListErrors;
use crate::contract::page::{AttachmentsPage, NotesPage, ScorecardsPage};
use crate::domain::problem::ProblemCode;

/// The answer for a model whose records nobody delivers, whatever a connector claims.
fn refuse(scoped: &Scoped, model: &str) -> ApiError {
    let claimed = || ApiError::new(ProblemCode::ModelNotAvailable, format!("{model} cannot be read yet."));
    available(&scoped.integration, model).err().unwrap_or_else(claimed)
}

/// Notes on candidates. No connector delivers them so far.
#[utoipa::path(
    get,
    path = "/ats/notes",
    operation_id = "GetAtsNotes",
    tag = "Unified ATS API",
    params(ListParams),
    responses((status = 200, description = "One page.", body = NotesPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_notes(scoped: Scoped) -> ApiError {
    refuse(&scoped, "ats_notes")
}

/// Scorecards of interviews. No connector delivers them so far.
#[utoipa::path(
    get,
    path = "/ats/scorecards",
    operation_id = "GetAtsScorecards",
    tag = "Unified ATS API",
    params(ListParams),
    responses((status = 200, description = "One page.", body = ScorecardsPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_scorecards(scoped: Scoped) -> ApiError {
    refuse(&scoped, "ats_scorecards")
}

/// Synced attachments. No connector delivers them so far.
#[utoipa::path(
    get,
    path = "/ats/attachments",
    operation_id = "GetAtsAttachments",
    tag = "Unified ATS API",
    params(ListParams),
    responses((status = 200, description = "One page.", body = AttachmentsPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_attachments(scoped: Scoped) -> ApiError {
    refuse(&scoped, "ats_attachments")
}
