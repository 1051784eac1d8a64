//! The behaviours that Gem does not document, each with the value it starts with.

use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownRoute {
    /// 404 in Gem's error shape.
    NotFound,
    /// 403 `{"message":"Missing Authentication Token"}`, as the gateway says it.
    MissingToken,
}

/// What a collection path without its trailing slash gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingSlash {
    #[serde(rename = "redirect_308")]
    Permanent,
    #[serde(rename = "redirect_301")]
    Moved,
    Serve,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaginationHeader {
    None,
    XPagination,
    Link,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// By creation, then id: stable while rows change.
    Created,
    /// Latest change first: rows move between pages while they are read.
    UpdatedDesc,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownParameter {
    Ignore,
    Reject,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvalidFilter {
    Reject,
    Empty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateEmail {
    SecondCandidate,
    /// 400 with `errors.duplicate_candidate.id`.
    Reject,
}

/// All switches. Statuses are plain numbers; a number that makes no sense is refused by [`Self::merged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, set by name over HTTP")]
pub struct Switches {
    /// 403 or 401.
    pub bad_secret_status: u16,
    pub unknown_route: UnknownRoute,
    /// Seconds in `Retry-After` of a 429 by the token bucket; null leaves the header out.
    pub retry_after: Option<u64>,
    pub missing_slash: MissingSlash,
    /// Milliseconds in every timestamp.
    pub timestamp_fraction: bool,
    pub pagination_header: PaginationHeader,
    pub order: Order,
    /// `*_after` means at or after; otherwise strictly after.
    pub after_inclusive: bool,
    pub unknown_parameter: UnknownParameter,
    pub invalid_filter: InvalidFilter,
    /// The filter `email` takes addresses that differ in case for the same.
    pub email_ignores_case: bool,
    /// Candidates carry their applications.
    pub embed_applications: bool,
    /// A candidate that was never edited matches `updated_*` by its creation.
    pub null_updated_at_matches: bool,
    /// Source, custom fields and deletion move `last_activity_at` too.
    pub activity_moves_on_every_change: bool,
    /// A deletion moves `updated_at` where the object has one.
    pub deletion_moves_updated_at: bool,
    /// A change of an application moves the `updated_at` of its candidate.
    pub application_moves_candidate: bool,
    /// Renaming a department moves the `updated_at` of the jobs that embed it.
    pub rename_moves_jobs: bool,
    /// Hired applications keep `current_stage`.
    pub hired_keeps_stage: bool,
    /// Deleted interviews carry `deleted_at`; otherwise they look like live ones.
    pub interview_deleted_at: bool,
    /// `custom_fields` on applications, jobs and openings.
    pub custom_fields: bool,
    /// 422 or 404 for an unknown id in a request body.
    pub reference_error_status: u16,
    /// 201 or 200.
    pub created_status: u16,
    /// A `Deprecation` header on the candidate creation.
    pub deprecation_header: bool,
    pub duplicate_email: DuplicateEmail,
    /// How long a new source stays out of the list.
    pub source_delay_seconds: u32,
    /// How long the link of an attachment works.
    pub attachment_ttl_seconds: u32,
    /// Values outside the documented shapes: unknown enum members, a missing id, a wrong type.
    pub odd_values: bool,
    /// The world's clock follows the machine's clock.
    pub real_time: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            bad_secret_status: 403,
            unknown_route: UnknownRoute::NotFound,
            retry_after: None,
            missing_slash: MissingSlash::Permanent,
            timestamp_fraction: true,
            pagination_header: PaginationHeader::None,
            order: Order::Created,
            after_inclusive: true,
            unknown_parameter: UnknownParameter::Ignore,
            invalid_filter: InvalidFilter::Reject,
            email_ignores_case: true,
            embed_applications: true,
            null_updated_at_matches: true,
            activity_moves_on_every_change: false,
            deletion_moves_updated_at: true,
            application_moves_candidate: false,
            rename_moves_jobs: false,
            hired_keeps_stage: false,
            interview_deleted_at: true,
            custom_fields: true,
            reference_error_status: 422,
            created_status: 201,
            deprecation_header: false,
            duplicate_email: DuplicateEmail::SecondCandidate,
            source_delay_seconds: 0,
            attachment_ttl_seconds: 604_800,
            odd_values: false,
            real_time: true,
        }
    }
}

impl Switches {
    /// These switches with the members of `patch` in place; a sentence when the patch is no good.
    pub fn merged(&self, patch: &Value) -> Result<Self, String> {
        let Value::Object(patch) = patch else { return Err("expected a JSON object".to_owned()) };
        let mut all = serde_json::to_value(self).map_err(|e| e.to_string())?;
        if let Some(all) = all.as_object_mut() {
            all.extend(patch.clone());
        }
        let merged: Self = serde_json::from_value(all).map_err(|e| e.to_string())?;
        let allowed: [(&str, u16, [u16; 2]); 3] = [
            ("bad_secret_status", merged.bad_secret_status, [401, 403]),
            ("reference_error_status", merged.reference_error_status, [404, 422]),
            ("created_status", merged.created_status, [200, 201]),
        ];
        for (name, value, choices) in allowed {
            if !choices.contains(&value) {
                return Err(format!("{name} must be one of {choices:?}"));
            }
        }
        Ok(merged)
    }
}
