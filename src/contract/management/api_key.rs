//! Keys of callers, and the environment that they belong to.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::contract::page::SuccessStatus;
use crate::contract::timestamp::Timestamp;
use crate::contract::whole::Whole;

/// Nothing to thirty days, in seconds.
pub type Overlap = Whole<0, 2_592_000>;

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ApiKeyPermission {
    Read,
    Write,
    Manage,
}

/// A key, without anything by which it could be used.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApiKeyData {
    pub api_key_id: String,
    pub name: String,
    pub permissions: Vec<ApiKeyPermission>,
    /// The integrations that it is limited to; null for all of the environment.
    #[schema(required = true)]
    pub integration_ids: Option<Vec<String>>,
    pub created_at: Timestamp,
    #[schema(required = true)]
    pub expires_at: Option<Timestamp>,
    /// Exact to a minute or two; null for a key that was never used.
    #[schema(required = true)]
    pub last_used_at: Option<Timestamp>,
    #[schema(required = true)]
    pub revoked_at: Option<Timestamp>,
    /// The id of the key that takes its place.
    #[schema(required = true)]
    pub replaced_by: Option<String>,
    /// How often it may ask each process in a minute, 0 for no limit; null where what holds for all keys holds for it. The
    /// operator sets it.
    #[schema(required = true)]
    pub requests_per_minute: Option<i32>,
}

/// The answer about one key.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApiKeyResponse {
    pub status: SuccessStatus,
    pub data: ApiKeyData,
}

/// A key that was just made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CreatedApiKey {
    /// The key itself. It is shown this once.
    pub api_key: String,
    pub details: ApiKeyData,
}

/// The answer that makes a key known.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CreatedApiKeyResponse {
    pub status: SuccessStatus,
    pub data: CreatedApiKey,
}

/// A key that is wanted.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CreateApiKeyRequest {
    /// What the key is for: 1 to 100 characters.
    pub name: String,
    /// Not more than the calling key has.
    pub permissions: Vec<ApiKeyPermission>,
    /// The integrations that it is limited to; left out for all of the environment.
    pub integration_ids: Option<Vec<String>>,
    /// Such as `2027-01-01T00:00:00Z`; left out for a key that does not expire.
    pub expires_at: Option<String>,
}

/// What is to be changed of a key; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct ChangeApiKeyRequest {
    pub name: Option<String>,
    /// Null for a key that does not expire.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub expires_at: Option<Option<String>>,
}

/// How a key is replaced.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
pub struct RotateApiKeyRequest {
    /// How long the old key goes on being good, in seconds.
    #[schema(value_type = Option<i32>, minimum = 0, maximum = 2_592_000, default = 86_400)]
    pub overlap_seconds: Option<Overlap>,
}

/// The environment that a key belongs to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EnvironmentData {
    pub environment_id: String,
    pub name: String,
    pub created_at: Timestamp,
}

/// The answer about the environment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EnvironmentResponse {
    pub status: SuccessStatus,
    pub data: EnvironmentData,
}

/// Tells null, which removes something, from nothing, which leaves it.
#[expect(clippy::option_option, reason = "null is another thing than nothing")]
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
