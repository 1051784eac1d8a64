//! How often an integration is synced, and how much one sync may delete.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use crate::contract::management::{SyncSettings, SyncSettingsChange};
use crate::domain::audit::{Actor, Deed};
use crate::store::schedules::{self, Changes, Schedule};
use crate::store::{IntegrationScope, StoreError, audit};

pub async fn get(db: &mut PgConnection, scope: &IntegrationScope) -> Result<SyncSettings, StoreError> {
    Ok(shown(&schedules::get(db, scope).await?))
}

/// Changes what is given, and says what holds now.
pub async fn change(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    change: SyncSettingsChange,
    (actor, now): (&Actor, DateTime<Utc>),
) -> Result<SyncSettings, StoreError> {
    schedules::change(db, scope, changes(change), now).await?;
    let names = names(change);
    if !names.is_empty() {
        let deed = Deed::new("sync_settings.changed").with("names", names);
        audit::append_of(db, scope, actor, deed, now).await?;
    }
    get(db, scope).await
}

/// Which settings a change is about.
fn names(change: SyncSettingsChange) -> Vec<&'static str> {
    let given = [
        change.delta_every_seconds.map(|_given| "delta_every_seconds"),
        change.full_every_seconds.map(|_given| "full_every_seconds"),
        change.sweep_limit_percent.map(|_given| "sweep_limit_percent"),
    ];
    given.into_iter().flatten().collect()
}

/// The same for the store.
pub fn changes(change: SyncSettingsChange) -> Changes {
    let seconds = |seconds: i32| TimeDelta::seconds(seconds.into());
    Changes {
        delta_every: change.delta_every_seconds.map(|every| seconds(every.get())),
        full_every: change.full_every_seconds.map(|every| seconds(every.get())),
        sweep_limit_percent: change.sweep_limit_percent.and_then(|limit| u8::try_from(limit.get()).ok()),
    }
}

fn shown(schedule: &Schedule) -> SyncSettings {
    SyncSettings {
        delta_every_seconds: schedule.delta_every.num_seconds(),
        full_every_seconds: schedule.full_every.num_seconds(),
        sweep_limit_percent: schedule.sweep_limit_percent,
    }
}
