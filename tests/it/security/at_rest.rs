//! No secret lies in the database in clear: every column of every table is searched, as a dump would show it.

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::actions::Stand;

/// Where in the database a text stands: as it is, or within bytes. Looks into every column of every table.
pub(crate) async fn places_of(pool: &PgPool, secret: &str) -> Vec<String> {
    let columns: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT c.table_name::text, c.column_name::text, c.udt_name::text
         FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
         WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    assert!(columns.len() > 100, "only {} columns are looked at", columns.len());
    let mut places = Vec::new();
    for (table, column, kind) in columns {
        // The text of bytes is hexadecimal.
        let condition = match kind.as_str() {
            "bytea" => format!("position($1::text::bytea IN {column:?}) > 0"),
            _ => format!("position($1 IN {column:?}::text) > 0"),
        };
        let statement = format!("SELECT count(*) FROM {table:?} WHERE {condition}");
        let found: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).bind(secret).fetch_one(pool).await.unwrap();
        if found > 0 {
            places.push(format!("{table}.{column}"));
        }
    }
    places
}

#[sqlx::test]
async fn no_credential_and_no_key_lies_in_the_database_in_clear(pool: PgPool) {
    let stand = Stand::strict(pool.clone()).await;
    let service = &stand.service;
    let secret = "An answer that nobody else may read.";
    let note = json!({ "content": secret, "content_type": "PLAIN_TEXT" });
    assert_eq!(stand.post(&stand.of_application("notes"), note).await.status, 200);
    let path = "/v1/management/api-keys";
    let made = service.manage("POST", path, &json!({ "name": "new", "permissions": ["manage"] })).await;
    let made = made.data()["api_key"].as_str().unwrap().to_owned();
    let rotate = format!(
        "{path}/{}/rotate",
        service.manage("GET", path, &Value::Null).await.results()[0]["api_key_id"].as_str().unwrap()
    );
    let rotated =
        service.manage("POST", &rotate, &json!({})).await.data()["api_key"].as_str().unwrap().to_owned();
    let installation = service.keys.split(':').nth(1).unwrap().to_owned();
    for secret in
        [&service.key, &service.management_key, &made, &rotated, service.sim.direct_key(), &installation]
    {
        assert_eq!(places_of(&pool, secret).await, [""; 0]);
        // Nor without its prefix and its end.
        let inner: String = secret.chars().skip(6).take(24).collect();
        assert_eq!(places_of(&pool, &inner).await, [""; 0]);
    }
    assert_eq!(places_of(&pool, secret).await, [""; 0], "what was sent is sealed, and forgotten");
}

/// The search itself finds what there is.
#[sqlx::test]
async fn what_lies_in_clear_is_found(pool: PgPool) {
    let stand = Stand::strict(pool.clone()).await;
    let organization = places_of(&pool, "Acme").await;
    assert!(organization.contains(&"integrations.organization_name".to_owned()), "{organization:?}");
    sqlx::query("UPDATE integrations SET credentials = 'in bytes'::bytea").execute(&pool).await.unwrap();
    assert_eq!(places_of(&pool, "in bytes").await, ["integrations.credentials"]);
    let address = stand.candidate["email_addresses"][0]["email_address"].as_str().unwrap();
    assert!(!places_of(&pool, address).await.is_empty());
}
