//! Whoever alters the log behind the back of the triggers is found.

use sqlx::{Executor as _, PgPool};
use unified_ats::store::audit::{Chain, verify};
use unified_ats::store::environments;

use super::switch;
use crate::support::TestService;

async fn verified(service: &TestService) -> Chain {
    let mut db = service.store.pool().acquire().await.unwrap();
    let environment = environments::by_name(&mut db, "test").await.unwrap().unwrap();
    verify(&mut db, environment.key).await.unwrap()
}

/// Five entries; the statements run as by somebody who may do everything.
async fn damaged(pool: PgPool, statement: &'static str) -> Chain {
    let service = TestService::start(pool.clone()).await;
    for n in 0..5 {
        switch(&service, n % 2 == 1).await;
    }
    assert!(matches!(verified(&service).await, Chain::Whole { entries: 5, .. }));
    let mut db = pool.acquire().await.unwrap();
    db.execute("ALTER TABLE audit_log DISABLE TRIGGER USER").await.unwrap();
    db.execute(statement).await.unwrap();
    drop(db);
    verified(&service).await
}

fn is_broken_at(chain: &Chain, expected: i64) {
    assert!(matches!(chain, Chain::Broken { number, .. } if *number == expected), "{chain:?}");
}

#[sqlx::test]
async fn an_entry_that_was_altered(pool: PgPool) {
    is_broken_at(&damaged(pool, "UPDATE audit_log SET actor_id = 'me' WHERE number = 3").await, 3);
}

#[sqlx::test]
async fn an_entry_that_was_removed(pool: PgPool) {
    is_broken_at(&damaged(pool, "DELETE FROM audit_log WHERE number = 3").await, 3);
}

#[sqlx::test]
async fn the_last_entry_that_was_removed(pool: PgPool) {
    is_broken_at(&damaged(pool, "DELETE FROM audit_log WHERE number = 5").await, 5);
}

#[sqlx::test]
async fn the_last_entry_that_was_removed_together_with_the_end(pool: PgPool) {
    let statement = "DELETE FROM audit_log WHERE number = 5; UPDATE audit_heads SET number = 4";
    is_broken_at(&damaged(pool, statement).await, 4);
}

#[sqlx::test]
async fn an_end_that_was_removed(pool: PgPool) {
    is_broken_at(&damaged(pool, "DELETE FROM audit_heads").await, 1);
}

#[sqlx::test]
async fn an_entry_that_was_put_in_another_ones_place(pool: PgPool) {
    let statement = "DELETE FROM audit_log WHERE number = 2;
                     UPDATE audit_log SET number = 2 WHERE number = 4";
    is_broken_at(&damaged(pool, statement).await, 2);
}
