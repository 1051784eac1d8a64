//! Proves, again and again, how much a replica knows. The primary is asked how far it has written, at a time that was
//! noted before; once the replica has replayed as far, it shows everything that was committed at that time. Nothing is
//! written for this.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::postgres::{PgConnectOptions, PgRow};
use sqlx::{Connection as _, FromRow, PgConnection};
use tokio::time::timeout;

use super::lsn::Lsn;
use super::standing::{Proven, ServerRun};
use super::{Replica, Store, StoreError};
use crate::clock::Clock;

/// How often it is looked.
const EVERY: Duration = Duration::from_millis(500);
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// Looks after a store's replica.
pub struct Watch {
    replica: Arc<Replica>,
    clock: Arc<dyn Clock>,
    primary: Server,
    standby: Server,
    /// What the replica has not shown to know yet, the earliest first.
    samples: VecDeque<Sample>,
}

/// How far the primary had written at least what was committed at a time.
struct Sample {
    at: DateTime<Utc>,
    lsn: Lsn,
    of: Identity,
}

/// What a server and its replicas have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
struct Identity {
    system: i64,
    database: i64,
    timeline: i32,
}

#[derive(FromRow)]
struct PrimaryRow {
    lsn: String,
    #[sqlx(flatten)]
    identity: Identity,
}

#[derive(FromRow)]
struct StandbyRow {
    in_recovery: bool,
    lsn: Option<String>,
    started_at: DateTime<Utc>,
    version: Option<i64>,
    #[sqlx(flatten)]
    identity: Identity,
}

/// What is inserted, not what is written: a commit that does not wait for the disk is seen before it is written.
const PRIMARY: &str = "-- replica.primary
     SELECT pg_current_wal_insert_lsn()::text AS lsn,
            (SELECT system_identifier FROM pg_control_system()) AS system,
            (SELECT oid::bigint FROM pg_database WHERE datname = current_database()) AS database,
            ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int AS timeline";

const STANDBY: &str = "-- replica.standby
     SELECT pg_is_in_recovery() AS in_recovery, pg_last_wal_replay_lsn()::text AS lsn,
            pg_postmaster_start_time() AS started_at,
            (SELECT max(version) FROM _sqlx_migrations WHERE success) AS version,
            (SELECT system_identifier FROM pg_control_system()) AS system,
            (SELECT oid::bigint FROM pg_database WHERE datname = current_database()) AS database,
            (SELECT timeline_id FROM pg_control_checkpoint()) AS timeline";

impl Watch {
    /// `None` without a replica.
    pub fn of(store: &Store, clock: Arc<dyn Clock>) -> Option<Self> {
        let replica = Arc::clone(store.replica.as_ref()?);
        let primary = Server::new((*store.pool().connect_options()).clone());
        let standby = Server::new(replica.options.clone());
        Some(Self { replica, clock, primary, standby, samples: VecDeque::new() })
    }

    /// Does not end.
    pub async fn run(mut self) {
        loop {
            self.look().await;
            self.clock.sleep(EVERY).await;
        }
    }

    /// Looks once.
    pub async fn look(&mut self) {
        // Before the question: what was committed at this time had been inserted when the answer was made.
        let at = self.clock.now();
        // Without an answer there is no new sample; what needs the primary says so itself.
        if let Ok(row) = self.primary.ask::<PrimaryRow>(PRIMARY).await
            && let Ok(lsn) = Lsn::parse(&row.lsn)
        {
            self.samples.push_back(Sample { at, lsn: lsn.whole(), of: row.identity });
        }
        let bound = self.replica.bound;
        self.samples.retain(|sample| at - sample.at <= bound);
        match self.standby.ask::<StandbyRow>(STANDBY).await {
            Ok(row) => self.judge(&row),
            Err(error) => self.replica.lose(&error.to_string()),
        }
    }

    fn judge(&mut self, row: &StandbyRow) {
        if let Some(reason) = self.unfit(row) {
            return self.replica.lose(reason);
        }
        let now = self.clock.now();
        match row.lsn.as_deref().map(Lsn::parse) {
            Some(Ok(replayed)) => match self.take_known(replayed) {
                Some(as_of) => {
                    self.replica.prove(Proven { as_of, server: ServerRun(row.started_at) }, now);
                }
                None => self.replica.wait(now),
            },
            Some(Err(error)) => self.replica.lose(&error.to_string()),
            None => self.replica.wait(now),
        }
    }

    /// Why a server cannot be used, however much it knows.
    fn unfit(&self, row: &StandbyRow) -> Option<&'static str> {
        let newest = crate::store::MIGRATIONS.iter().map(|migration| migration.version).max();
        let primary = self.samples.back().map(|sample| sample.of);
        if !row.in_recovery {
            Some("it is no replica: it takes writes itself")
        } else if primary.is_some_and(|primary| primary.system != row.identity.system) {
            Some("it is a replica of another server than DATABASE_URL names")
        } else if primary.is_some_and(|primary| primary.database != row.identity.database) {
            Some("DATABASE_READ_URL names another database than DATABASE_URL")
        } else if primary.is_some_and(|primary| primary.timeline != row.identity.timeline) {
            Some("it has not followed the primary's last failover, or has not written that down yet")
        } else if row.version < newest {
            Some("its schema is older than this program")
        } else {
            None
        }
    }

    /// The time of the latest sample that is known once so much was replayed.
    fn take_known(&mut self, replayed: Lsn) -> Option<DateTime<Utc>> {
        let known = self.samples.iter().rposition(|sample| sample.lsn <= replayed)?;
        self.samples.drain(..=known).next_back().map(|sample| sample.at)
    }
}

/// A server that is asked over one connection, which is opened when it is needed.
struct Server {
    options: PgConnectOptions,
    connection: Option<PgConnection>,
}

impl Server {
    fn new(options: PgConnectOptions) -> Self {
        Self { options: options.application_name("unified-ats watch"), connection: None }
    }

    /// A connection that fails is not used again.
    async fn ask<T>(&mut self, statement: &'static str) -> Result<T, StoreError>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let known = self.connection.take();
        let asked = timeout(PATIENCE, async {
            let mut connection = match known {
                Some(connection) => connection,
                None => PgConnection::connect_with(&self.options).await?,
            };
            let row = sqlx::query_as(statement).fetch_one(&mut connection).await?;
            Ok::<_, sqlx::Error>((row, connection))
        });
        let (row, connection) = asked.await.map_err(|_late| sqlx::Error::PoolTimedOut)??;
        self.connection = Some(connection);
        Ok(row)
    }
}
