//! Everything that speaks SQL. Functions take a connection or a transaction from the caller, so that one unit of
//! work is one transaction; whatever belongs to a tenant takes an [`IntegrationScope`], which only this module makes.

pub mod actions;
pub mod answers;
pub mod api_keys;
pub mod application_filters;
pub mod audit;
pub mod budgets;
pub mod changes;
pub mod connect_links;
pub mod created_records;
pub mod deletion;
pub mod dependents;
pub mod documents;
pub mod encryption_keys;
pub mod environments;
pub mod erasure;
pub mod error;
pub mod expiry;
pub mod exports;
pub mod fields;
pub mod integration_keys;
pub mod integrations;
pub mod interactions;
pub mod marks;
pub mod model_syncs;
pub mod neighbourhood;
pub mod own_writes;
pub mod pages;
pub mod people;
pub mod quarantine;
mod readers;
pub mod records;
pub mod replica;
pub mod reshaping;
pub mod runs;
pub mod schedules;
pub mod scope;
pub mod scope_configs;
pub mod sources;
pub mod writes;

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection as _, PgConnection, PgPool, Postgres, Transaction};

use readers::Readers;
use replica::Replica;

pub use error::StoreError;
pub use readers::Reader;
pub use scope::IntegrationScope;

/// The schema, inside the binary.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// A connection that lay idle for less is taken to be alive: no server is stopped and started within that time.
const UNTESTED: Duration = Duration::from_millis(100);

/// How many of so many connections answer lists. More than a few per core only let requests wait for each other inside
/// of Postgres, which takes longer than to wait for a connection.
const fn reading(connections: u32) -> u32 {
    let part = connections * 2 / 5;
    if part == 0 { 1 } else { part }
}

/// The database of one installation. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pool: PgPool,
    readers: Readers,
    replica: Option<Arc<Replica>>,
    /// How old the state may be that a read sees, here or in another process.
    staleness: TimeDelta,
}

impl Store {
    /// Connects at once, so that an unreachable database is known at the start.
    pub async fn connect(url: &SecretString, connections: u32) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url.expose_secret())?.application_name("unified-ats");
        // A single connection tells why it fails; the pool would only say that it waited.
        PgConnection::connect_with(&options).await?.close().await?;
        let reading = reading(connections);
        let readers = Readers::new(options.clone(), reading)?;
        let pool = PgPoolOptions::new()
            .max_connections(connections.saturating_sub(reading).max(1))
            .acquire_timeout(Duration::from_secs(10))
            // Connections that are in use are not tested: a dead one shows itself in the query. A server that was
            // restarted has cut all that lay idle, and what comes after the restart must not meet them.
            .test_before_acquire(false)
            .before_acquire(|connection, state| {
                Box::pin(async move { Ok(state.idle_for < UNTESTED || connection.ping().await.is_ok()) })
            })
            .connect_with(options)
            .await?;
        Ok(Self { pool, readers, replica: None, staleness: TimeDelta::zero() })
    }

    /// Over connections that were made elsewhere; those for lists are made as they are.
    pub fn from_pool(pool: PgPool) -> Result<Self, StoreError> {
        let options = (*pool.connect_options()).clone();
        let readers = Readers::new(options, reading(pool.options().get_max_connections()))?;
        Ok(Self { pool, readers, replica: None, staleness: TimeDelta::zero() })
    }

    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// A connection for the statements of one list request.
    pub async fn reader(&self) -> Result<Reader, StoreError> {
        self.readers.get().await
    }

    /// Begins in a task of its own, which is not dropped with the caller: sqlx forgets a `BEGIN` whose future is dropped
    /// before Postgres has answered, and the pool would hand out a connection within a transaction that nobody ends.
    #[expect(clippy::disallowed_methods, reason = "this is the begin that all others use")]
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        let pool = self.pool.clone();
        match tokio::spawn(async move { pool.begin().await }).await {
            Ok(begun) => Ok(begun?),
            Err(broken) => Err(StoreError::Driver(sqlx::Error::Io(std::io::Error::other(broken)))),
        }
    }

    /// Brings the schema up to date; running it again changes nothing.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        Ok(MIGRATIONS.run(&self.pool).await?)
    }

    /// Whether every migration of this program has been applied.
    pub async fn is_migrated(&self) -> Result<bool, StoreError> {
        let newest = MIGRATIONS.iter().map(|migration| migration.version).max();
        let begun: bool = sqlx::query_scalar(
            "-- store.is_migrated: begun
             SELECT to_regclass('_sqlx_migrations') IS NOT NULL",
        )
        .fetch_one(&self.pool)
        .await?;
        if !begun {
            return Ok(false);
        }
        let applied: Option<i64> = sqlx::query_scalar(
            "-- store.is_migrated
             SELECT max(version) FROM _sqlx_migrations WHERE success",
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(applied >= newest)
    }

    /// Tells Postgres what the records' tables hold by now. After a first load its own look would come minutes too late,
    /// and what follows would be answered by walking everything.
    pub async fn refresh_record_statistics(&self) -> Result<(), StoreError> {
        sqlx::query(
            "-- store.refresh_record_statistics
             ANALYZE users, roles, tags, rejection_reasons, application_stages, job_postings, jobs, applications,
                     candidates, interviews, offers, job_application_stages, job_hiring_team_members,
                     interviewing_team_members",
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The same of the documents.
    pub async fn refresh_document_statistics(&self) -> Result<(), StoreError> {
        sqlx::query(
            "-- store.refresh_document_statistics
             ANALYZE documents, document_writes",
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Waits until the connections are closed.
    pub async fn close(&self) {
        self.readers.close();
        if let Some(replica) = &self.replica {
            replica.close();
        }
        self.pool.close().await;
    }
}
