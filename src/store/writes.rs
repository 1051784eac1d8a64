//! Transactions that write documents, and the trace they leave, by which polls miss nothing that was committed behind
//! their back (`docs/adr/0012-no-gap-for-pollers.md`).

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};

use super::{IntegrationScope, Store, StoreError, integrations};
use crate::clock::Clock;

/// A write that is settled this soon after its stamp leaves no trace: polls look back further than that anyway.
const SHORT: TimeDelta = TimeDelta::seconds(1);
/// How far the clocks of our processes and of callers may be apart.
pub(super) const CLOCKS: TimeDelta = TimeDelta::seconds(1);
/// How far every poll looks back behind the time it was given.
const MARGIN: TimeDelta = TimeDelta::seconds(SHORT.num_seconds() + CLOCKS.num_seconds());

/// The time from which on writes matter to a poll for changes since `updated_after`.
pub(super) fn look_back(updated_after: DateTime<Utc>) -> DateTime<Utc> {
    updated_after.checked_sub_signed(MARGIN).unwrap_or(updated_after)
}

/// A transaction that is the only writer of an integration's records and documents until it ends. Dropped, it never
/// happened.
#[derive(Debug)]
pub struct Write {
    tx: Transaction<'static, Postgres>,
    pool: PgPool,
    scope: IntegrationScope,
    now: DateTime<Utc>,
    /// Its row in `document_writes`, once it has written documents.
    trace: Option<i64>,
    /// Whether callers can see what it writes, once that was asked.
    published: Option<bool>,
}

impl Write {
    /// Waits until no other write of the integration is under way.
    pub async fn begin(
        store: &Store,
        scope: &IntegrationScope,
        clock: &dyn Clock,
    ) -> Result<Self, StoreError> {
        let mut tx = store.begin().await?;
        integrations::lock(&mut tx, scope).await?;
        // Not before the lock is held: stamps follow the order of commits, and earlier writes ended before this time.
        let now = clock.now();
        settle_abandoned(&mut tx, scope, now).await?;
        Ok(Self { tx, pool: store.pool().clone(), scope: scope.clone(), now, trace: None, published: None })
    }

    /// The write's time, which everything that it changes is stamped with.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub fn scope(&self) -> &IntegrationScope {
        &self.scope
    }

    /// The transaction, for everything but documents.
    pub fn db(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Commits before it is on disk: a crash of Postgres may take the write back, whole, with what follows it.
    pub async fn need_not_last(&mut self) -> Result<(), StoreError> {
        sqlx::query(
            "-- writes.need_not_last
             SET LOCAL synchronous_commit = off",
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Whether callers can see what is written.
    pub(super) async fn is_published(&mut self) -> Result<bool, StoreError> {
        if let Some(published) = self.published {
            return Ok(published);
        }
        let published = integrations::is_published(&mut self.tx, &self.scope).await?;
        self.published = Some(published);
        Ok(published)
    }

    /// Leaves the trace that polls look for. To be called before documents are written.
    pub(super) async fn leave_trace(&mut self) -> Result<(), StoreError> {
        if self.trace.is_some() {
            return Ok(());
        }
        let trace = sqlx::query_scalar(
            "-- writes.leave_trace
             INSERT INTO document_writes (integration_id, touched_at) VALUES ($1, $2) RETURNING document_write_id",
        )
        .bind(self.scope.key())
        .bind(self.now)
        .fetch_one(&mut *self.tx)
        .await?;
        self.trace = Some(trace);
        Ok(())
    }

    /// Makes everything that was written visible, and settles it.
    pub async fn commit(self, clock: &dyn Clock) -> Result<(), StoreError> {
        self.tx.commit().await?;
        let Some(trace) = self.trace else { return Ok(()) };
        // Not before the commit has returned: a poll that saw nothing began before this time.
        let settled_at = clock.now();
        let settled = if settled_at - self.now <= SHORT {
            remove(&self.pool, &self.scope, trace).await
        } else {
            settle(&self.pool, &self.scope, trace, settled_at).await
        };
        if let Err(error) = settled {
            tracing::warn!(
                integration.id = %self.scope.id(), %error,
                "a write could not be settled; until the next one, polls repeat what it wrote"
            );
        }
        Ok(())
    }
}

/// Settles the writes whose process ended between commit and settlement. To be called under the lock, so that all of
/// them were committed before `now`.
async fn settle_abandoned(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- writes.settle_abandoned
         UPDATE document_writes SET settled_at = $2 WHERE integration_id = $1 AND settled_at = 'infinity'",
    )
    .bind(scope.key())
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

async fn settle(
    pool: &PgPool,
    scope: &IntegrationScope,
    trace: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- writes.settle
         UPDATE document_writes SET settled_at = $3 WHERE integration_id = $1 AND document_write_id = $2",
    )
    .bind(scope.key())
    .bind(trace)
    .bind(now)
    .execute(pool)
    .await?;
    Ok(())
}

async fn remove(pool: &PgPool, scope: &IntegrationScope, trace: i64) -> Result<(), StoreError> {
    sqlx::query(
        "-- writes.remove
         DELETE FROM document_writes WHERE integration_id = $1 AND document_write_id = $2",
    )
    .bind(scope.key())
    .bind(trace)
    .execute(pool)
    .await?;
    Ok(())
}

/// Forgets the writes of all integrations that were settled before a time, and says how many. A poll for changes since
/// an earlier time may miss what was being committed then.
pub async fn purge(db: &mut PgConnection, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "-- writes.purge
         DELETE FROM document_writes w USING integrations i
         WHERE w.integration_id = i.integration_id AND w.settled_at < $1",
    )
    .bind(before)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
