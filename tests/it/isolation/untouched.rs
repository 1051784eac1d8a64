//! Whether anything of a tenant was changed in the database, in whichever table it is.

use std::collections::BTreeMap;

use sqlx::{PgPool, Row as _};

use super::tenant::Tenant;

/// What each table has of the tenant, as a digest.
pub(super) type State = BTreeMap<String, Option<String>>;

/// Of the integration's rows in every table that has integrations.
pub(super) async fn of_integration(pool: &PgPool, tenant: &Tenant) -> State {
    let key = "SELECT integration_id FROM integrations WHERE public_id = $1";
    state(pool, "integration_id", key, tenant.stand.service.integration.as_str()).await
}

/// Of the environment's rows in every table that has environments.
pub(super) async fn of_environment(pool: &PgPool, public_id: &str) -> State {
    let key = "SELECT environment_id FROM environments WHERE public_id = $1";
    state(pool, "environment_id", key, public_id).await
}

async fn state(pool: &PgPool, column: &str, key: &'static str, public_id: &str) -> State {
    let key: i64 = sqlx::query(key).bind(public_id).fetch_one(pool).await.unwrap().get(0);
    let tables = "SELECT c.table_name::text FROM information_schema.columns c JOIN information_schema.tables t
                  USING (table_schema, table_name)
                  WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.column_name = $1";
    let tables = sqlx::query(tables).bind(column).fetch_all(pool).await.unwrap();
    assert!(tables.len() > 1, "{column}");
    let mut state = State::new();
    for table in tables {
        let table: String = table.get(0);
        let digest = format!(
            "SELECT md5(string_agg(r::text, '|' ORDER BY r::text)) FROM \"{table}\" r WHERE {column} = $1"
        );
        let digest = sqlx::query(sqlx::AssertSqlSafe(digest)).bind(key).fetch_one(pool).await.unwrap();
        state.insert(table, digest.get(0));
    }
    state
}
