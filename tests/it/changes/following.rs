//! A copy that follows the feed alone, while everything goes on.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sqlx::PgPool;
use tokio::join;
use unified_ats::store::writes::Write;

use super::follower::{Follower, differing, everything};
use super::{now, small, text};
use crate::actions::Stand;
use crate::actions::stand::somebody;
use crate::reads::polling::writing::{die_before_settling, retitle, scope};
use crate::support::TestService;

/// What differs between two moments is what the feed tells of between them: nothing less, and nothing more.
async fn assert_told(
    service: &TestService,
    cursor: &str,
    before: &super::follower::Copy,
    when: &str,
) -> String {
    let mut follower = Follower { cursor: Some(cursor.to_owned()), ..Follower::default() };
    let entries = follower.catch_up(service, 250).await;
    let after = everything(service).await;
    let told: BTreeSet<(String, String)> =
        entries.iter().map(|entry| (text(entry, "model").to_owned(), text(entry, "id").to_owned())).collect();
    assert_eq!(told, differing(before, &after), "{when}");
    for entry in &entries {
        let key = (text(entry, "model").to_owned(), text(entry, "id").to_owned());
        let (before, after) = (before.get(&key), &after[&key]);
        let updates: Vec<&Value> = entries.iter().filter(|other| other["id"] == entry["id"]).collect();
        if let ([_only], "UPDATED", Some(before)) = (updates.as_slice(), text(entry, "kind"), before) {
            let fields = after.as_object().unwrap().keys().filter(|field| before[*field] != after[*field]);
            assert_eq!(entry["changed_fields"], json!(fields.collect::<Vec<_>>()), "{when}: {entry}");
            assert_eq!(entry["changed_at"], after["changed_at"], "{when}: {entry}");
        }
    }
    follower.cursor.unwrap()
}

#[sqlx::test]
async fn a_copy_stays_exact_while_syncs_and_actions_run_and_the_walk_goes_on(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let service = &stand.service;
    let (mut slow, mut quick) = (Follower::default(), Follower::default());
    quick.catch_up(service, 250).await;
    quick.assert_exact(service, "after the walk").await;
    for round in 0..6_u32 {
        service.mutate(json!([{ "op": "random", "n": 6, "seed": round }])).await;
        let act = async {
            let body = json!({ "candidate": somebody(&format!("ada{round}@new.example")) });
            stand.post(&stand.of_job(), body).await.data();
            let tag = json!({ "tag": { "name": format!("tag {round}") } });
            stand.post(&stand.of_candidate("tags"), tag).await.data();
        };
        let sync = async {
            if round.is_multiple_of(2) {
                service.sync_changes().await
            } else {
                service.sync().await
            };
        };
        let follow = async {
            for _page in 0..4 {
                slow.step(service, 9).await;
                quick.step(service, 250).await;
            }
        };
        join!(sync, act, follow);
        quick.catch_up(service, 50).await;
        quick.assert_exact(service, &format!("round {round}")).await;
    }
    assert!(slow.copy.len() < quick.copy.len(), "the slow one is still walking");
    slow.catch_up(service, 250).await;
    slow.assert_exact(service, "the slow one in the end").await;
}

#[sqlx::test]
async fn the_feed_tells_of_every_difference_and_of_nothing_else(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let service = &stand.service;
    let mut cursor = now(service).await;
    for round in 100..106_u32 {
        let before = everything(service).await;
        service.mutate(json!([{ "op": "random", "n": 8, "seed": round }])).await;
        service.sync_changes().await;
        cursor = assert_told(service, &cursor, &before, &format!("an incremental sync {round}")).await;
        let before = everything(service).await;
        service.sync().await;
        cursor = assert_told(service, &cursor, &before, &format!("a full sync {round}")).await;
        let before = everything(service).await;
        let note = json!({ "tag": { "name": format!("tag {round}") } });
        stand.post(&stand.of_candidate("tags"), note).await.data();
        cursor = assert_told(service, &cursor, &before, &format!("an action {round}")).await;
    }
    let before = everything(service).await;
    service.sync().await;
    assert_eq!(assert_told(service, &cursor, &before, "nothing happened").await, cursor);
}

/// What is being committed is not passed by, and what is undone is not told.
#[sqlx::test]
async fn a_change_is_told_from_its_commit_on_whatever_becomes_of_the_writer(pool: PgPool) {
    let service = small(pool).await;
    let candidates: Vec<String> = service.walk("/v1/ats/candidates", 250).await[..3]
        .iter()
        .map(|candidate| text(candidate, "id").to_owned())
        .collect();
    let scope = scope(&service).await;
    let mut follower = Follower::default();
    follower.catch_up(&service, 250).await;
    for (round, end) in ["committed", "died", "undone"].into_iter().enumerate() {
        let mut write = Write::begin(&service.store, &scope, &service.clock).await.unwrap();
        retitle(&mut write, &candidates, &format!("Title {round}")).await;
        assert_eq!(follower.catch_up(&service, 250).await, [Value::Null; 0], "it is not committed");
        match end {
            "committed" => write.commit(&service.clock).await.unwrap(),
            "died" => die_before_settling(write).await,
            _undone => drop(write),
        }
        let told = follower.catch_up(&service, 1).await;
        assert_eq!(told.len(), if end == "undone" { 0 } else { candidates.len() }, "{end}");
        follower.assert_exact(&service, end).await;
    }
}

#[sqlx::test]
async fn what_is_told_is_on_disk(pool: PgPool) {
    let service = small(pool).await;
    let candidate = vec![text(&service.walk("/v1/ats/candidates", 250).await[0], "id").to_owned()];
    let cursor = now(&service).await;
    let scope = scope(&service).await;
    for round in 0..3 {
        let mut write = Write::begin(&service.store, &scope, &service.clock).await.unwrap();
        write.need_not_last().await.unwrap();
        retitle(&mut write, &candidate, &format!("Title {round}")).await;
        write.commit(&service.clock).await.unwrap();
        let written: String = sqlx::query_scalar("SELECT pg_current_wal_insert_lsn()::text")
            .fetch_one(service.store.pool())
            .await
            .unwrap();
        let told = super::behind(&service, &cursor).await;
        assert_eq!(told.results().len(), round + 1);
        // The place for the next record may lie behind the head of a page that is not begun yet.
        let is_flushed: bool =
            sqlx::query_scalar("SELECT pg_current_wal_flush_lsn() + 40::numeric >= $1::pg_lsn")
                .bind(written)
                .fetch_one(service.store.pool())
                .await
                .unwrap();
        assert!(is_flushed, "round {round}");
    }
}
