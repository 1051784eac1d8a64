//! Values that are passed through.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{all, follow, pass, raw, source};
use crate::support::TestService;

/// What a record shows under a field.
fn shown<'a>(record: &'a Value, id: &str) -> Option<&'a Value> {
    record["integration_fields"].as_array().unwrap().iter().find(|field| field["id"] == id)
}

#[sqlx::test]
async fn stored_records_show_the_value_as_it_is_in_the_ats_without_asking_it(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let before = all(&service, "applications").await;
    let score = source(&service, "ats_applications", "CUSTOM", "Score").await;
    let status = source(&service, "ats_applications", "DEFAULT", "status").await;
    service.forget_requests().await;
    for id in [&score, &status] {
        pass(&service, id, true).await.data();
    }
    assert_eq!(all(&service, "applications").await, before, "in the background");
    let since = service.now().to_rfc3339();
    follow(&service).await;
    let world = service.world("applications").await;
    let after = all(&service, "applications").await;
    assert_eq!(after.len(), before.len());
    for record in &after {
        let row = raw(&world, record);
        let expected = json!([
            { "id": status, "key": "status", "type": "DEFAULT", "value": row["status"], "label": "Status" },
            { "id": score, "key": "Score", "type": "CUSTOM", "value": row["custom_fields"]["Score"], "label": "Score" },
        ]);
        assert_eq!(record["integration_fields"], expected);
    }
    assert!(after.iter().any(|record| shown(record, &score).unwrap()["value"].is_number()));
    let poll = format!("applications?include_deleted=true&updated_after={}", since.replace('+', "%2B"));
    let polled = service.walk(&format!("/v1/ats/{poll}"), 250).await;
    assert_eq!(polled.len(), after.len(), "polls find all of them");
    let url = format!("{}/requests", service.sim.control_url());
    let asked = service.ask_sim(service.connections.outbound.http.get(url)).await;
    assert_eq!(asked, json!([]), "the ATS was asked");
}

#[sqlx::test]
async fn only_what_shows_the_value_counts_as_changed_and_it_goes_as_it_came(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let lists = ["jobs", "applications", "candidates", "users", "interviews"];
    let mut before = Vec::new();
    for list in lists {
        before.push(all(&service, list).await);
    }
    let offices = source(&service, "ats_jobs", "DEFAULT", "offices").await;
    pass(&service, &offices, true).await.data();
    follow(&service).await;
    for (list, before) in lists.iter().zip(&before) {
        let after = all(&service, list).await;
        if *list == "jobs" {
            assert!(
                after.iter().zip(before).all(|(after, before)| after["changed_at"] != before["changed_at"])
            );
        } else {
            assert_eq!(after, *before, "{list}");
        }
    }
    pass(&service, &offices, false).await.data();
    follow(&service).await;
    let without_time = |records: &[Value]| -> Vec<Value> {
        let cut = |record: &Value| {
            let mut record = record.clone();
            record["changed_at"] = Value::Null;
            record
        };
        records.iter().map(cut).collect()
    };
    assert_eq!(without_time(&all(&service, "jobs").await), without_time(&before[0]));
    let overlaid: i64 =
        sqlx::query_scalar("SELECT count(overlay) FROM jobs").fetch_one(service.store.pool()).await.unwrap();
    assert_eq!(overlaid, 0);
}

#[sqlx::test]
async fn stages_show_it_wherever_they_are_shown(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let priority = source(&service, "ats_application_stages", "DEFAULT", "priority").await;
    pass(&service, &priority, true).await.data();
    follow(&service).await;
    let world = service.world("job_stages").await;
    let check = |stage: &Value| {
        let value = &shown(stage, &priority).unwrap()["value"];
        assert_eq!(value, &raw(&world, stage)["priority"], "{stage}");
    };
    all(&service, "application-stages").await.iter().for_each(check);
    let jobs = all(&service, "jobs").await;
    let stages = jobs.iter().flat_map(|job| job["stages"].as_array().unwrap());
    assert!(stages.inspect(|stage| check(stage)).count() > 0);
    let applications = all(&service, "applications").await;
    let listed: Vec<String> = all(&service, "application-stages")
        .await
        .iter()
        .map(|stage| stage["id"].as_str().unwrap().to_owned())
        .collect();
    // What only applications name has no text of its own.
    let current = applications.iter().map(|application| &application["current_stage"]);
    let known = current.filter(|stage| stage["id"].as_str().is_some_and(|id| listed.iter().any(|l| l == id)));
    assert!(known.inspect(|stage| check(stage)).count() > 0);
}

#[sqlx::test]
async fn exports_and_records_that_arrive_later_show_it(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let score = source(&service, "ats_applications", "CUSTOM", "Score").await;
    pass(&service, &score, true).await.data();
    follow(&service).await;
    let application = all(&service, "applications").await.remove(0);
    let change = json!([{
        "op": "update", "resource": "applications", "id": application["remote_id"],
        "fields": { "custom_fields": { "Score": 1_234 }, "deleted_at": null },
    }]);
    service.mutate(change).await;
    let counts = service.sync().await.counts;
    let counts = serde_json::to_value(&counts).unwrap();
    assert_eq!(
        counts["ats_applications"]["updated"].as_u64().unwrap_or(0) + undeleted(&counts),
        1,
        "{counts}"
    );
    let text =
        axum::body::to_bytes(service.stream("/v1/ats/applications/export").await.into_body(), usize::MAX)
            .await
            .unwrap();
    let text = String::from_utf8(text.to_vec()).unwrap();
    let line = text.lines().find(|line| line.contains(application["id"].as_str().unwrap())).unwrap();
    let exported: Value = serde_json::from_str(line).unwrap();
    assert_eq!(shown(&exported, &score).unwrap()["value"], 1_234);
}

fn undeleted(counts: &Value) -> u64 {
    counts["ats_applications"]["undeleted"].as_u64().unwrap_or(0)
}
