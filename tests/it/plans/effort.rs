//! What statements read, as Postgres counts it.

use sqlx::PgConnection;

/// What was read in a transaction so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Effort {
    /// Rows of tables, whether or not a condition then removed them.
    pub(super) rows: i64,
    /// Pages of tables and indexes, as often as they were looked into.
    pub(super) pages: i64,
    /// Tables that were read from end to end.
    pub(super) scans: i64,
}

/// Keeps parallel workers away: what they read is counted elsewhere. The plan is what it would be with them.
pub(super) async fn count_everything(db: &mut PgConnection) {
    sqlx::query("SET LOCAL max_parallel_workers = 0").execute(db).await.unwrap();
}

/// Of the tables that hold records and documents.
pub(super) async fn effort(db: &mut PgConnection) -> Effort {
    sqlx::query_as(
        "SELECT (sum(pg_stat_get_xact_tuples_returned(oid) + pg_stat_get_xact_tuples_fetched(oid))
                     FILTER (WHERE relkind = 'r'))::bigint AS rows,
                (sum(pg_stat_get_xact_numscans(oid)) FILTER (WHERE relkind = 'r'))::bigint AS scans,
                sum(pg_stat_get_xact_blocks_fetched(oid))::bigint AS pages
         FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')",
    )
    .fetch_one(db)
    .await
    .unwrap()
}

impl Effort {
    pub(super) fn since(self, before: Self) -> Self {
        Self {
            rows: self.rows - before.rows,
            scans: self.scans - before.scans,
            pages: self.pages - before.pages,
        }
    }
}
