//! A read replica: a second server that follows the primary and answers reads, as long as it is known to be recent enough
//! (`docs/adr/0017-read-replicas.md`).

pub(super) mod lsn;
mod standing;
mod watch;

use std::str::FromStr as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::PgConnection;
use sqlx::postgres::PgConnectOptions;
use tokio::time::timeout;

use super::readers::Readers;
use super::{Store, StoreError, reading};
use crate::clock::Clock;
use standing::{Change, Proven, Standing};

pub use standing::{Need, Origin, ServerRun, Walk};
pub use watch::Watch;

/// How long a read waits for a replica before the primary is asked instead.
const PATIENCE: Duration = Duration::from_secs(3);

/// A read that can be made on any server that knows enough, and again on another one.
#[async_trait]
pub trait Reading: Sync {
    type Found: Send;

    async fn read(&self, db: &mut PgConnection) -> Result<Self::Found, StoreError>;
}

/// A replica, and what is known of it.
#[derive(Debug)]
pub struct Replica {
    readers: Readers,
    options: PgConnectOptions,
    bound: TimeDelta,
    standing: Mutex<Standing>,
}

impl Replica {
    /// Of so many connections of the process. Connects when something is read. A replica is not used before a [`Watch`]
    /// has proven how much it knows, and for as long as that is not more than `bound` ago.
    pub fn new(url: &SecretString, connections: u32, bound: TimeDelta) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url.expose_secret())?.application_name("unified-ats");
        // Longer than a read waits: that all connections are busy says nothing about the replica.
        let readers = Readers::of_replica(options.clone(), reading(connections), PATIENCE * 2)?;
        Ok(Self { readers, options, bound, standing: Mutex::new(Standing::new(bound)) })
    }

    /// Where a replica is that may answer a read now, and the run of the server that has to be reached there.
    pub(super) fn options_for(&self, need: Need, clock: &dyn Clock) -> Option<(PgConnectOptions, ServerRun)> {
        Some((self.options.clone(), self.server_for(need, clock)?))
    }

    pub(super) fn close(&self) {
        self.readers.close();
    }

    /// `None` when the primary has to be asked.
    async fn read<R: Reading>(
        &self,
        reading: &R,
        need: Need,
        clock: &dyn Clock,
    ) -> Option<(R::Found, ServerRun)> {
        let server = self.server_for(need, clock)?;
        match timeout(PATIENCE, self.ask(reading, server)).await {
            Ok(Ok(found)) => return Some((found, server)),
            Ok(Err(error)) if error.is_absence() => self.lose(&error.to_string()),
            Ok(Err(error)) => tracing::debug!(%error, "a read failed on the replica and goes to the primary"),
            Err(_late) => tracing::debug!("a read took long on the replica and goes to the primary"),
        }
        None
    }

    async fn ask<R: Reading>(&self, reading: &R, server: ServerRun) -> Result<R::Found, StoreError> {
        let mut db = self.readers.get_of(server).await?;
        let found = reading.read(&mut db).await?;
        db.finish();
        Ok(found)
    }

    fn server_for(&self, need: Need, clock: &dyn Clock) -> Option<ServerRun> {
        let standing = self.standing();
        // Under the lock, so that it is not before the time of a proof that came in between.
        standing.server_for(need, clock.now())
    }

    fn prove(&self, proven: Proven, now: DateTime<Utc>) {
        let change = self.standing().prove(proven, now);
        self.tell(change, "it is behind the primary by more than the bound");
    }

    pub(super) fn lose(&self, reason: &str) {
        let change = self.standing().lose();
        self.tell(change, reason);
    }

    fn wait(&self, now: DateTime<Utc>) {
        let change = self.standing().wait(now);
        self.tell(change, "it is behind the primary by more than the bound");
    }

    fn tell(&self, change: Option<Change>, reason: &str) {
        let bound_ms = self.bound.num_milliseconds();
        match change {
            Some(Change::Used) => tracing::info!(bound_ms, "the read replica is used"),
            Some(Change::NotUsed) => {
                tracing::warn!(
                    bound_ms,
                    reason,
                    "the read replica is not used: the primary answers all reads"
                );
            }
            None => {}
        }
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ServerRun {
    /// The one that a connection leads to.
    pub(super) async fn behind(db: &mut PgConnection) -> Result<Self, sqlx::Error> {
        let started_at = sqlx::query_scalar(
            "-- replica.server_run
             SELECT pg_postmaster_start_time()",
        );
        Ok(Self(started_at.fetch_one(db).await?))
    }
}

impl Store {
    /// Reads from the replica where it knows enough, and otherwise, or when that fails, from the primary. Where it was
    /// read is only told when there is a replica.
    pub async fn read<R: Reading>(
        &self,
        reading: &R,
        need: Need,
        clock: &dyn Clock,
    ) -> Result<(R::Found, Option<Origin>), StoreError> {
        let Some(replica) = &self.replica else { return Ok((self.read_primary(reading).await?, None)) };
        let (found, server) = match replica.read(reading, need, clock).await {
            Some((found, server)) => (found, Some(server)),
            None => (self.read_primary(reading).await?, None),
        };
        Ok((found, Some(Origin { read_at: clock.now(), server })))
    }

    async fn read_primary<R: Reading>(&self, reading: &R) -> Result<R::Found, StoreError> {
        let mut db = self.reader().await?;
        let found = reading.read(&mut db).await?;
        db.finish();
        Ok(found)
    }

    /// Reads from the replica from now on, too.
    #[must_use]
    pub fn with_replica(self, replica: Replica) -> Self {
        let staleness = replica.bound;
        Self { replica: Some(replica.into()), ..self }.with_staleness(staleness)
    }

    /// The poll before may have been answered from a state that was so old, here or by another process.
    #[must_use]
    pub fn with_staleness(self, staleness: TimeDelta) -> Self {
        Self { staleness, ..self }
    }

    /// The time since which a poll has to ask for changes that was given another: what the read that began then could
    /// not see because of its server's staleness is asked for again.
    pub fn unseen_since(&self, updated_after: DateTime<Utc>) -> DateTime<Utc> {
        updated_after.checked_sub_signed(self.staleness).unwrap_or(updated_after)
    }
}
