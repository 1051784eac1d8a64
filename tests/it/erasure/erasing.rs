//! What is left of an integration that is erased: its id.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use unified_ats::store::erasure::TABLES;
use unified_ats::sync::maintenance::forget;

use super::deleting::delete;
use crate::support::TestService;

/// As the database says.
async fn tables_with_integrations(pool: &PgPool) -> BTreeSet<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT table_name::text FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name = 'integration_id' AND table_name <> 'integrations'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    tables.into_iter().collect()
}

#[sqlx::test]
async fn every_table_of_integrations_is_erased(pool: PgPool) {
    unified_ats::store::Store::from_pool(pool.clone()).unwrap().migrate().await.unwrap();
    let known: BTreeSet<String> = TABLES.iter().map(|table| table.name.to_owned()).collect();
    assert_eq!(known.len(), TABLES.len(), "a table is named twice");
    for table in tables_with_integrations(&pool).await {
        assert!(
            known.contains(&table),
            "the table {table} has a column integration_id, and is not erased with its integration: add it to TABLES in \
             src/store/erasure/tables.rs, and say in docs/erasure.md how long its rows are kept"
        );
    }
}

async fn rows(service: &TestService, integration: &str) -> Vec<(&'static str, i64)> {
    let mut rows = Vec::new();
    for table in TABLES {
        let statement = format!(
            "SELECT count(*) FROM {} t JOIN integrations i USING (integration_id) WHERE i.public_id = $1",
            table.name
        );
        let count = sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).bind(integration);
        rows.push((table.name, count.fetch_one(service.store.pool()).await.unwrap()));
    }
    rows
}

/// Another customer's integration, with a row of everything that the first one has.
async fn copy(service: &TestService) -> &'static str {
    let other = "gem:11111111111111111111111A";
    let key: i64 = sqlx::query_scalar(
        "INSERT INTO integrations (public_id, environment_id, tool, organization_name, credentials, created_at)
         SELECT $1, environment_id, tool, 'Other', '', created_at FROM integrations LIMIT 1 RETURNING integration_id",
    )
    .bind(other)
    .fetch_one(service.store.pool())
    .await
    .unwrap();
    for table in ["candidates", "documents", "model_syncs"] {
        let columns: String = sqlx::query_scalar(
            "SELECT string_agg(column_name, ', ') FROM information_schema.columns
             WHERE table_name = $1 AND column_name NOT IN ('integration_id', 'seq')",
        )
        .bind(table)
        .fetch_one(service.store.pool())
        .await
        .unwrap();
        let statement =
            format!("INSERT INTO {table} (integration_id, {columns}) SELECT $1, {columns} FROM {table}");
        sqlx::query(sqlx::AssertSqlSafe(statement)).bind(key).execute(service.store.pool()).await.unwrap();
    }
    other
}

async fn maintain(service: &TestService) {
    forget(&service.worker(CancellationToken::new()), service.now()).await.unwrap();
}

#[sqlx::test]
async fn after_its_time_a_deleted_integration_is_erased_and_no_other(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let other = copy(&service).await;
    let before = rows(&service, other).await;
    delete(&service).await.data();
    service.clock.advance(TimeDelta::days(14) - TimeDelta::seconds(1));
    let kept = rows(&service, service.integration.as_str()).await;
    maintain(&service).await;
    assert_eq!(rows(&service, service.integration.as_str()).await[..15], kept[..15], "not yet");
    service.clock.advance(TimeDelta::seconds(1));
    maintain(&service).await;
    let left = rows(&service, service.integration.as_str()).await;
    assert!(left.iter().all(|(_table, rows)| *rows == 0), "{left:?}");
    assert_eq!(rows(&service, other).await[..15], before[..15]);
    let row: String = sqlx::query_scalar("SELECT i::text FROM integrations i WHERE public_id = $1")
        .bind(service.integration.as_str())
        .fetch_one(service.store.pool())
        .await
        .unwrap();
    assert!(!row.contains("Acme") && !row.contains(service.sim.vanity()), "{row}");
    let (deed, details): (String, String) =
        sqlx::query_as("SELECT deed, details FROM audit_log ORDER BY number DESC LIMIT 1")
            .fetch_one(service.store.pool())
            .await
            .unwrap();
    assert_eq!(deed, "integration.erased");
    assert!(details.contains(r#""candidates":200"#), "{details}");
    let listed = service.manage("GET", "/v1/management/integrations?state=ERASED", &json!({})).await;
    assert_eq!(listed.results()[0]["id"], service.integration.as_str());
    // Nothing is left to do, and nothing is written down twice.
    maintain(&service).await;
    let erasures: i64 =
        sqlx::query_scalar("SELECT count(*) FROM audit_log WHERE deed = 'integration.erased'")
            .fetch_one(service.store.pool())
            .await
            .unwrap();
    assert_eq!(erasures, 1);
}

/// As after a process that died between two batches.
#[sqlx::test]
async fn an_erasure_that_was_cut_off_is_gone_on_with(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    delete(&service).await.data();
    service.clock.advance(TimeDelta::days(14));
    let stop = CancellationToken::new();
    stop.cancel();
    forget(&service.worker(stop), service.now()).await.unwrap();
    let stopped = rows(&service, service.integration.as_str()).await;
    assert!(stopped.iter().any(|(_table, rows)| *rows > 0), "a worker that is stopped does nothing");
    sqlx::query("UPDATE integrations SET erasure_begun_at = $1, credentials = ''")
        .bind(service.now())
        .execute(service.store.pool())
        .await
        .unwrap();
    sqlx::query("DELETE FROM documents").execute(service.store.pool()).await.unwrap();
    maintain(&service).await;
    let left = rows(&service, service.integration.as_str()).await;
    assert!(left.iter().all(|(_table, rows)| *rows == 0), "{left:?}");
}
