//! What becomes of work that is dropped while it talks to the database.

use sqlx::{ConnectOptions as _, PgPool};
use unified_ats::store::Store;

/// A connection that went back to the pool within a transaction would swallow whatever is written over it next.
#[sqlx::test]
async fn a_begin_that_is_dropped_swallows_no_later_write(pool: PgPool) {
    let mut observer = pool.connect_options().connect().await.unwrap();
    let store = Store::from_pool(pool).unwrap();
    sqlx::query("CREATE TABLE written (n integer)").execute(&mut observer).await.unwrap();
    for turn in 0..400 {
        // Dropped at another point every time.
        let patience = async {
            for _ in 0..turn % 80 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            begun = store.begin() => drop(begun.unwrap()),
            () = patience => {}
        }
        sqlx::query("INSERT INTO written VALUES ($1)").bind(turn).execute(store.pool()).await.unwrap();
        let written: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM written WHERE n = $1)")
            .bind(turn)
            .fetch_one(&mut observer)
            .await
            .unwrap();
        assert!(written, "what was written after turn {turn} is visible to nobody else");
    }
}
