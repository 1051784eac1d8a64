//! What arguments name, in the database.

use anyhow::Context as _;
use sqlx::PgConnection;

use super::output::Usage;
use crate::domain::id::{IntegrationId, SyncId};
use crate::store::integrations::{self, Integration};
use crate::store::runs::history::{self, Run};

/// The id that was given with `--integration`.
pub(super) fn integration_id(text: &str) -> anyhow::Result<IntegrationId> {
    let wrong = || Usage(format!("--integration: {text:?} is no integration id"));
    Ok(IntegrationId::parse(text).ok_or_else(wrong)?)
}

pub(super) async fn integration(db: &mut PgConnection, text: &str) -> anyhow::Result<Integration> {
    let id = integration_id(text)?;
    integrations::find(db, &id).await?.with_context(|| format!("there is no integration {id}"))
}

pub(super) fn sync_id(text: &str) -> anyhow::Result<SyncId> {
    Ok(SyncId::parse(text).ok_or_else(|| Usage(format!("{text:?} is no sync id")))?)
}

pub(super) async fn run(db: &mut PgConnection, id: &SyncId) -> anyhow::Result<Run> {
    let run = history::find(db, id).await?;
    run.with_context(|| format!("there is no sync {id}; syncs are kept for 60 days"))
}
