//! Faults of the reads around a change: before it, behind it, and while its effect is looked for.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::domain::model::Model;

use super::cell::is_replayed;
use super::writes::{Again, Supply, Write};
use crate::actions::Stand;

/// Reads of candidates fail, from the n-th on.
fn unreadable_from(n: u32) -> Value {
    json!({ "path": "/candidates/", "method": "GET", "kind": "status", "status": 503, "from": n })
}

#[sqlx::test]
async fn what_cannot_be_checked_first_is_not_sent(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    for write in Supply::of(&stand).await.all().await {
        let name = write.name;
        stand.service.forget_requests().await;
        stand.service.set_faults(json!([unreadable_from(1)])).await;
        let answer = write.call(&stand, Some(&write.key())).await;
        assert_eq!(answer.code(), Some("REMOTE.SERVICE_UNAVAILABLE"), "{name}");
        assert_eq!(answer.header("action-outcome"), Some("not-done"), "{name}");
        assert!(answer.message().contains("Nothing was done"), "{name}: {}", answer.message());
        assert_eq!((write.sent(&stand).await.0, write.in_gem(&stand).await), (0, 0), "{name}");
        stand.service.set_faults(json!([])).await;
        let answer = write.call(&stand, Some(&write.key())).await;
        assert_eq!((answer.status, is_replayed(&answer)), (200, false), "{name}: {}", answer.body);
        assert_eq!(write.sent(&stand).await, (1, 1), "{name}");
    }
    stand.confirmed_by_syncs().await;
}

/// The answer to a creation says what was created, and so does the one to a change of an application; of everything else
/// Gem says nothing but that it was done.
#[sqlx::test]
async fn what_cannot_be_read_behind_a_success_is_brought_by_the_next_sync(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let mut writes = Supply::of(&stand).await.all().await;
    // What a candidate's further application is like has to be read: without that, nobody knows its id.
    writes.retain(|write| write.name != "further application");
    for write in &writes {
        stand.service.forget_requests().await;
        stand.service.set_faults(json!([unreadable_from(2)])).await;
        let answer = write.call(&stand, None).await;
        stand.service.set_faults(json!([])).await;
        assert_eq!(answer.header("action-outcome"), Some("done"), "{}: {}", write.name, answer.body);
        assert_eq!((write.sent(&stand).await, write.in_gem(&stand).await), ((1, 1), 1), "{}", write.name);
        write.assert_read(&stand, !write.name.ends_with("tag")).await;
    }
    let report = stand.service.sync_changes().await;
    assert!(report.counts.of(Model::Candidate).changed() > 0, "it was not there before");
    for write in &writes {
        write.assert_read(&stand, true).await;
    }
    assert_eq!(stand.service.sync().await.counts.total().changed(), 0);
}

/// One write whose answer is lost, before or behind the effect, while nothing can be read back.
async fn left_uncertain(stand: &Stand, write: &Write, behind: bool, key: Option<&str>) {
    let name = write.name;
    stand.service.forget_requests().await;
    let lost = write.fault(&json!({ "kind": "drop", "after": behind }));
    stand.service.set_faults(json!([lost, unreadable_from(2)])).await;
    let answer = write.call(stand, key).await;
    assert_eq!(answer.header("action-outcome"), Some("uncertain"), "{name}: {}", answer.body);
    assert_eq!(answer.code(), Some("REMOTE.SERVICE_UNAVAILABLE"), "{name}");
    assert!(answer.message().contains("uncertain"), "{name}: {}", answer.message());
    // Not even a look is possible, and so it is not sent again either.
    stand.service.set_faults(json!([unreadable_from(1)])).await;
    let again = write.call(stand, key).await;
    assert_eq!(again.header("action-outcome"), Some("uncertain"), "{name}: {}", again.body);
    assert_eq!(write.sent(stand).await, (1, usize::from(behind)), "{name}");
    stand.service.set_faults(json!([])).await;
}

/// Looks after what is overdue, once the time for that has come.
async fn settle(stand: &Stand) -> u64 {
    stand.service.clock.advance(chrono::TimeDelta::seconds(61));
    stand.service.actions().settle_overdue().await.unwrap()
}

async fn readable(supply: &mut Supply<'_>) -> Vec<Write> {
    let mut writes = supply.all().await;
    writes.retain(|write| !write.is_note());
    writes
}

#[sqlx::test]
async fn what_took_effect_unseen_is_settled_and_told_once(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let mut supply = Supply::of(&stand).await;
    for with_key in [true, false] {
        for write in readable(&mut supply).await {
            let (name, key) = (write.name, with_key.then(|| write.key()));
            left_uncertain(&stand, &write, true, key.as_deref()).await;
            assert_eq!(settle(&stand).await, 1, "{name}");
            write.assert_read(&stand, true).await;
            let told = write.call(&stand, key.as_deref()).await;
            assert_eq!((told.status, is_replayed(&told)), (200, true), "{name}: {}", told.body);
            assert_eq!(write.sent(&stand).await, (1, 1), "{name}");
            let again = write.call(&stand, key.as_deref()).await;
            if with_key {
                assert_eq!((&again.body, is_replayed(&again)), (&told.body, true), "{name}");
                assert_eq!(write.sent(&stand).await, (1, 1), "{name}");
                continue;
            }
            // What was owed is told; from now on it is another action.
            assert!(!is_replayed(&again), "{name}");
            let times = if write.again == Again::Twice { 2 } else { 1 };
            assert_eq!(write.sent(&stand).await.1, times, "{name}");
        }
    }
    stand.confirmed_by_syncs().await;
}

#[sqlx::test]
async fn what_had_no_effect_is_settled_and_may_be_tried_again(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let mut supply = Supply::of(&stand).await;
    for with_key in [true, false] {
        for write in readable(&mut supply).await {
            let (name, key) = (write.name, with_key.then(|| write.key()));
            left_uncertain(&stand, &write, false, key.as_deref()).await;
            assert_eq!(settle(&stand).await, 1, "{name}");
            assert_eq!(write.in_gem(&stand).await, 0, "{name}");
            let answer = write.call(&stand, key.as_deref()).await;
            assert_eq!((answer.status, is_replayed(&answer)), (200, false), "{name}: {}", answer.body);
            assert_eq!((write.sent(&stand).await, write.in_gem(&stand).await), ((2, 1), 1), "{name}");
        }
    }
    stand.confirmed_by_syncs().await;
}

/// Nobody has to call again for what was done to be read.
#[sqlx::test]
async fn an_action_whose_caller_never_calls_again_is_read_all_the_same(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let write = Supply::of(&stand).await.application();
    left_uncertain(&stand, &write, true, None).await;
    write.assert_read(&stand, false).await;
    assert_eq!(settle(&stand).await, 1);
    write.assert_read(&stand, true).await;
    assert_eq!(settle(&stand).await, 0, "it is settled for good");
    stand.confirmed_by_syncs().await;
}
