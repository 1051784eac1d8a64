//! Deleting, restoring, erasing, anonymising.

mod anonymising;
mod deleting;
mod erasing;
mod expiring;
mod hiding;
mod person;
mod planted;

use sqlx::Row as _;

use crate::support::TestService;

/// Where in the database a text stands, in whatever table and column, as text or as bytes.
async fn traces(service: &TestService, texts: &[&str]) -> Vec<String> {
    let pool = service.store.pool();
    let columns = sqlx::query(
        "SELECT c.table_name::text AS t, c.column_name::text AS c, c.data_type = 'bytea' AS is_bytes
         FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
         WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    assert!(columns.len() > 100, "the schema is read");
    let mut found = Vec::new();
    for column in columns {
        let (table, name): (String, String) = (column.get("t"), column.get("c"));
        let text = if column.get("is_bytes") {
            format!(r#"encode("{name}", 'escape')"#)
        } else {
            format!(r#""{name}"::text"#)
        };
        let patterns: Vec<String> = texts.iter().map(|text| format!("%{text}%")).collect();
        let statement = format!(r#"SELECT count(*) FROM "{table}" WHERE {text} ILIKE ANY($1)"#);
        let query = sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).bind(patterns);
        let rows: i64 = query.fetch_one(pool).await.unwrap();
        if rows > 0 {
            found.push(format!("{table}.{name}: {rows}"));
        }
    }
    found
}
