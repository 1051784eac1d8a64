//! Pages and cursors.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::Value;
use sqlx::PgPool;
use unified_ats::domain::id::IntegrationId;

use crate::support::TestService;

pub(super) const LISTS: [&str; 13] = [
    "applications",
    "candidates",
    "jobs",
    "interviews",
    "users",
    "roles",
    "tags",
    "rejection-reasons",
    "application-stages",
    "job-postings",
    "job-application-stages",
    "job-hiring-team-members",
    "interviewing-team-members",
];

fn ids(records: &[Value]) -> Vec<&str> {
    records.iter().map(|record| record["id"].as_str().unwrap()).collect()
}

#[sqlx::test]
async fn every_page_size_yields_the_same_records(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    for list in LISTS {
        let path = format!("/v1/ats/{list}");
        let whole = service.walk(&path, 250).await;
        assert!(!whole.is_empty(), "{list}");
        let distinct: BTreeSet<&str> = ids(&whole).into_iter().collect();
        assert_eq!(distinct.len(), whole.len(), "{list} repeats records");
        assert_eq!(service.walk(&path, 7).await, whole, "{list}");
        let all = service.walk(&format!("{path}?include_deleted=true"), 250).await;
        let live: Vec<&Value> = all.iter().filter(|record| record["remote_deleted_at"].is_null()).collect();
        assert_eq!(live, whole.iter().collect::<Vec<_>>(), "{list}");
    }
}

#[sqlx::test]
async fn a_cursor_is_good_for_its_own_walk_only(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let first = service.get("/v1/ats/candidates?page_size=3").await;
    let cursor = first.next().unwrap();
    assert_eq!(
        service.get(&format!("/v1/ats/candidates?page_size=5&cursor={cursor}")).await.results().len(),
        5
    );
    let mut tampered = cursor.to_owned();
    tampered.replace_range(4..5, if cursor.get(4..5) == Some("A") { "B" } else { "A" });
    for path in [
        format!("/v1/ats/jobs?cursor={cursor}"),
        format!("/v1/ats/candidates?include_deleted=true&cursor={cursor}"),
        format!("/v1/ats/candidates?first_name=x&cursor={cursor}"),
        format!("/v1/ats/candidates?cursor={tampered}"),
        "/v1/ats/candidates?cursor=nonsense".to_owned(),
        "/v1/ats/candidates?cursor=%2B%2F".to_owned(),
    ] {
        let answer = service.get(&path).await;
        assert_eq!((answer.status, answer.code()), (400, Some("PLATFORM.INPUT_INVALID")), "{path}");
        assert!(answer.message().starts_with("cursor: "), "{path}");
    }
    service.clock.advance(TimeDelta::hours(25));
    let expired = service.get(&format!("/v1/ats/candidates?cursor={cursor}")).await;
    assert_eq!(expired.status, 400);
    assert!(expired.message().contains("24 hours"));
}

#[sqlx::test]
async fn bad_parameters_are_named(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let long = vec!["a"; 1001].join(",");
    for (query, name) in [
        ("page_size=0", "page_size"),
        ("page_size=251", "page_size"),
        ("page_size=x", "page_size"),
        ("updated_after=yesterday", "updated_after"),
        ("updated_after=-262143-01-01", "updated_after"),
        ("updated_after=%2B12024-01-01", "updated_after"),
        ("updated_after=0000-01-01", "updated_after"),
        ("remote_created_after=2026-99-01", "remote_created_after"),
        ("include_deleted=yes", "include_deleted"),
        ("outcomes=PENDING,NOPE", "outcomes"),
        ("ids=%00", "ids"),
        ("job_ids=a%00b", "job_ids"),
        (&format!("ids={long}"), "ids"),
        ("ids=a&ids=b", "ids"),
    ] {
        let answer = service.get(&format!("/v1/ats/applications?{query}")).await;
        assert_eq!((answer.status, answer.code()), (400, Some("PLATFORM.INPUT_INVALID")), "{query}");
        assert!(answer.message().starts_with(&format!("{name}: ")), "{}", answer.message());
    }
}

#[sqlx::test]
async fn ids_follow_from_integration_model_and_remote_id(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let other = IntegrationId::parse("gem:9d1hpPsbjxUkoCoa1veLZGe5").unwrap();
    for job in service.walk("/v1/ats/jobs", 250).await {
        let remote_id = job["remote_id"].as_str().unwrap();
        assert_eq!(job["id"], service.id(unified_ats::domain::model::Model::Job, remote_id));
        let elsewhere = unified_ats::domain::id::RecordId::derive(
            &other,
            unified_ats::domain::model::Model::Job,
            remote_id,
        );
        assert_ne!(job["id"], elsewhere.as_str());
    }
}

#[sqlx::test]
async fn remote_data_comes_when_asked_for(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    for record in service.walk("/v1/ats/candidates", 250).await {
        assert!(record["remote_data"].is_null());
    }
    for record in service.walk("/v1/ats/candidates?include_remote_data=true", 250).await {
        assert_eq!(record["remote_data"]["/candidates/"]["id"], record["remote_id"]);
    }
}
