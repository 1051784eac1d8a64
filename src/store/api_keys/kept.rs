//! Keys as whoever manages them sees them.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::store::StoreError;
use crate::store::environments::EnvironmentKey;

/// A key, without anything by which it could be used.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Kept {
    api_key_id: i64,
    pub public_id: String,
    pub name: String,
    pub permissions: Vec<String>,
    limited: bool,
    integrations: Vec<String>,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    /// The public id of the key that takes its place.
    pub replaced_by: Option<String>,
    /// How often it may ask in a minute, where it has a limit of its own; 0 for no limit.
    pub rate_limit: Option<i32>,
}

impl Kept {
    /// Public ids of the integrations that it is limited to; `None` stands for all of the environment.
    pub fn limited_to(&self) -> Option<&[String]> {
        self.limited.then_some(self.integrations.as_slice())
    }

    /// Its place in the list.
    pub fn place(&self) -> i64 {
        self.api_key_id
    }
}

/// SQL for keys that fulfil a condition.
macro_rules! select {
    ($name:literal, $condition:literal) => {
        concat!(
            "-- ",
            $name,
            "
             SELECT k.api_key_id, k.public_id, k.name, k.permissions, k.limited, k.created_at, k.expires_at, k.last_used_at,
                    k.revoked_at, n.public_id AS replaced_by, k.rate_limit,
                    ARRAY(SELECT i.public_id FROM api_key_integrations l JOIN integrations i USING (integration_id)
                          WHERE l.api_key_id = k.api_key_id ORDER BY i.public_id) AS integrations
             FROM api_keys k LEFT JOIN api_keys n ON n.api_key_id = k.replaced_by
             WHERE ",
            $condition
        )
    };
}

/// The keys of an environment before a place, the latest first, revoked and expired ones included.
pub async fn list(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    before: i64,
    limit: i64,
) -> Result<Vec<Kept>, StoreError> {
    let statement = select!(
        "api_keys.list",
        "k.environment_id = $1 AND k.api_key_id < $2 ORDER BY k.api_key_id DESC LIMIT $3"
    );
    Ok(sqlx::query_as(statement).bind(environment.key()).bind(before).bind(limit).fetch_all(db).await?)
}

/// One key of an environment.
pub async fn find(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    public_id: &str,
) -> Result<Option<Kept>, StoreError> {
    let statement = select!("api_keys.find", "k.environment_id = $1 AND k.public_id = $2");
    Ok(sqlx::query_as(statement).bind(environment.key()).bind(public_id).fetch_optional(db).await?)
}

/// The environment that a key belongs to, for the operator's commands.
pub async fn environment_of(
    db: &mut PgConnection,
    public_id: &str,
) -> Result<Option<EnvironmentKey>, StoreError> {
    let key: Option<i64> = sqlx::query_scalar(
        "-- api_keys.environment_of
         SELECT environment_id FROM api_keys WHERE public_id = $1",
    )
    .bind(public_id)
    .fetch_optional(db)
    .await?;
    Ok(key.map(EnvironmentKey::new))
}
