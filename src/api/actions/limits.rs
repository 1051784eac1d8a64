//! What files an action takes (contract section 4.4).

use axum::Json;

use super::request::RecordPath;
use crate::actions::available;
use crate::api::ApiError;
use crate::api::auth::{Read, Scoped};
use crate::api::responses::ActionErrors;
use crate::contract::action::{
    AttachmentLimitsData, AttachmentLimitsResponse, AttachmentRestrictions, AttachmentTypeRestrictions,
    AttachmentTypes,
};
use crate::contract::page::SuccessStatus;
use crate::domain::action::ActionKind;

/// How many files an action of the integration takes, and how large.
#[utoipa::path(
    get,
    path = "/ats/actions/{action}",
    operation_id = "GetAtsActionsAction",
    tag = "Unified ATS API",
    params((
        "action" = String, Path,
        description = "ats_create_candidate, ats_create_application, ats_add_application_attachment or \
                       ats_add_candidate_attachment."
    )),
    responses((status = 200, description = "The limits.", body = AttachmentLimitsResponse), ActionErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn attachment_limits(
    RecordPath(action): RecordPath,
    scoped: Scoped<Read>,
) -> Result<Json<AttachmentLimitsResponse>, ApiError> {
    let kind = ActionKind::parse(&action).ok_or_else(no_such_action)?;
    let limits = available(&scoped.integration, kind)?.ok_or_else(no_such_action)?;
    let of_type = || AttachmentTypeRestrictions {
        is_supported: true,
        min_amount: 0,
        max_amount: limits.most_files,
        max_file_size_bytes: limits.total_bytes,
        accepted_mime_types: vec!["*/*".to_owned()],
    };
    let types = AttachmentTypes { cv: of_type(), cover_letter: of_type(), other: of_type() };
    let attachment_restrictions = AttachmentRestrictions { total_size_bytes: limits.total_bytes, types };
    let data = AttachmentLimitsData { attachment_restrictions };
    Ok(Json(AttachmentLimitsResponse { status: SuccessStatus::Success, data }))
}

fn no_such_action() -> ApiError {
    ApiError::invalid(
        "action",
        "only actions that take files have limits: ats_create_candidate, ats_create_application, \
         ats_add_application_attachment, ats_add_candidate_attachment",
    )
}
