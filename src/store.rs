//! Everything that speaks SQL. Functions take a connection or a transaction from the caller, so that one unit of
//! work is one transaction; whatever belongs to a tenant takes an [`IntegrationScope`], which only this module makes.

pub mod api_keys;
pub mod dependents;
pub mod documents;
pub mod environments;
pub mod error;
pub mod integrations;
pub mod neighbourhood;
pub mod pages;
pub mod quarantine;
pub mod records;
pub mod runs;
pub mod scope;

use std::str::FromStr as _;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgPool, Postgres, Transaction};

pub use error::StoreError;
pub use scope::IntegrationScope;

/// The schema, inside the binary.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// The database of one installation. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pool: PgPool,
}

impl Store {
    /// Connects at once, so that an unreachable database is known at the start.
    pub async fn connect(url: &SecretString, connections: u32) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url.expose_secret())?.application_name("unified-ats");
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(10))
            // Checked out connections are used at once; a dead one shows itself in the query.
            .test_before_acquire(false)
            .connect_with(options)
            .await?;
        Ok(Self { pool })
    }

    pub fn from_pool(pool: PgPool) -> Self {
        Self { pool }
    }

    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        Ok(self.pool.begin().await?)
    }

    /// Brings the schema up to date; running it again changes nothing.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        Ok(MIGRATIONS.run(&self.pool).await?)
    }

    /// Waits until the connections are closed.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
