//! What is not in the log: people, and the customer's credentials.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::all;
use crate::passthrough::{PATH, with_remote};
use crate::support::TestService;

/// All that is stored of calls, as one text.
async fn stored(service: &TestService) -> String {
    service.write_interactions().await;
    let rows = "SELECT COALESCE(string_agg(row_to_json(c)::text, E'\\n'), '') FROM interactions c";
    sqlx::query_scalar(rows).fetch_one(service.store.pool()).await.unwrap()
}

#[sqlx::test]
async fn nothing_that_callers_or_the_ats_say_about_people_is_stored(pool: PgPool) {
    let (service, _remote) = with_remote(pool).await;
    for request in [
        json!({ "method": "GET", "path": "/candidates/", "params": { "email": "planted@x.example" } }),
        json!({ "method": "GET", "path": "/candidates/planted?planted=1" }),
        json!({ "method": "DELETE", "path": "/candidates/x/tags/planted%20words", "data": "planted" }),
        json!({ "method": "POST", "path": "/refusing-planted", "data": { "name": "planted" } }),
        json!({ "method": "POST", "path": "/echo", "data": { "name": "planted" } }),
    ] {
        service.send("POST", PATH, &request).await;
    }
    let stored = stored(&service).await;
    assert_eq!(stored.lines().count(), 5, "{stored}");
    assert!(!stored.to_lowercase().contains("planted"), "{stored}");
    assert!(!stored.contains(service.sim.direct_key()), "{stored}");
    let calls = all(&service, "?status=4XX").await;
    let refused: Value = serde_json::from_str(calls[0]["excerpt"].as_str().unwrap()).unwrap();
    let masked = json!({
        "code": 422, "status": "Unprocessable Entity", "message": "*", "errors": { "json": { "name": ["*"], "*": ["*"] } },
    });
    assert_eq!(refused, masked);
}

/// The names, addresses and numbers of the simulated people, and what stands in their rows.
#[sqlx::test]
async fn a_sync_stores_nobody(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.set_faults(json!([{ "path": "/candidates/", "kind": "truncated", "times": 1 }])).await;
    service.sync().await;
    let stored = stored(&service).await;
    for person in service.world("candidates").await {
        for field in ["last_name", "title"] {
            let Some(text) = person[field].as_str().filter(|text| text.len() > 5) else { continue };
            assert!(!stored.contains(text), "{field} {text}");
        }
    }
    assert!(!stored.contains('@'), "an address");
}
