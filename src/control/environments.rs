//! Environments: the tenants of an installation.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::audit::{Actor, Deed};
use crate::random;
use crate::store::environments::{self, Named};
use crate::store::{StoreError, audit};

/// Makes an environment; `None` when there is one of that name.
pub async fn create(
    db: &mut PgConnection,
    name: &str,
    (actor, now): (&Actor, DateTime<Utc>),
) -> Result<Option<Named>, StoreError> {
    let made = environments::insert(db, name, &random::id(), now).await?;
    if let Some(made) = &made {
        let deed = Deed::new("environment.created").to(&made.public_id);
        audit::append(db, made.key, actor, &deed, now).await?;
    }
    Ok(made)
}

/// The environment of that name, which is made if it is missing.
pub async fn ensure(
    db: &mut PgConnection,
    name: &str,
    by: (&Actor, DateTime<Utc>),
) -> Result<Named, StoreError> {
    loop {
        if let Some(found) = environments::by_name(db, name).await? {
            return Ok(found);
        }
        if let Some(made) = create(db, name, by).await? {
            return Ok(made);
        }
    }
}
