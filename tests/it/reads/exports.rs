//! Exports: a whole list of one moment, or a body that breaks off.

mod cuts;
mod taking;

use chrono::{SecondsFormat, TimeDelta};
use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::gem_sim::Options;
use unified_ats::store::writes::Write;

use super::paging::LISTS;
use super::polling::writing::{retitle, scope};
use crate::support::{Document, TestService};
use taking::Taking;

/// The records of an export, which has to be complete, and the time to go on from.
pub(crate) async fn export(service: &TestService, path: &str) -> (String, Vec<Value>) {
    complete(&Taking::begin(service, path).await.rest().await.unwrap())
}

/// What a complete text of an export says.
fn complete(text: &str) -> (String, Vec<Value>) {
    assert!(text.ends_with('\n'));
    let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in &lines {
        Document::get().validate_as("ExportLine", line, "a line");
    }
    let (head, tail) = (lines.remove(0), lines.pop().unwrap());
    Document::get().validate_as("ExportHead", &head, "the first line");
    Document::get().validate_as("ExportTail", &tail, "the last line");
    assert_eq!(tail["end"]["records"], lines.len());
    (head["export"]["continue_with"]["updated_after"].as_str().unwrap().to_owned(), lines)
}

#[sqlx::test]
async fn an_export_holds_what_a_walk_of_the_list_finds(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let before = service.now();
    service.mutate(json!([{ "op": "random", "n": 40, "seed": 3 }])).await;
    service.sync().await;
    let since = before.to_rfc3339_opts(SecondsFormat::Millis, true);
    let poll = format!("include_deleted=true&updated_after={since}");
    for list in LISTS {
        let path = format!("/v1/ats/{list}");
        for query in ["", "include_deleted=true", "include_remote_data=true", &poll] {
            let exported = export(&service, &format!("{path}/export?{query}")).await.1;
            let walked = service.walk(&format!("{path}?{query}"), 250).await;
            assert_eq!(exported, walked, "{list} {query}");
        }
    }
    let polled_raw = format!("{poll}&include_remote_data=true");
    let exported = export(&service, &format!("/v1/ats/candidates/export?{polled_raw}")).await.1;
    assert!(!exported.is_empty() && exported.iter().all(|record| record["remote_data"].is_object()));
    assert_eq!(exported, service.walk(&format!("/v1/ats/candidates?{polled_raw}"), 250).await);
}

#[sqlx::test]
async fn an_export_says_how_old_its_records_are(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let list = service.get("/v1/ats/jobs").await;
    let export = service.stream("/v1/ats/jobs/export").await;
    assert_eq!(export.headers()["content-type"], "application/x-ndjson");
    assert!(list.header("x-last-full-sync").is_some());
    for name in ["x-last-full-sync", "x-last-incremental-sync", "x-sync-running"] {
        let told = export.headers().get(name).map(|value| value.to_str().unwrap());
        assert_eq!(told, list.header(name), "{name}");
    }
}

/// Held in its middle, it shows nothing of a sync that changes everything, and the next one shows it all.
#[sqlx::test]
async fn an_export_is_of_one_moment_whatever_is_committed_meanwhile(pool: PgPool) {
    let options = Options { candidates: 1000, rate: None, ..Options::default() };
    let service = TestService::start_with(pool, options, json!({})).await;
    service.sync().await;
    let path = "/v1/ats/candidates/export?include_deleted=true";
    let before = export(&service, path).await;
    let mut held = Taking::begin(&service, path).await;
    held.some().await;
    let ids: Vec<String> = before.1.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect();
    service.clock.advance(TimeDelta::minutes(1));
    let mut write = Write::begin(&service.store, &scope(&service).await, &service.clock).await.unwrap();
    retitle(&mut write, &ids, "Astronaut").await;
    write.commit(&service.clock).await.unwrap();
    service.mutate(json!([{ "op": "random", "n": 200, "seed": 5 }])).await;
    service.sync().await;
    assert_eq!(complete(&held.rest().await.unwrap()), before);
    let after = export(&service, path).await.1;
    assert!(before.1.iter().all(|record| !after.contains(record)), "everything has changed");
}

#[sqlx::test]
async fn whoever_goes_on_from_an_export_misses_nothing(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let path = "/v1/ats/candidates";
    let ids = service.walk(path, 250).await;
    let ids: Vec<String> =
        ids.iter().take(3).map(|record| record["id"].as_str().unwrap().to_owned()).collect();
    service.clock.advance(TimeDelta::hours(1));
    let mut write = Write::begin(&service.store, &scope(&service).await, &service.clock).await.unwrap();
    retitle(&mut write, &ids, "Astronaut").await;
    service.clock.advance(TimeDelta::minutes(1));
    let (go_on_from, exported) = export(&service, &format!("{path}/export")).await;
    assert!(exported.iter().all(|record| record["title"] != "Astronaut"), "it is not committed");
    write.commit(&service.clock).await.unwrap();
    let found = service.walk(&format!("{path}?updated_after={go_on_from}"), 250).await;
    assert_eq!(found.iter().filter(|record| record["title"] == "Astronaut").count(), ids.len());
}

#[sqlx::test]
async fn an_export_is_refused_where_its_list_is(pool: PgPool) {
    let service = TestService::start(pool).await;
    let path = "/v1/ats/jobs/export";
    assert_eq!(service.get(path).await.code(), Some("INTEGRATION.SETUP_SYNC_PENDING"));
    service.sync().await;
    for (query, name) in [("updated_after=x", "updated_after"), ("include_deleted=1", "include_deleted")] {
        let refused = service.get(&format!("{path}?{query}")).await;
        assert_eq!((refused.status, refused.code()), (400, Some("PLATFORM.INPUT_INVALID")));
        assert!(refused.message().starts_with(name), "{}", refused.message());
    }
    let switch = format!("/v1/integrations/{}/enabled", service.integration);
    service.send("PUT", &switch, &json!({ "value": false })).await.data();
    assert_eq!(service.get(path).await.code(), Some("INTEGRATION.INACTIVE"));
}
