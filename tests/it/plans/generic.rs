//! Statements that are kept prepared: after some executions, Postgres may plan them without looking at their values.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use unified_ats::domain::model::Model;
use unified_ats::store::IntegrationScope;
use unified_ats::store::pages::{self, Place, Selection};

use super::effort::{Effort, count_everything, effort};
use super::fill::Full;

const PAGE: u32 = 100;
/// Each document of a page takes its row and a page or two; the way to the first takes a few more.
const ALLOWED: i64 = 4 * 100 + 60;
/// A poll looks at the writes since its time, too: all that the test has are later than the earliest.
const WRITES: i64 = 1_300;

async fn read(
    db: &Full,
    scope: &IntegrationScope,
    model: Model,
    selection: &Selection,
    place: Option<Place>,
) -> (Option<Place>, Effort) {
    let mut tx = db.store.begin().await.unwrap();
    count_everything(&mut tx).await;
    sqlx::query("SET LOCAL plan_cache_mode = force_generic_plan").execute(&mut *tx).await.unwrap();
    let before = effort(&mut tx).await;
    let page = pages::read(&mut tx, scope, model, selection, place, PAGE).await.unwrap();
    (page.next, effort(&mut tx).await.since(before))
}

fn polls(now: DateTime<Utc>) -> Vec<Option<DateTime<Utc>>> {
    vec![None, Some(now), Some(now - TimeDelta::days(1)), Some(now - TimeDelta::days(9_999))]
}

#[sqlx::test]
async fn whole_lists_are_walked_by_an_index_whatever_the_values(pool: PgPool) {
    let db = Full::fill(pool, 20_000).await;
    let now = "2026-07-01T12:00:00Z".parse().unwrap();
    for scope in [&db.large, &db.middling, &db.small] {
        for model in [Model::Candidate, Model::Application, Model::Role] {
            for updated_after in polls(now) {
                for include_deleted in [false, true] {
                    let selection = Selection { updated_after, include_deleted, ..Selection::default() };
                    let (next, first) = read(&db, scope, model, &selection, None).await;
                    let (_next, second) = read(&db, scope, model, &selection, next).await;
                    let allowed = ALLOWED + if updated_after.is_some() { WRITES } else { 0 };
                    for effort in [first, second] {
                        assert_eq!(effort.scans, 0, "{model:?} {selection:?}");
                        assert!(
                            effort.rows + effort.pages <= allowed,
                            "{} {model:?} {selection:?} {effort:?}",
                            scope.id()
                        );
                    }
                }
            }
        }
    }
}

/// How often Postgres made a plan for one call of a list's statements.
async fn plans_for_single_calls(
    db: &Full,
    scope: &IntegrationScope,
    selection: &Selection,
) -> Vec<(String, i64)> {
    let mut tx = db.store.begin().await.unwrap();
    for _ in 0..20 {
        let page = pages::read(&mut tx, scope, Model::Candidate, selection, None, PAGE).await.unwrap();
        pages::read(&mut tx, scope, Model::Candidate, selection, page.next, PAGE).await.unwrap();
    }
    let plans = sqlx::query_as(
        "SELECT statement, custom_plans FROM pg_prepared_statements WHERE statement LIKE '-- pages.%'",
    );
    plans.fetch_all(&mut *tx).await.unwrap()
}

async fn assert_planned_once(db: &Full, scope: &IntegrationScope) {
    for updated_after in polls("2026-07-01T12:00:00Z".parse().unwrap()) {
        let selection = Selection { updated_after, ..Selection::default() };
        let plans = plans_for_single_calls(db, scope, &selection).await;
        assert!(!plans.is_empty());
        for (statement, custom) in plans {
            // The first five executions are always planned for themselves.
            assert!(custom <= 5, "{custom} plans for {} {statement}", scope.id());
        }
    }
}

#[sqlx::test]
async fn whole_lists_are_not_planned_for_every_page(pool: PgPool) {
    let db = Full::fill(pool, 20_000).await;
    for scope in [&db.large, &db.middling, &db.small] {
        assert_planned_once(&db, scope).await;
    }
}

/// With one integration, a plan without values has to reckon with long lists.
#[sqlx::test]
async fn lists_of_the_only_integration_are_not_planned_for_every_page(pool: PgPool) {
    let db = Full::fill(pool, 20_000).await;
    sqlx::query(
        "DELETE FROM documents
         WHERE integration_id <> (SELECT integration_id FROM integrations WHERE public_id = $1)",
    )
    .bind(db.large.id().as_str())
    .execute(db.store.pool())
    .await
    .unwrap();
    sqlx::query("ANALYZE documents").execute(db.store.pool()).await.unwrap();
    assert_planned_once(&db, &db.large).await;
}
