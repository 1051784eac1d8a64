//! Which applications are kept, and what hangs on them.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::gem_sim::Options;

use super::stand::{assert_refused, places_of};
use crate::actions::stand::{Stand, somebody};
use crate::support::TestService;

fn path(service: &TestService) -> String {
    format!("/v1/management/integrations/{}/application-filter", service.integration)
}

async fn keep(service: &TestService, filter: Value) {
    let answer = service.manage("PUT", &path(service), &filter).await;
    assert_eq!(answer.data()["keep"], filter["keep"]);
}

fn remote_ids(records: &[Value]) -> HashSet<String> {
    records.iter().map(|record| record["remote_id"].as_str().unwrap().to_owned()).collect()
}

fn made_at(application: &Value) -> DateTime<Utc> {
    application["remote_created_at"].as_str().unwrap().parse().unwrap()
}

/// What callers see is what the filter keeps of the whole account, and no more.
async fn assert_kept(service: &TestService, whole: &[Value], is_kept: impl Fn(&Value) -> bool) {
    let applications = service.walk("/v1/ats/applications", 250).await;
    let kept: Vec<Value> = whole.iter().filter(|application| is_kept(application)).cloned().collect();
    assert_eq!(remote_ids(&applications), remote_ids(&kept));
    let owners: HashSet<&str> =
        kept.iter().map(|application| application["candidate_id"].as_str().unwrap()).collect();
    let candidates = service.walk("/v1/ats/candidates", 250).await;
    let shown: HashSet<&str> = candidates.iter().map(|candidate| candidate["id"].as_str().unwrap()).collect();
    assert_eq!(shown, owners);
    let ids: HashSet<&str> =
        applications.iter().map(|application| application["id"].as_str().unwrap()).collect();
    for interview in service.walk("/v1/ats/interviews", 250).await {
        assert!(ids.contains(interview["application_id"].as_str().unwrap()), "{interview}");
    }
    assert!(
        candidates
            .iter()
            .flat_map(|c| c["applications"].as_array().unwrap())
            .all(|a| ids.contains(a["id"].as_str().unwrap()))
    );
}

/// A service whose account was read in full, its applications, and a time that about half of them are older than.
async fn whole(pool: PgPool) -> (TestService, Vec<Value>, DateTime<Utc>) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let whole = service.walk("/v1/ats/applications", 250).await;
    let mut times: Vec<_> = whole.iter().map(made_at).collect();
    times.sort();
    let middle = times[times.len() / 2];
    (service, whole, middle)
}

#[sqlx::test]
async fn applications_from_a_date_on_are_kept_with_their_candidates(pool: PgPool) {
    let (service, whole, middle) = whole(pool).await;
    let candidates = remote_ids(&service.walk("/v1/ats/candidates", 250).await);
    keep(&service, json!({ "keep": "SINCE", "since": middle })).await;
    let report = service.sync().await;
    assert!(report.counts.of(unified_ats::domain::model::Model::Application).deleted > 50);
    assert_kept(&service, &whole, |application| made_at(application) >= middle).await;
    for sync in [service.sync_changes().await, service.sync().await] {
        for model in unified_ats::domain::model::Model::ALL {
            assert_eq!(
                sync.counts.of(model).changed(),
                0,
                "{model:?}: nothing moves as long as nothing changes"
            );
        }
    }
    keep(&service, json!({ "keep": "EVERYTHING" })).await;
    service.sync().await;
    let back = service.walk("/v1/ats/applications", 250).await;
    assert_eq!(remote_ids(&back), remote_ids(&whole));
    assert_eq!(
        remote_ids(&service.walk("/v1/ats/candidates", 250).await),
        candidates,
        "those without any too"
    );
}

#[sqlx::test]
async fn what_the_filter_does_not_keep_is_never_stored(pool: PgPool) {
    let service = TestService::start(pool).await;
    let candidates = service.world("candidates").await;
    keep(&service, json!({ "keep": "CREATED" })).await;
    service.sync().await;
    let emails = candidates.iter().filter_map(|c| c["email_addresses"][0]["value"].as_str());
    for email in emails.take(20) {
        assert_eq!(places_of(&service, email).await, [""; 0]);
    }
    for list in ["applications", "candidates", "interviews"] {
        assert_eq!(
            service.get(&format!("/v1/ats/{list}?include_deleted=true")).await.results().len(),
            0,
            "{list}"
        );
    }
    assert!(!service.get("/v1/ats/jobs").await.results().is_empty());
}

#[sqlx::test]
async fn a_rolling_window_moves_with_the_clock(pool: PgPool) {
    let (service, whole, middle) = whole(pool).await;
    let days = (service.now() - middle).num_days();
    keep(&service, json!({ "keep": "ROLLING", "days": days })).await;
    service.sync().await;
    let earliest = service.now() - TimeDelta::days(days);
    assert_kept(&service, &whole, |application| made_at(application) >= earliest).await;
    let before = service.walk("/v1/ats/applications", 250).await.len();
    service.clock.advance(TimeDelta::days(60));
    service.sync().await;
    let earliest = service.now() - TimeDelta::days(days);
    assert_kept(&service, &whole, |application| made_at(application) >= earliest).await;
    assert!(service.walk("/v1/ats/applications", 250).await.len() < before);
    let deleted = service.walk("/v1/ats/applications?include_deleted=true", 250).await;
    assert!(deleted.iter().any(|application| application["remote_deleted_at"].is_string()));
}

#[sqlx::test]
async fn what_was_created_through_the_api_is_kept_whatever_comes(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let service = &stand.service;
    keep(service, json!({ "keep": "CREATED" })).await;
    service.sync().await;
    assert_eq!(service.get("/v1/ats/applications").await.results().len(), 0);
    let body = json!({ "candidate": somebody("ada@home.example") });
    let made = stand.post(&stand.of_job(), body).await.data().clone();
    let shown = service.walk("/v1/ats/applications", 250).await;
    assert_eq!((shown.len(), &shown[0]["id"]), (1, &made["id"]));
    for _sync in 0..2 {
        service.sync_changes().await;
        service.sync().await;
        let candidates = service.walk("/v1/ats/candidates", 250).await;
        assert_eq!((candidates.len(), &candidates[0]["id"]), (1, &made["candidate"]["id"]));
        assert_eq!(service.walk("/v1/ats/applications", 250).await.len(), 1);
    }
    let tagged = format!("/v1/ats/candidates/{}/tags", made["candidate"]["id"].as_str().unwrap());
    stand.post(&tagged, json!({ "tag": { "name": "vip" } })).await.data();
    assert_eq!(service.walk("/v1/ats/candidates", 250).await[0]["tags"][0]["name"], "vip");
}

#[sqlx::test]
async fn an_application_that_appears_brings_its_candidate(pool: PgPool) {
    let options = Options { candidates: 40, rate: None, ..Options::default() };
    let service = TestService::start_with(pool, options, json!({})).await;
    keep(&service, json!({ "keep": "SINCE", "since": "2200-01-01" })).await;
    service.sync().await;
    assert_eq!(service.get("/v1/ats/candidates").await.results().len(), 0);
    let applications = service.world("applications").await;
    let live = applications.iter().find(|application| application["deleted_at"].is_null()).unwrap();
    let fields = json!({ "applied_at": "2200-02-01T00:00:00.000Z" });
    let update = json!({ "op": "update", "resource": "applications", "id": live["id"], "fields": fields });
    service.mutate(json!([update])).await;
    service.sync().await;
    let shown = service.walk("/v1/ats/applications", 250).await;
    assert_eq!(shown.len(), 1);
    let candidates = service.walk("/v1/ats/candidates", 250).await;
    assert_eq!((candidates.len(), &candidates[0]["id"]), (1, &shown[0]["candidate_id"]));
}

#[sqlx::test]
async fn a_filter_is_one_value_and_says_what_is_missing(pool: PgPool) {
    let service = TestService::start(pool).await;
    let now = json!({ "keep": "EVERYTHING", "since": null, "days": null });
    assert_eq!(service.manage("GET", &path(&service), &json!({})).await.data(), &now);
    for (body, name) in [
        (json!({}), "body"),
        (json!({ "keep": "SOME" }), "keep"),
        (json!({ "keep": "SINCE" }), "since"),
        (json!({ "keep": "SINCE", "since": "tomorrow" }), "since"),
        (json!({ "keep": "ROLLING" }), "days"),
        (json!({ "keep": "ROLLING", "days": 0 }), "days"),
        (json!({ "keep": "ROLLING", "days": 30, "since": "2026-01-01" }), "since"),
        (json!({ "keep": "CREATED", "days": 30 }), "days"),
    ] {
        let refused = service.manage("PUT", &path(&service), &body).await;
        assert_refused(&refused, 400, "PLATFORM.INPUT_INVALID");
        assert!(refused.message().starts_with(&format!("{name}: ")), "{body}: {}", refused.message());
    }
    assert_eq!(service.manage("GET", &path(&service), &json!({})).await.data(), &now);
    let set = service.manage("PUT", &path(&service), &json!({ "keep": "ROLLING", "days": 30 })).await;
    assert_eq!(set.data(), &json!({ "keep": "ROLLING", "since": null, "days": 30 }));
    assert_eq!(service.manage("GET", &path(&service), &json!({})).await.data(), set.data());
    let foreign = service.foreign_key().await;
    let refused = service.ask("PUT", &path(&service), Some(&foreign), None, "{\"keep\":\"CREATED\"}").await;
    assert_refused(&refused, 404, "PLATFORM.INTEGRATION_NOT_FOUND");
}
