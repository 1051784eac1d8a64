//! By what a call is known as one that was made before, and what stands in whose way.

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use unified_ats::server::Limits;
use unified_ats::sync::maintenance::forget;

use super::cell::is_replayed;
use super::writes::{Supply, Write};
use crate::actions::Stand;
use crate::support::{Answer, Port};

/// Panics unless the key is refused, with its name.
fn assert_taken(answer: &Answer) {
    assert_eq!((answer.status, answer.code()), (400, Some("PLATFORM.INPUT_INVALID")), "{}", answer.body);
    assert!(answer.message().contains("Idempotency-Key"), "{}", answer.message());
    assert_eq!(answer.header("action-outcome"), Some("not-done"));
}

#[sqlx::test]
async fn a_key_names_one_request_only(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let mut supply = Supply::of(&stand).await;
    let (note, other, link) = (supply.note(), supply.note(), supply.link(true));
    assert_eq!(note.call(&stand, Some("k")).await.status, 200);
    stand.service.forget_requests().await;
    // Another body, and another action.
    for reused in [&other, &link] {
        assert_taken(&reused.call(&stand, Some("k")).await);
        assert_eq!((reused.sent(&stand).await, reused.in_gem(&stand).await), ((0, 0), 0));
    }
    // The same body to another record.
    let to_candidate = Write { path: stand.of_candidate("result-links"), ..link.clone() };
    assert_eq!(link.call(&stand, Some("l")).await.status, 200);
    assert_taken(&to_candidate.call(&stand, Some("l")).await);
    assert_eq!(link.in_gem(&stand).await, 1);

    // Also while it is not known what became of the first one.
    let doubted = supply.note();
    stand
        .service
        .set_faults(json!([doubted.fault(&json!({ "kind": "drop", "after": true, "times": 1 }))]))
        .await;
    assert_eq!(doubted.call(&stand, Some("m")).await.header("action-outcome"), Some("uncertain"));
    assert_taken(&other.call(&stand, Some("m")).await);
    assert_eq!(other.in_gem(&stand).await, 0);
}

/// A body is a JSON value, whatever it looks like.
#[sqlx::test]
async fn an_equal_body_is_the_same_request(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let note = Supply::of(&stand).await.note();
    let first = note.call(&stand, Some("k")).await;
    let text = note.body["content"].as_str().unwrap();
    let body = format!("{{ \"content_type\" : \"PLAIN_TEXT\",\n\"content\":\"{text}\" }}");
    let port = Port::open(&stand.service, Limits::default()).await;
    let same = note.request(&stand, &port.address, Some("k")).body(body).send().await.unwrap();
    assert_eq!(same.headers()["idempotent-replayed"], "true");
    let same: serde_json::Value = serde_json::from_str(&same.text().await.unwrap()).unwrap();
    assert_eq!(same, first.body);
    assert_eq!(note.in_gem(&stand).await, 1);
}

#[sqlx::test]
async fn a_key_outlives_restarts_and_is_forgotten_after_a_day(pool: PgPool) {
    let mut stand = Stand::extended(pool).await;
    let (note, doubted) = {
        let mut supply = Supply::of(&stand).await;
        (supply.note(), supply.note())
    };
    let first = note.call(&stand, Some("k")).await;
    stand
        .service
        .set_faults(json!([doubted.fault(&json!({ "kind": "drop", "after": true, "times": 1 }))]))
        .await;
    assert_eq!(doubted.call(&stand, Some("d")).await.header("action-outcome"), Some("uncertain"));
    let forgets = async |stand: &Stand| {
        forget(&stand.service.worker(CancellationToken::new()), stand.service.now()).await.unwrap();
    };
    for _restart in 0..2 {
        // Everything that remembers anything outside of Postgres is made anew.
        stand.service.remember(TimeDelta::zero());
        stand.service.clock.advance(TimeDelta::hours(12));
        forgets(&stand).await;
        let again = note.call(&stand, Some("k")).await;
        assert_eq!((&again.body, is_replayed(&again)), (&first.body, true));
    }
    assert_eq!(note.in_gem(&stand).await, 1);
    stand.service.clock.advance(TimeDelta::hours(2));
    forgets(&stand).await;
    let anew = note.call(&stand, Some("k")).await;
    assert_eq!((anew.status, is_replayed(&anew)), (200, false));
    assert_eq!(note.in_gem(&stand).await, 2);
    // What nobody knows is not forgotten with it.
    assert_eq!(doubted.call(&stand, Some("d")).await.header("action-outcome"), Some("uncertain"));
    assert_eq!(doubted.in_gem(&stand).await, 1);
}

#[sqlx::test]
async fn an_uncertain_note_stands_in_no_others_way(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let mut supply = Supply::of(&stand).await;
    let (doubted, other) = (supply.note(), supply.note());
    stand
        .service
        .set_faults(json!([doubted.fault(&json!({ "kind": "drop", "after": true, "times": 1 }))]))
        .await;
    assert_eq!(doubted.call(&stand, None).await.header("action-outcome"), Some("uncertain"));
    assert_eq!(other.call(&stand, None).await.status, 200, "another note to the same application");
    // The same request under a key, and then under another one, is the same note still.
    for key in ["k", "l"] {
        let again = doubted.call(&stand, Some(key)).await;
        assert_eq!(again.header("action-outcome"), Some("uncertain"), "{}", again.body);
    }
    assert_eq!((doubted.in_gem(&stand).await, other.in_gem(&stand).await), (1, 1));
}

/// An application whose move is uncertain is not rejected meanwhile; it is as soon as the move is known.
#[sqlx::test]
async fn an_uncertain_change_of_an_application_stands_in_the_next_ones_way(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let mut supply = Supply::of(&stand).await;
    let stage = supply.stage();
    let reject = Write { path: stage.path.replace("/stage", "/reject"), ..supply.rejection() };
    let unreadable = json!({ "path": "/candidates/", "method": "GET", "kind": "drop", "from": 2 });
    stand
        .service
        .set_faults(json!([stage.fault(&json!({ "kind": "drop", "after": true })), unreadable]))
        .await;
    assert_eq!(stage.call(&stand, None).await.header("action-outcome"), Some("uncertain"));
    let refused = reject.call(&stand, None).await;
    assert_eq!(refused.header("action-outcome"), Some("not-done"), "{}", refused.body);
    assert_eq!(refused.code(), Some("REMOTE.SERVICE_UNAVAILABLE"));
    stand.service.set_faults(json!([])).await;
    assert_eq!(reject.call(&stand, None).await.status, 200);
    // The one who moved it is still owed an answer, and gets it once.
    assert!(is_replayed(&stage.call(&stand, None).await));
}
