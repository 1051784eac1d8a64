//! Calls that stand still for longer than they hold their action, and calls that take longer than others wait for them.

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;
use unified_ats::domain::digest::{Hash, digest};
use unified_ats::store::actions::{self, Claim, NewAction, State};
use unified_ats::store::{IntegrationScope, StoreError};

use super::writes::{Supply, Write};
use crate::actions::Stand;

/// One call of the same request with the same key, at the beginning of its minute.
async fn claim(stand: &Stand, scope: &IntegrationScope, id: &str) -> Claim {
    let (key, request): (Hash, Hash) = (digest(&[b"key"]), digest(&[b"request"]));
    let now = stand.service.now();
    let new = NewAction {
        public_id: id,
        kind: "ats_add_application_note",
        key: Some(&key),
        digest: &request,
        guard: &request,
        now,
        lease_until: now + TimeDelta::minutes(1),
    };
    let mut tx = stand.service.store.begin().await.unwrap();
    let claim = actions::claim(&mut tx, scope, new).await.unwrap();
    tx.commit().await.unwrap();
    claim
}

fn claimed(claim: Claim) -> String {
    match claim {
        Claim::Claimed(id) => id,
        other => panic!("{other:?}"),
    }
}

/// The process of the first call was stopped for a while, and goes on when the second one is on its way to Gem. Whatever
/// the first one writes down then is about itself: what the second one sent stays written down, for the third to see.
#[sqlx::test]
async fn a_call_that_stood_still_takes_nothing_back_from_the_next_one(pool: PgPool) {
    let stand = Stand::strict(pool).await;
    let scope = stand.service.stored_integration().await.scope;
    let first = claimed(claim(&stand, &scope, "first").await);
    assert!(matches!(claim(&stand, &scope, "early").await, Claim::Running));
    stand.service.clock.advance(TimeDelta::seconds(61));
    let second = claimed(claim(&stand, &scope, "second").await);

    let times = (stand.service.now(), stand.service.now() + TimeDelta::minutes(1));
    let mut db = stand.service.store.pool().acquire().await.unwrap();
    let late = actions::send(&mut db, &scope, &first, b"sealed", times).await;
    assert!(matches!(late, Err(StoreError::LeaseLost)), "it may send nothing any more: {late:?}");
    actions::send(&mut db, &scope, &second, b"sealed", times).await.unwrap();
    // What the first one does, and what somebody does who began to look after it before.
    actions::release(&mut db, &scope, &first, times.0).await.unwrap();
    actions::doubt(&mut db, &scope, &first, "late", (times.0, None)).await.unwrap();
    assert!(matches!(claim(&stand, &scope, "third").await, Claim::Running));

    actions::doubt(&mut db, &scope, &second, "lost", (times.0, None)).await.unwrap();
    actions::release(&mut db, &scope, &first, times.0).await.unwrap();
    let Claim::Doubted(doubted) = claim(&stand, &scope, "fourth").await else { panic!("it is sent twice") };
    assert_eq!(doubted.doubt, "lost");
    let listed = actions::list(&mut db, &scope, None, None, 10).await.unwrap();
    let open = listed.iter().filter(|action| action.state != State::Released).count();
    assert_eq!((listed.len(), open), (2, 1), "each try has a row of its own: {listed:?}");
}

/// Makes the latest action one that a call still works on, for longer than anybody waits.
async fn keep_under_way(stand: &Stand) {
    let statement = "UPDATE actions SET state = 'SENT', doubted_at = NULL, look_at = NULL, lease_until = $1
                     WHERE state = 'UNCERTAIN'";
    let until = stand.service.now() + TimeDelta::hours(1);
    let done = sqlx::query(statement).bind(until).execute(stand.service.store.pool()).await.unwrap();
    assert_eq!(done.rows_affected(), 1);
}

#[sqlx::test]
async fn a_call_that_outlasts_the_patience_of_an_equal_one_leaves_it_uncertain(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let mut supply = Supply::of(&stand).await;
    let (note, stage) = (supply.note(), supply.stage());
    let reject = Write { path: stage.path.replace("/stage", "/reject"), ..supply.rejection() };
    for write in [&note, &stage] {
        stand.service.forget_requests().await;
        let lost = write.fault(&json!({ "kind": "drop", "after": true }));
        let unreadable = json!({ "path": "/candidates/", "method": "GET", "kind": "drop", "from": 2 });
        stand.service.set_faults(json!([lost, unreadable])).await;
        assert_eq!(write.call(&stand, Some("k")).await.header("action-outcome"), Some("uncertain"));
        stand.service.set_faults(json!([])).await;
        keep_under_way(&stand).await;
        // The call with the key, and one that only asks for the same.
        for key in [Some("k"), None] {
            let answer = write.call(&stand, key).await;
            assert_eq!(answer.header("action-outcome"), Some("uncertain"), "{}: {}", write.name, answer.body);
            assert_eq!(answer.code(), Some("PLATFORM.TASK_TIMED_OUT"));
            assert!(answer.message().contains("uncertain"), "{}", answer.message());
        }
        assert_eq!(write.sent(&stand).await, (1, 1));
        // So that the next one has an action under way of its own.
        if write.is_note() {
            sqlx::query("DELETE FROM actions").execute(stand.service.store.pool()).await.unwrap();
        }
    }
    // Of what another call only stands in the way of, it is known that nothing was done.
    let other = reject.call(&stand, None).await;
    assert_eq!(other.header("action-outcome"), Some("not-done"), "{}", other.body);
    assert_eq!(other.code(), Some("PLATFORM.TASK_TIMED_OUT"));
}
