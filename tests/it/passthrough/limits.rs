//! Sizes, rates and turns.

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;

use super::{get, pass, with_remote};

#[sqlx::test]
async fn so_much_of_an_answer_is_taken_and_no_more(pool: PgPool) {
    let (service, _remote) = with_remote(pool).await;
    let largest = get(&service, "/largest").await;
    assert_eq!(largest.data()["data"].as_str().unwrap().len(), 10 << 20);
    let answer = get(&service, "/too-large").await;
    assert_eq!((answer.status, answer.code()), (502, Some("REMOTE.UNKNOWN_HTTP_ERROR")));
    assert!(answer.message().contains("more than 10485760 bytes"), "{}", answer.message());
}

/// The ATS's wish for a rest is told as it is, and holds for whoever comes next.
#[sqlx::test]
async fn a_limit_of_the_ats_is_told_and_obeyed(pool: PgPool) {
    let (service, remote) = with_remote(pool).await;
    let limited = get(&service, "/limited").await;
    assert_eq!(
        (&limited.data()["status"], &limited.data()["headers"]["retry-after"]),
        (&json!(429), &json!("60"))
    );
    let next = get(&service, "/anything").await;
    assert_eq!((next.status, next.code()), (429, Some("REMOTE.RATE_LIMIT_EXCEEDED")));
    assert_eq!(remote.asked().len(), 1);
    service.clock.advance(TimeDelta::seconds(61));
    assert_eq!(get(&service, "/anything").await.data()["status"], 200);
}

#[sqlx::test]
async fn it_takes_one_of_the_turns(pool: PgPool) {
    let (service, remote) = with_remote(pool).await;
    sqlx::query(
        "INSERT INTO action_turns (integration_id, public_id, until)
         SELECT integration_id, 'other-' || n, $1 FROM integrations, generate_series(1, 30) n",
    )
    .bind(service.now() + TimeDelta::minutes(1))
    .execute(service.store.pool())
    .await
    .unwrap();
    // What can be refused needs no turn.
    for refused in [json!({ "path": "/../a" }), json!({ "path": "/a", "headers": { "X-Api-Key": "x" } })] {
        let mut refused = refused;
        refused["method"] = json!("POST");
        assert_eq!(pass(&service, refused).await.code(), Some("PLATFORM.INPUT_INVALID"));
    }
    let answer = pass(&service, json!({ "method": "POST", "path": "/a" })).await;
    assert_eq!((answer.status, answer.code()), (429, Some("PLATFORM.CONCURRENCY_LIMIT_EXCEEDED")));
    assert_eq!(answer.header("concurrency-remaining"), Some("0"));
    assert!(remote.asked().is_empty());
}
