//! The feed of changes of a large customer, and of a small one beside it.

use sqlx::PgPool;
use unified_ats::domain::model::Model;
use unified_ats::domain::model_set::ModelSet;
use unified_ats::store::IntegrationScope;
use unified_ats::store::changes::{self, Page, Start, highest_of};

use super::effort::{Effort, count_everything, effort};
use super::fill::Full;
use super::others;

const PAGE: u32 = 100;
/// Each entry takes its row and a page or two; the ends of ranges take a few more, of the walk once for each model.
const ALLOWED: i64 = 4 * 100 + 250;

/// A month of changes: a hundred thousand of the large customer's, some of the others'.
async fn fill_changes(db: &Full) {
    others::insert(db.store.pool()).await;
    sqlx::query(
        "INSERT INTO changes (integration_id, model, id, kind, fields, changed_at, written_at)
         SELECT integration_id, 1 + n % 14, 'id' || n, 'UPDATED', '{title}', '2026-06-01', '2026-06-01'
         FROM integrations, generate_series(1, CASE public_id WHEN $1 THEN 100000 ELSE 1000 END) n
         WHERE public_id = ANY($2)",
    )
    .bind(db.large.id().as_str())
    .bind([&db.large, &db.middling, &db.small].map(|scope| scope.id().as_str()))
    .execute(db.store.pool())
    .await
    .unwrap();
    sqlx::query("ANALYZE changes, forgotten_changes").execute(db.store.pool()).await.unwrap();
}

async fn read(
    db: &Full,
    scope: &IntegrationScope,
    models: ModelSet,
    start: Start,
    mode: &str,
) -> (Page, Effort) {
    let mut tx = db.store.begin().await.unwrap();
    count_everything(&mut tx).await;
    let plans = format!("SET LOCAL plan_cache_mode = {mode}");
    sqlx::query(sqlx::AssertSqlSafe(plans)).execute(&mut *tx).await.unwrap();
    let before = effort(&mut tx).await;
    let page = changes::read(&mut tx, scope, models, start, PAGE).await.unwrap().unwrap();
    (page, effort(&mut tx).await.since(before))
}

fn assert_cheap(effort: Effort, what: &str) {
    assert_eq!(effort.scans, 0, "{what}: {effort:?}");
    assert!(effort.rows + effort.pages <= ALLOWED, "{what}: {effort:?}");
}

#[sqlx::test]
async fn a_page_costs_what_it_holds(pool: PgPool) {
    let db = Full::fill(pool, 20_000).await;
    fill_changes(&db).await;
    let all: ModelSet = Model::ALL.into_iter().collect();
    for scope in [&db.large, &db.middling, &db.small] {
        for mode in ["force_custom_plan", "force_generic_plan"] {
            let (first, effort) = read(&db, scope, all, Start::Everything, mode).await;
            assert_cheap(effort, &format!("{} {mode}: the walk begins", scope.id()));
            let (_walking, effort) = read(&db, scope, all, Start::Behind(first.next), mode).await;
            assert_cheap(effort, &format!("{} {mode}: the walk goes on", scope.id()));
            let (now, effort) = read(&db, scope, all, Start::Now, mode).await;
            assert_cheap(effort, &format!("{} {mode}: nothing is new", scope.id()));
            for back in [50, 500] {
                let mut position = now.next;
                position.told -= back;
                let (page, effort) = read(&db, scope, all, Start::Behind(position), mode).await;
                assert!(!page.entries.is_empty());
                assert_cheap(effort, &format!("{} {mode}: {back} behind", scope.id()));
            }
        }
    }
}

#[sqlx::test]
async fn those_who_wait_are_looked_for_by_an_index(pool: PgPool) {
    let db = Full::fill(pool, 1_000).await;
    fill_changes(&db).await;
    let scopes = [&db.large, &db.middling, &db.small].map(Clone::clone);
    let mut tx = db.store.begin().await.unwrap();
    count_everything(&mut tx).await;
    for _ in 0..8 {
        let before = effort(&mut tx).await;
        let highest = highest_of(&mut tx, &scopes).await.unwrap();
        assert!(highest.iter().all(|number| *number > 0));
        assert_cheap(effort(&mut tx).await.since(before), "three customers");
    }
}
