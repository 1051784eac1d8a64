//! The connections that answer lists. sqlx's own pool asks the server for a sign of life whenever a connection is given
//! back, which costs a poll as much as its answer. Here a connection is given back as it is, by whoever knows that its
//! last statement was read to the end; all others are closed.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{Manager, Metrics, Object, Pool, PoolError, RecycleError, RecycleResult};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection};

use super::{StoreError, UNTESTED};

/// How long a request waits for a connection.
const WAIT: Duration = Duration::from_secs(10);

/// Connections for statements outside transactions, a fixed number at most. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Readers(Pool<Opener>);

#[derive(Debug)]
struct Opener(PgConnectOptions);

#[derive(Debug)]
struct Line {
    connection: PgConnection,
    /// Nothing of an answer is on its way.
    quiet: bool,
}

impl Manager for Opener {
    type Type = Line;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Line, sqlx::Error> {
        Ok(Line { connection: PgConnection::connect_with(&self.0).await?, quiet: true })
    }

    async fn recycle(&self, line: &mut Line, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        if !line.quiet {
            return Err(RecycleError::message("its last statement was not read to the end"));
        }
        if metrics.last_used() >= UNTESTED {
            line.connection.ping().await.map_err(RecycleError::Backend)?;
        }
        Ok(())
    }
}

impl Readers {
    /// Connects when somebody asks for the first time.
    pub(super) fn new(options: PgConnectOptions, connections: u32) -> Result<Self, StoreError> {
        let pool = Pool::builder(Opener(options))
            .max_size(connections as usize)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(WAIT))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| sqlx::Error::Configuration(Box::new(error)))?;
        Ok(Self(pool))
    }

    pub(super) async fn get(&self) -> Result<Reader, StoreError> {
        match self.0.get().await {
            Ok(mut line) => {
                line.quiet = false;
                Ok(Reader(line))
            }
            Err(PoolError::Backend(error)) => Err(error.into()),
            Err(PoolError::Closed) => Err(sqlx::Error::PoolClosed.into()),
            Err(PoolError::Timeout(_) | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_)) => {
                Err(sqlx::Error::PoolTimedOut.into())
            }
        }
    }

    pub(super) fn close(&self) {
        self.0.close();
    }
}

/// A connection for one request. Dropped, it is not used again: only [`Reader::finish`] knows that nothing of an answer
/// is still on its way.
#[derive(Debug)]
pub struct Reader(Object<Opener>);

impl Reader {
    /// Gives the connection back. To be called when every statement was read to its end.
    pub fn finish(mut self) {
        self.0.quiet = true;
    }
}

impl Deref for Reader {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.0.connection
    }
}

impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.0.connection
    }
}
