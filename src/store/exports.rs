//! Whole lists by one statement each, and so of one moment, whatever is written meanwhile. Rows come as they are taken:
//! nothing of a list is held here.

use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::stream::{BoxStream, StreamExt as _};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgRow};
use sqlx::query::Query;
use sqlx::{Connection as _, PgConnection, Postgres, Row as _};

use super::replica::{Need, ServerRun};
use super::{IntegrationScope, Store, StoreError, records};
use crate::clock::Clock;
use crate::domain::model::Model;
use crate::store::writes::look_back;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);

/// What an export is to hold.
#[derive(Debug, Clone)]
pub struct Export {
    pub scope: IntegrationScope,
    pub model: Model,
    /// As in [`super::pages::Selection`].
    pub updated_after: Option<DateTime<Utc>>,
    pub include_deleted: bool,
    /// Whether rows have the ATS's own records, too.
    pub include_raw: bool,
}

/// A connection of an export's own. Dropped in the middle of an export, it is cut, and Postgres ends the statement: in
/// a pool, the next user would have to read what is left of it.
#[derive(Debug)]
pub struct ExportConnection(PgConnection);

/// One document of an export.
#[derive(Debug)]
pub struct ExportRow {
    row: PgRow,
    has_raw: bool,
}

impl ExportRow {
    pub fn body(&self) -> Result<&str, StoreError> {
        Ok(self.row.try_get("body")?)
    }

    /// The list of the ATS that the record came from, and the ATS's own text of it. `None` when it was not asked for,
    /// or when there is none.
    pub fn raw(&self) -> Result<Option<(&str, &str)>, StoreError> {
        if !self.has_raw {
            return Ok(None);
        }
        let path: Option<&str> = self.row.try_get("raw_path")?;
        let raw: Option<&str> = self.row.try_get("raw")?;
        Ok(path.zip(raw))
    }
}

const ALL: &str = "-- exports.all
     SELECT d.body FROM documents d
     WHERE d.integration_id = $1 AND d.model = $2 AND (NOT d.deleted OR $3)
     ORDER BY d.seq";

const TOUCHED: &str = concat!(
    "-- exports.touched
     SELECT d.body FROM documents d
     WHERE d.integration_id = $1 AND d.model = $2 AND (NOT d.deleted OR $3) AND d.touched_at >= ",
    super::pages::from_which_on!("$4"),
    "
     ORDER BY d.touched_at, d.seq"
);

impl ExportConnection {
    /// To the primary.
    pub async fn open(store: &Store) -> Result<Self, StoreError> {
        let mut connection = connect((*store.pool().connect_options()).clone()).await?;
        begin(&mut connection).await?;
        Ok(Self(connection))
    }

    /// To the replica, if it knows enough.
    pub async fn open_replica(
        store: &Store,
        need: Need,
        clock: &dyn Clock,
    ) -> Result<Option<Self>, StoreError> {
        let replica = store.replica.as_ref().and_then(|replica| replica.options_for(need, clock));
        let Some((options, server)) = replica else { return Ok(None) };
        let mut connection = connect(options).await?;
        if ServerRun::behind(&mut connection).await? != server {
            return Err(StoreError::Elsewhere);
        }
        begin(&mut connection).await?;
        Ok(Some(Self(connection)))
    }

    /// The documents in the order of the list.
    pub fn rows<'c>(&'c mut self, export: &'c Export) -> BoxStream<'c, Result<ExportRow, StoreError>> {
        let has_raw = export.include_raw;
        let rows = query(export).persistent(false).fetch(&mut self.0);
        rows.map(move |row| Ok(ExportRow { row: row?, has_raw })).boxed()
    }

    /// Once all rows were taken.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.0.close().await?)
    }
}

async fn connect(options: PgConnectOptions) -> Result<PgConnection, StoreError> {
    let options = options.application_name("unified-ats export");
    let connection = tokio::time::timeout(CONNECT, PgConnection::connect_with(&options)).await;
    Ok(connection.map_err(|_late| sqlx::Error::PoolTimedOut)??)
}

async fn begin(connection: &mut PgConnection) -> Result<(), StoreError> {
    // A sort of everything would come before the first row, and on disk. There is an index for every order here.
    sqlx::raw_sql(
        "-- exports.begin
         BEGIN READ ONLY;
         SET LOCAL enable_sort = off;
         SET LOCAL max_parallel_workers_per_gather = 0;
         SET LOCAL jit = off",
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn query(export: &Export) -> Query<'_, Postgres, PgArguments> {
    let (all, touched) = if export.include_raw { records::exports_of(export.model) } else { (ALL, TOUCHED) };
    let start = |statement: &'static str| {
        let scoped = sqlx::query(statement).bind(export.scope.key()).bind(export.model.code());
        scoped.bind(export.include_deleted)
    };
    match export.updated_after {
        Some(updated_after) => start(touched).bind(look_back(updated_after)),
        None => start(all),
    }
}
