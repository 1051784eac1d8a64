//! Other customers with a past, besides whatever there is.

use sqlx::{Executor as _, PgPool};

pub(super) async fn insert(pool: &PgPool) {
    let mut db = pool.acquire().await.unwrap();
    (&mut *db).execute(sqlx::raw_sql(include_str!("others.sql"))).await.unwrap();
}
