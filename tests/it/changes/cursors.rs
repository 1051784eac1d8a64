//! What cursors are good for, for how long, and what to do then.

use chrono::TimeDelta;
use sqlx::PgPool;

use super::follower::Follower;
use super::{FEED, behind, maintain_after, mutate, now, small, text};
use crate::support::{Answer, TestService};

fn assert_refused(answer: &Answer, name: &str, reason: &str) {
    assert_eq!((answer.status, answer.code()), (400, Some("PLATFORM.INPUT_INVALID")), "{}", answer.body);
    assert!(answer.message().starts_with(name) && answer.message().contains(reason), "{}", answer.body);
}

/// Has candidates changed, and read.
async fn change(service: &TestService, title: &str) {
    let world = service.world("candidates").await;
    let row = world.iter().find(|row| row["deleted_at"].is_null()).unwrap();
    mutate(service, "update", "candidates", text(row, "id"), serde_json::json!({ "title": title })).await;
    service.sync_changes().await;
}

async fn assert_expired(service: &TestService, cursor: &str) {
    let refused = behind(service, cursor).await;
    assert_refused(&refused, "cursor", "has expired");
    assert!(refused.message().contains("without a cursor"));
}

#[sqlx::test]
async fn what_is_asked_wrongly_is_refused_by_name(pool: PgPool) {
    let service = small(pool).await;
    for (query, name, reason) in [
        ("models=ats_candidates,ats_notes", "models", "ats_candidates"),
        ("models=candidates", "models", "ats_join_interviews_users"),
        ("from=yesterday", "from", "now"),
        ("wait=31", "wait", "30"),
        ("wait=-1", "wait", "0"),
        ("page_size=251", "page_size", "250"),
        ("cursor=x", "cursor", "without a cursor"),
    ] {
        assert_refused(&service.get(&format!("{FEED}?{query}")).await, name, reason);
    }
    let of_jobs = service.get(&format!("{FEED}?models=ats_jobs,ats_users&page_size=2")).await;
    let next = of_jobs.next().unwrap();
    for models in ["", "&models=ats_jobs", "&models=ats_jobs,ats_users,ats_tags"] {
        assert_refused(&service.get(&format!("{FEED}?cursor={next}{models}")).await, "cursor", "models");
    }
    let on =
        service.get(&format!("{FEED}?cursor={next}&models=ats_users,ats_jobs&page_size=250&from=now")).await;
    assert!(!on.results().is_empty(), "the order of models does not matter, nor where it began");
    assert!(on.results().iter().all(|entry| ["ats_jobs", "ats_users"].contains(&text(entry, "model"))));
    let of_list = service.get("/v1/ats/candidates?page_size=2").await;
    assert_refused(&behind(&service, of_list.next().unwrap()).await, "cursor", "without a cursor");
}

#[sqlx::test]
async fn nothing_is_told_before_the_first_sync(pool: PgPool) {
    let service = TestService::start(pool).await;
    let early = service.get(FEED).await;
    assert_eq!((early.status, early.code()), (409, Some("INTEGRATION.SETUP_SYNC_PENDING")));
    service.sync().await;
    let entries: i64 =
        sqlx::query_scalar("SELECT count(*) FROM changes").fetch_one(service.store.pool()).await.unwrap();
    assert_eq!(entries, 0, "nobody could follow yet");
}

#[sqlx::test]
async fn a_cursor_expires_when_something_behind_it_is_forgotten(pool: PgPool) {
    let service = small(pool).await;
    let (before, mut follower) = (now(&service).await, Follower::default());
    follower.catch_up(&service, 250).await;
    let walking = service.get(&format!("{FEED}?page_size=3")).await.next().unwrap().to_owned();
    change(&service, "Countess").await;
    let after = now(&service).await;
    maintain_after(&service, TimeDelta::days(29)).await;
    assert!(!behind(&service, &before).await.results().is_empty(), "29 days are not too long");
    maintain_after(&service, TimeDelta::days(2)).await;
    for cursor in [&before, &walking, follower.cursor.as_ref().unwrap()] {
        assert_expired(&service, cursor).await;
    }
    let since = behind(&service, &after).await;
    assert!(
        since.results().iter().all(|entry| entry["kind"] != "CREATED"),
        "nothing was missed behind this one"
    );
    change(&service, "Baroness").await;
    assert!(!behind(&service, &after).await.results().is_empty());
    let mut anew = Follower::default();
    anew.catch_up(&service, 250).await;
    anew.assert_exact(&service, "begun anew").await;
}

#[sqlx::test]
async fn a_publication_makes_cursors_of_before_expire(pool: PgPool) {
    let service = small(pool).await;
    let cursor = now(&service).await;
    sqlx::query("UPDATE integrations SET published_at = NULL").execute(service.store.pool()).await.unwrap();
    assert_eq!(behind(&service, &cursor).await.code(), Some("INTEGRATION.SETUP_SYNC_PENDING"));
    service.sync().await;
    assert_expired(&service, &cursor).await;
    let cursor = now(&service).await;
    change(&service, "Countess").await;
    assert!(!behind(&service, &cursor).await.results().is_empty());
}

/// A backup was restored that does not have the last changes.
#[sqlx::test]
async fn a_cursor_that_knows_more_than_the_database_is_refused(pool: PgPool) {
    let service = small(pool).await;
    change(&service, "Countess").await;
    let cursor = now(&service).await;
    sqlx::query("DELETE FROM changes").execute(service.store.pool()).await.unwrap();
    assert_expired(&service, &cursor).await;
}
