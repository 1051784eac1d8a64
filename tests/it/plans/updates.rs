//! Rows that are updated with every page of a sync: new versions stay on their page and out of the indexes.

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::statistics::alone;
use crate::support::TestService;

/// Fewer prove nothing.
const ENOUGH: i64 = 16;

/// A run that begins or ends changes its state, which indexes follow, and an old version stays where it is while another
/// transaction may still look at it: some updates have to go through the indexes. A column in an index sends all.
#[sqlx::test]
async fn what_every_page_updates_is_in_no_index(options: PgPoolOptions, connect: PgConnectOptions) {
    let pool = options.connect_with(connect.clone()).await.unwrap();
    let service = TestService::start(pool).await;
    service.sync().await;
    service.sync_changes().await;
    service.sync().await;
    service.store.close().await;
    let mut db = alone(&connect).await;
    for table in ["sync_runs", "model_syncs"] {
        let (updated, moved): (i64, i64) = sqlx::query_as(
            "SELECT n_tup_upd, n_tup_upd - n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = $1",
        )
        .bind(table)
        .fetch_one(&mut db)
        .await
        .unwrap();
        assert!(updated >= ENOUGH, "{table}: {updated} updates prove nothing");
        assert!(moved * 2 < updated, "{table}: {moved} of {updated} updates went through the indexes");
    }
}
