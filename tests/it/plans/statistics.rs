//! Postgres' statistics of what a service did, once it is gone.

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection};

use crate::processes::until::until;

/// A connection that nobody else is beside any more: a connection tells what it counted at its end at the latest. The
/// service is closed, and what its connections had to do is done; those that are still there are ended.
pub(super) async fn alone(connect: &PgConnectOptions) -> PgConnection {
    let mut db = PgConnection::connect_with(connect).await.unwrap();
    until("connections are still open", async || {
        let ended: Vec<bool> = sqlx::query_scalar(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()",
        )
        .fetch_all(&mut db)
        .await
        .unwrap();
        ended.is_empty().then_some(())
    })
    .await;
    db
}
