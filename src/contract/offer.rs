//! Offers (contract section 3.5), served at `/ats/offers`.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::enums::OfferStatus;
use super::record::{CandidateRef, IntegrationField, NamedJob, RemoteData};
use super::timestamp::Timestamp;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Offer {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    #[schema(required = true)]
    pub status: Option<OfferStatus>,
    /// A full point in time, though it means a day.
    #[schema(required = true)]
    pub employment_start_date: Option<Timestamp>,
    #[schema(required = true)]
    pub application_id: Option<String>,
    /// Values by the names chosen for them, as in the ATS.
    #[schema(required = true, value_type = Option<Object>)]
    pub custom_fields: Option<Map<String, Value>>,
    /// Extra values that were chosen to be passed through; usually empty.
    pub integration_fields: Vec<IntegrationField>,
    /// By the ATS's own account.
    #[schema(required = true)]
    pub remote_created_at: Option<Timestamp>,
    /// By the ATS's own account.
    #[schema(required = true)]
    pub remote_updated_at: Option<Timestamp>,
    /// The ATS's own record; null unless remote data is switched on.
    #[schema(required = true)]
    pub remote_data: Option<RemoteData>,
    /// When our copy of the record's own fields last changed.
    pub changed_at: Timestamp,
    /// When the record was found to be gone from the ATS; null while it is there.
    #[schema(required = true)]
    pub remote_deleted_at: Option<Timestamp>,
    #[schema(required = true)]
    pub application: Option<OfferApplication>,
}

/// Whom an offer is for; it has no id of its own here.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OfferApplication {
    #[schema(required = true)]
    pub candidate: Option<CandidateRef>,
    #[schema(required = true)]
    pub job: Option<NamedJob>,
}
