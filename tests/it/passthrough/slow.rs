//! An ATS that takes its time.

use std::time::{Duration, Instant};

use serde_json::json;
use sqlx::PgPool;

use super::{pass, with_remote};
use crate::support::TestService;

const LIMIT: Duration = Duration::from_millis(300);

#[sqlx::test]
async fn an_answer_that_takes_too_long_is_given_up(pool: PgPool) {
    let (mut service, remote) = with_remote(pool).await;
    service.wait_for_answers(LIMIT);
    // One that never begins, and one that never ends.
    for path in ["/silent", "/endless"] {
        let begun = Instant::now();
        let read = pass(&service, json!({ "method": "GET", "path": path })).await;
        assert_eq!((read.status, read.code()), (503, Some("REMOTE.SERVICE_UNAVAILABLE")), "{}", read.body);
        assert!(read.message().contains("did not answer within 300ms"), "{}", read.message());
        assert_eq!(read.header("action-outcome"), Some("not-done"));
        let written = pass(&service, json!({ "method": "POST", "path": path })).await;
        assert_eq!((written.status, written.code()), (504, Some("PLATFORM.TASK_TIMED_OUT")));
        assert!(written.message().contains("may have taken effect"), "{}", written.message());
        assert_eq!(written.header("action-outcome"), Some("uncertain"));
        assert!(begun.elapsed() >= 2 * LIMIT && begun.elapsed() < Duration::from_secs(20));
    }
    assert_eq!(remote.asked().len(), 4, "nothing is sent twice");
}

/// The same at the simulator, which does it and says so too late.
#[sqlx::test]
async fn what_was_done_before_the_answer_was_given_up_is_not_done_again(pool: PgPool) {
    let mut service = TestService::start(pool).await;
    service.wait_for_answers(LIMIT);
    let candidate = service.world("candidates").await[0]["id"].as_str().unwrap().to_owned();
    let user = service.world("users").await[0]["id"].clone();
    let late = json!([{ "path": "/candidates/*/notes", "kind": "delay", "delay_ms": 5_000, "after": true }]);
    service.set_faults(late).await;
    let path = format!("/candidates/{candidate}/activity_feed/notes");
    let note = json!({ "user_id": user, "body": "Hello", "visibility": "public" });
    let answer = pass(&service, json!({ "method": "POST", "path": path, "data": note })).await;
    assert_eq!((answer.status, answer.code()), (504, Some("PLATFORM.TASK_TIMED_OUT")), "{}", answer.body);
    assert_eq!(service.requests_for(&format!("/ats/v0{path}")).await.len(), 1);
}
