//! Faults around the effect of a write.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Answer, Gem, newcomer};

const ANN: &str = "candidates?email=ANN@new.example";

/// Creates a candidate under a fault; the answer, and how many candidates there are now.
async fn create_under(gem: &Gem, rule: Value) -> (Answer, usize) {
    let body = newcomer(&gem.open_job().await);
    gem.fault(rule).await;
    let answer = gem.api("POST", "/candidates/", &body).await;
    (answer, gem.find(ANN).await.len())
}

fn rule(more: &Value) -> Value {
    let mut rule = json!({"path": "/candidates/", "method": "POST", "nth": 1});
    rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    rule
}

#[tokio::test]
async fn a_fault_before_the_effect_prevents_it() {
    let gem = Gem::small();
    for kind in ["status", "drop", "html", "empty_array"] {
        let (_, candidates) = create_under(&gem, rule(&json!({"kind": kind}))).await;
        assert_eq!(candidates, 0, "{kind}");
        let logged = gem.logged().await;
        assert_eq!((&logged["effect"], &logged["true_status"]), (&json!(false), &Value::Null), "{kind}");
        assert_eq!(logged["fault"], kind);
    }
}

#[tokio::test]
async fn a_fault_after_the_effect_spoils_the_answer_alone() {
    let gem = Gem::small();
    let mut there = 0;
    for status in [500, 502, 503, 504, 429] {
        let kind = json!({"kind": "status", "status": status, "after": true});
        let (answer, candidates) = create_under(&gem, rule(&kind)).await;
        there += 1;
        assert_eq!((answer.status, candidates), (status, there));
        let logged = gem.logged().await;
        assert_eq!((&logged["status"], &logged["true_status"]), (&json!(status), &json!(201)));
        assert_eq!((&logged["effect"], &logged["fault"]), (&json!(true), &json!("status")));
    }
    for (kind, told) in [("html", 502), ("empty_array", 200), ("drop", 0)] {
        let (_, candidates) = create_under(&gem, rule(&json!({"kind": kind, "after": true}))).await;
        there += 1;
        assert_eq!(candidates, there, "{kind}");
        let logged = gem.logged().await;
        assert_eq!((&logged["status"], &logged["effect"]), (&json!(told), &json!(true)), "{kind}");
    }
}

#[tokio::test]
async fn answers_made_from_the_true_one_have_the_effect_anyway() {
    let gem = Gem::small();
    let (answer, candidates) = create_under(&gem, rule(&json!({"kind": "malformed"}))).await;
    assert_eq!((answer.status, answer.json(), candidates), (201, json!({"ok": true}), 1));
    let (answer, candidates) = create_under(&gem, rule(&json!({"kind": "truncated"}))).await;
    assert!(answer.status == 201 && serde_json::from_str::<Value>(&answer.text).is_err());
    assert_eq!(candidates, 2);
    gem.fault(json!({"path": "/jobs/", "kind": "malformed"})).await;
    assert_eq!(gem.get("/jobs/?per_page=0").await.status, 422, "the status is the true one's");
}

#[tokio::test]
async fn a_refused_write_has_no_effect_behind_a_spoilt_answer() {
    let gem = Gem::small();
    gem.fault(json!({"path": "/candidates/", "kind": "status", "after": true})).await;
    assert_eq!(gem.api("POST", "/candidates/", &json!({})).await.status, 500);
    let logged = gem.logged().await;
    assert_eq!((&logged["true_status"], &logged["effect"]), (&json!(422), &json!(false)));
    gem.get("/candidates/").await;
    assert_eq!(gem.logged().await["effect"], false, "a read changes nothing");
}

/// Whether a request had its effect while its caller still waits.
async fn effect_while_waiting(more: &Value) -> bool {
    let gem = Gem::small();
    let body = newcomer(&gem.open_job().await);
    gem.fault(rule(more)).await;
    let call = gem.api("POST", "/candidates/", &body);
    // In simulated time this ends only when the request can do nothing but wait.
    let waited = tokio::time::timeout(Duration::from_millis(500), call).await;
    assert!(waited.is_err(), "the answer waits");
    !gem.find(ANN).await.is_empty()
}

#[tokio::test(start_paused = true)]
async fn a_delay_waits_before_the_effect_or_behind_it() {
    let delay = json!({"kind": "delay", "delay_ms": 1000});
    assert!(!effect_while_waiting(&delay).await);
    for kind in ["delay", "status", "drop", "malformed"] {
        assert!(
            effect_while_waiting(&json!({"kind": kind, "delay_ms": 1000, "after": true})).await,
            "{kind}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_gives_up_does_not_stop_the_effect() {
    let gem = Gem::small();
    let body = newcomer(&gem.open_job().await);
    gem.fault(rule(&json!({"kind": "delay", "delay_ms": 1000}))).await;
    let call = gem.api("POST", "/candidates/", &body);
    assert!(tokio::time::timeout(Duration::from_millis(500), call).await.is_err());
    assert!(gem.find(ANN).await.is_empty());
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(gem.find(ANN).await.len(), 1);
    assert_eq!(gem.logged().await["effect"], true);
}
