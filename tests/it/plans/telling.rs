//! Connections by which Postgres' statistics are complete whenever nobody uses them.

use sqlx::postgres::PgPoolOptions;

/// Connections that tell what they counted whenever they are given back.
pub(super) fn telling(options: PgPoolOptions) -> PgPoolOptions {
    options.after_release(|connection, _meta| {
        Box::pin(async move {
            sqlx::query("SELECT pg_stat_force_next_flush()").execute(connection).await?;
            Ok(true)
        })
    })
}
