//! Keys of callers: made, changed, replaced, revoked. Nobody gives rights that they lack.

mod rules;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use crate::domain::audit::{Actor, Deed};
use crate::random;
use crate::secrets::api_key::ApiKey;
use crate::store::api_keys::{self, Caller, Change, Kept, NewKey, Permission};
use crate::store::environments::EnvironmentKey;
use crate::store::{IntegrationScope, StoreError, audit};
use rules::{check_expiry, check_name, check_permissions, check_rights, scopes};

/// Why a key was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// A field is not what it has to be.
    #[error("{0}: {1}")]
    Field(&'static str, String),
    #[error("no API key with this id belongs to the environment")]
    Absent,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who does it, to keys of which environment, with what rights to give; `None` stands for all of them.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    pub actor: &'a Actor,
    pub environment: EnvironmentKey,
    pub caller: Option<&'a Caller>,
    pub now: DateTime<Utc>,
}

/// A key that is asked for.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    pub name: &'a str,
    pub permissions: &'a [Permission],
    /// Ids of the integrations that it is limited to; `None` stands for all of the environment.
    pub integrations: Option<&'a [String]>,
    pub expires_at: Option<DateTime<Utc>>,
    /// How often it may ask in a minute; 0 for no limit, `None` for what holds for all keys. Only the operator says it.
    pub rate_limit: Option<i32>,
}

/// Makes a key. It is known to nobody afterwards but to whoever gets it now.
pub async fn create(
    db: &mut PgConnection,
    by: By<'_>,
    wanted: Wanted<'_>,
) -> Result<(ApiKey, Kept), Refused> {
    check_name(wanted.name)?;
    check_expiry(wanted.expires_at, by.now)?;
    check_permissions(wanted.permissions)?;
    check_rights(by, wanted.permissions.iter().map(|permission| permission.as_str()), "permissions")?;
    let scopes = match wanted.integrations {
        Some(ids) => Some(scopes(db, by.environment, ids).await?),
        None => None,
    };
    let (key, kept) = insert(db, by, &wanted, scopes.as_deref()).await?;
    let deed = Deed::new("api_key.created")
        .to(&kept.public_id)
        .with("permissions", kept.permissions.clone())
        .with("limited", kept.limited_to().is_some());
    audit::append(db, by.environment, by.actor, &deed, by.now).await?;
    Ok((key, kept))
}

/// Changes name and expiry.
pub async fn change(db: &mut PgConnection, by: By<'_>, id: &str, change: Change) -> Result<Kept, Refused> {
    if let Some(name) = &change.name {
        check_name(name)?;
    }
    check_expiry(change.expires_at.flatten(), by.now)?;
    find(db, by, id).await?;
    let given = [change.name.as_ref().map(|_name| "name"), change.expires_at.map(|_at| "expires_at")];
    let names: Vec<&str> = given.into_iter().flatten().collect();
    if !names.is_empty() {
        api_keys::change(db, by.environment, id, &change).await?;
        let deed = Deed::new("api_key.changed").to(id).with("names", names);
        audit::append(db, by.environment, by.actor, &deed, by.now).await?;
    }
    find(db, by, id).await
}

/// Makes a key with the same rights and, if the old one expires, as long a life. The old one is good for the overlap, unless
/// it expires sooner.
pub async fn rotate(
    db: &mut PgConnection,
    by: By<'_>,
    id: &str,
    overlap: TimeDelta,
) -> Result<(ApiKey, Kept), Refused> {
    let old = find(db, by, id).await?;
    if old.revoked_at.is_some() || old.expires_at.is_some_and(|at| at <= by.now) {
        return Err(Refused::Field(
            "api_key_id",
            "the key is revoked or has expired; make a new one".to_owned(),
        ));
    }
    if let Some(new) = &old.replaced_by {
        return Err(Refused::Field("api_key_id", format!("the key was replaced already, by {new}")));
    }
    check_rights(by, old.permissions.iter().map(String::as_str), "api_key_id")?;
    let permissions: Vec<Permission> = old.permissions.iter().filter_map(|p| Permission::parse(p)).collect();
    let scopes = match old.limited_to() {
        Some(ids) => Some(scopes(db, by.environment, ids).await?),
        None => None,
    };
    let wanted = Wanted {
        name: &old.name,
        permissions: &permissions,
        integrations: old.limited_to(),
        expires_at: old.expires_at.map(|at| by.now + (at - old.created_at)),
        rate_limit: old.rate_limit,
    };
    let (key, kept) = insert(db, by, &wanted, scopes.as_deref()).await?;
    api_keys::replace(db, by.environment, (id, &kept.public_id), by.now + overlap).await?;
    let deed = Deed::new("api_key.rotated")
        .to(id)
        .with("replaced_by", kept.public_id.as_str())
        .with("overlap_seconds", overlap.num_seconds());
    audit::append(db, by.environment, by.actor, &deed, by.now).await?;
    Ok((key, kept))
}

/// Makes a key unusable. Doing it again changes nothing.
pub async fn revoke(db: &mut PgConnection, by: By<'_>, id: &str) -> Result<Kept, Refused> {
    find(db, by, id).await?;
    if api_keys::revoke_one(db, by.environment, id, by.now).await? {
        audit::append(db, by.environment, by.actor, &Deed::new("api_key.revoked").to(id), by.now).await?;
    }
    find(db, by, id).await
}

async fn find(db: &mut PgConnection, by: By<'_>, id: &str) -> Result<Kept, Refused> {
    api_keys::find(db, by.environment, id).await?.ok_or(Refused::Absent)
}

async fn insert(
    db: &mut PgConnection,
    by: By<'_>,
    wanted: &Wanted<'_>,
    integrations: Option<&[IntegrationScope]>,
) -> Result<(ApiKey, Kept), Refused> {
    let (key, public_id) = (ApiKey::generate(), random::id());
    let new = NewKey {
        public_id: &public_id,
        name: wanted.name,
        permissions: wanted.permissions,
        integrations,
        expires_at: wanted.expires_at,
        rate_limit: wanted.rate_limit,
        created_at: by.now,
    };
    api_keys::insert_new(db, by.environment, &key, new).await?;
    let kept = find(db, by, &public_id).await?;
    Ok((key, kept))
}
