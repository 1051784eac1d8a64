//! What keys have to be.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{By, Refused};
use crate::domain::id::IntegrationId;
use crate::store::IntegrationScope;
use crate::store::api_keys::Permission;
use crate::store::environments::EnvironmentKey;
use crate::store::integrations;

/// How long a name may be, in characters.
const NAME: usize = 100;

pub(super) fn check_permissions(permissions: &[Permission]) -> Result<(), Refused> {
    if permissions.is_empty() {
        let reason = "at least one of read, write, manage is expected";
        return Err(Refused::Field("permissions", reason.to_owned()));
    }
    Ok(())
}

pub(super) fn check_name(name: &str) -> Result<(), Refused> {
    let fits = !name.trim().is_empty() && name.chars().count() <= NAME && !name.chars().any(char::is_control);
    let wrong = || Refused::Field("name", format!("1 to {NAME} printable characters are expected"));
    fits.then_some(()).ok_or_else(wrong)
}

pub(super) fn check_expiry(expires_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), Refused> {
    match expires_at {
        Some(at) if at <= now => {
            Err(Refused::Field("expires_at", "a time in the future is expected".to_owned()))
        }
        _ => Ok(()),
    }
}

pub(super) fn check_rights<'p>(
    by: By<'_>,
    mut permissions: impl Iterator<Item = &'p str>,
    field: &'static str,
) -> Result<(), Refused> {
    let Some(caller) = by.caller else { return Ok(()) };
    match permissions.find(|permission| !caller.permissions().iter().any(|own| own == permission)) {
        Some(lacking) => {
            let own = caller.permissions().join(", ");
            let reason =
                format!("your API key lacks the permission {lacking} and so cannot give it; it has {own}");
            Err(Refused::Field(field, reason))
        }
        None => Ok(()),
    }
}

/// Unknown and foreign integrations are refused alike.
pub(super) async fn scopes(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    ids: &[String],
) -> Result<Vec<IntegrationScope>, Refused> {
    let absent = |id: &str| {
        Refused::Field("integration_ids", format!("no integration {id:?} belongs to the environment"))
    };
    let mut scopes = Vec::with_capacity(ids.len());
    for id in ids {
        let parsed = IntegrationId::parse(id).ok_or_else(|| absent(id))?;
        let scope = integrations::find_in(db, environment, &parsed).await?;
        scopes.push(scope.ok_or_else(|| absent(id))?);
    }
    Ok(scopes)
}
