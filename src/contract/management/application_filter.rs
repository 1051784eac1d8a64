//! Which of an account's applications are kept.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::contract::input::MomentText;
use crate::contract::page::SuccessStatus;
use crate::contract::timestamp::Timestamp;
use crate::contract::whole::Whole;

/// A day to ten years.
pub type WindowDays = Whole<1, 3650>;

/// `EVERYTHING`; `CREATED`: what was created through the API; `SINCE` a time; `ROLLING`: within the last days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KeptApplications {
    Everything,
    Created,
    Since,
    Rolling,
}

/// The filter of an integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ApplicationFilter {
    pub keep: KeptApplications,
    /// Of `SINCE`: applications that were made then or later in the ATS are kept.
    #[schema(required = true)]
    pub since: Option<Timestamp>,
    /// Of `ROLLING`: the length of the window.
    #[schema(required = true)]
    pub days: Option<u16>,
}

/// The answer about the filter of an integration.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApplicationFilterResponse {
    pub status: SuccessStatus,
    pub data: ApplicationFilter,
}

/// The filter that an integration gets.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SetApplicationFilterRequest {
    pub keep: KeptApplications,
    /// With `SINCE`, and with nothing else.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub since: Option<MomentText>,
    /// With `ROLLING`, and with nothing else.
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 3650)]
    pub days: Option<WindowDays>,
}
