//! Exports that do not reach their end, and those that may not begin.

use std::time::Duration;

use sqlx::PgPool;
use unified_ats::api::Limits;

use super::taking::{Taking, until_running};
use crate::support::TestService;

const PATH: &str = "/v1/ats/tags/export";
/// More than any socket holds: Postgres has to wait for the caller.
const MANY: i32 = 20_000;

async fn service(pool: PgPool, limits: Limits) -> TestService {
    let service = TestService::start(pool).await.with_exports(limits);
    service.sync().await;
    service.fill_tags(MANY).await;
    service
}

#[sqlx::test]
async fn a_caller_who_takes_nothing_is_cut_off(pool: PgPool) {
    let limits = Limits { pause: Duration::from_millis(500), ..Limits::default() };
    let service = service(pool, limits).await;
    let mut taking = Taking::begin(&service, PATH).await;
    taking.some().await;
    until_running(&service, 0).await;
    assert!(taking.rest().await.unwrap_err().to_string().contains("broke off"));
}

#[sqlx::test]
async fn an_export_that_lasts_too_long_is_cut_off(pool: PgPool) {
    let limits = Limits { whole: Duration::from_secs(1), ..Limits::default() };
    let service = service(pool, limits).await;
    let taking = Taking::begin(&service, PATH).await;
    until_running(&service, 0).await;
    taking.rest().await.unwrap_err();
}

#[sqlx::test]
async fn a_failing_database_breaks_the_export_off(pool: PgPool) {
    let service = service(pool, Limits::default()).await;
    let taking = Taking::begin(&service, PATH).await;
    until_running(&service, 1).await;
    sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'unified-ats export' AND datname = current_database()")
        .execute(service.store.pool())
        .await
        .unwrap();
    taking.rest().await.unwrap_err();
    until_running(&service, 0).await;
}

#[sqlx::test]
async fn a_caller_who_leaves_ends_the_export(pool: PgPool) {
    let service = service(pool, Limits::default()).await;
    let taking = Taking::begin(&service, PATH).await;
    until_running(&service, 1).await;
    drop(taking);
    until_running(&service, 0).await;
}

#[sqlx::test]
async fn only_so_many_exports_run_at_a_time(pool: PgPool) {
    let service = service(pool, Limits { at_once: 2, ..Limits::default() }).await;
    let (first, second) = (Taking::begin(&service, PATH).await, Taking::begin(&service, PATH).await);
    let refused = service.get(PATH).await;
    assert_eq!((refused.status, refused.code()), (429, Some("PLATFORM.RATE_LIMIT_EXCEEDED")));
    assert_eq!(refused.header("retry-after"), Some("5"));
    assert_eq!(service.get("/v1/ats/jobs").await.status, 200, "lists are not held up");
    let text = first.rest().await.unwrap();
    assert!(text.lines().count() > usize::try_from(MANY).unwrap());
    Taking::begin(&service, PATH).await.rest().await.unwrap();
    assert_eq!(second.rest().await.unwrap(), text);
}
