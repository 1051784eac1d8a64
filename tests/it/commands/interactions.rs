//! `unified-ats interactions`

use serde_json::json;
use sqlx::PgPool;

use super::{Setup, stderr};

#[sqlx::test]
async fn the_calls_of_a_sync_are_listed(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let id = setup.connect().await;
    let faults = json!([{ "path": "/users/", "kind": "status", "status": 503, "times": 1 }]);
    setup.control(reqwest::Method::PUT, "faults", &faults).await;
    let report = setup.json(&["sync", "--integration", &id, "--json"]).await;
    let list = ["interactions", "list", "--integration", &id, "--limit", "10000"];
    let listed = setup
        .json(&[&list[..], &["--cause-id", report["sync_id"].as_str().unwrap(), "--json"]].concat())
        .await;
    assert_eq!(listed["results"].as_array().unwrap().len() as u64, report["cost"]["requests"]);
    let failed = setup.text(&[&list[..], &["--status", "5XX"]].concat()).await;
    let lines: Vec<&str> = failed.lines().collect();
    assert_eq!(lines.len(), 2, "{failed}");
    assert!(lines[0].starts_with("BEGAN") && lines[1].contains("/ats/v0/users/?page=1"), "{failed}");
    assert!(lines[1].contains("503") && lines[1].contains("Service Unavailable"), "{failed}");
    let wrong = setup.run(&[&list[..], &["--cause", "COFFEE"]].concat()).await;
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("SYNC, ACTION, PASSTHROUGH, ATTACHMENTS"), "{}", stderr(&wrong));
}
