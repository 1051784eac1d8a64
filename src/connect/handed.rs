//! What customers bring back to the caller's page: with it the caller asks which integration it was, so that nobody can claim
//! another one.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::secrets::pass::Pass;
use crate::store::StoreError;
use crate::store::connect_links::steps;
use crate::store::environments::EnvironmentKey;
use crate::store::integrations::{self, Integration};

/// What a pass stands for in an environment.
#[derive(Debug)]
pub enum Handed {
    Integration(Box<Integration>),
    Expired,
    /// Nobody was handed it, or a customer of another environment was.
    Unknown,
}

pub async fn find(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    pass: &Pass,
    now: DateTime<Utc>,
) -> Result<Handed, StoreError> {
    let Some(handed) = steps::find_handed(db, environment, &pass.hash()).await? else {
        return Ok(Handed::Unknown);
    };
    if handed.until <= now {
        return Ok(Handed::Expired);
    }
    let found = integrations::find(db, &handed.integration).await?;
    Ok(found.map_or(Handed::Unknown, |integration| Handed::Integration(Box::new(integration))))
}
