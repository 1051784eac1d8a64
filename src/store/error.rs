//! What can go wrong between us and Postgres.

/// The driver failed, the schema could not be brought up to date, or stored data contradicts what we wrote.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database failed: {0}")]
    Driver(#[from] sqlx::Error),
    #[error("the schema could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("stored data is inconsistent: {table}.{column} of {row}")]
    Inconsistent { table: &'static str, column: &'static str, row: String },
    /// A connection was to reach one run of a replica and reached something else.
    #[error("the connection leads to another server, or to another run of it, than was looked at")]
    Elsewhere,
    /// Somebody else took the sync run over.
    #[error("the sync run belongs to another worker by now")]
    LeaseLost,
}

impl StoreError {
    /// Whether the database was away, which passes: not reachable, shutting down, starting up.
    pub fn is_absence(&self) -> bool {
        match self {
            Self::Driver(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed) => true,
            // The classes of connections that fail, and of what an operator does to the server.
            Self::Driver(sqlx::Error::Database(error)) => {
                error.code().is_some_and(|code| code.starts_with("08") || code.starts_with("57P"))
            }
            _ => false,
        }
    }

    /// Whether a unique constraint of this name refused the row.
    pub fn violates(&self, constraint: &str) -> bool {
        matches!(self, Self::Driver(sqlx::Error::Database(e)) if e.constraint() == Some(constraint))
    }
}
