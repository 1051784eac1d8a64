//! A sync that somebody asks for.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Refusal;
use crate::contract::general::QueuedSync;
use crate::domain::audit::{Actor, Deed};
use crate::random;
use crate::store::integrations::{self, Status};
use crate::store::runs::queue;
use crate::store::runs::{Cause, Kind, NewRun};
use crate::store::{IntegrationScope, audit};

/// Queues a sync, or names the one of the kind that is queued or running already.
pub async fn force(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    kind: Kind,
    (actor, now): (&Actor, DateTime<Utc>),
) -> Result<QueuedSync, Refusal> {
    if integrations::hold_status(db, scope).await? == Status::Inactive {
        return Err(Refusal::Inactive);
    }
    let id = random::id();
    let new = NewRun { public_id: &id, kind, cause: Cause::Forced };
    let queued = queue::enqueue(db, scope, new, &[].into(), now).await?;
    let deed = Deed::new("sync.forced").to(&queued.sync_id).with("kind", kind.as_str());
    audit::append_of(db, scope, actor, deed.with("already_queued", queued.already), now).await?;
    Ok(QueuedSync { already_queued: queued.already, sync_id: queued.sync_id, r#type: kind.into() })
}
