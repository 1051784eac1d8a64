//! Pages that callers hold already.

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;

use crate::support::{Answer, TestService};

const LISTS: [&str; 5] = ["applications", "candidates", "jobs", "users", "interviewing-team-members"];

async fn holding(service: &TestService, path: &str, tags: &str) -> Answer {
    service.get_with(path, &[("if-none-match", tags)]).await
}

fn tag(answer: &Answer) -> String {
    answer.header("etag").unwrap().to_owned()
}

#[sqlx::test]
async fn a_page_that_is_held_is_not_sent_again(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    for list in LISTS {
        let path = format!("/v1/ats/{list}?page_size=2");
        let page = service.get(&path).await;
        let tag = tag(&page);
        assert!(tag.starts_with("W/\""), "{tag}");
        let strong = tag.strip_prefix("W/").unwrap();
        for tags in [&tag, strong, "*", &format!("\"other\", {tag}")] {
            let answer = holding(&service, &path, tags).await;
            assert_eq!((answer.status, answer.header("etag")), (304, Some(tag.as_str())), "{list} {tags}");
            for name in ["cache-control", "vary", "x-last-full-sync", "x-sync-running"] {
                assert_eq!(answer.header(name), page.header(name), "{name}");
                assert!(answer.header(name).is_some(), "{name}");
            }
            assert_eq!((answer.header("content-type"), answer.header("content-length")), (None, None));
        }
        let answer = holding(&service, &path, "\"other\"").await;
        assert_eq!((answer.status, &answer.body["data"]["results"]), (200, &page.body["data"]["results"]));
    }
    let page = service.get("/v1/ats/jobs").await;
    assert_eq!(page.header("cache-control"), Some("private, no-cache"));
    assert_eq!(page.header("vary"), Some("Authorization, X-Integration-Id, Accept-Encoding"));
}

#[sqlx::test]
async fn whatever_a_page_says_makes_it_another(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let paths = [
        "",
        "?page_size=2",
        "?page_size=3",
        "?include_remote_data=true",
        "?include_deleted=true&page_size=4",
    ];
    let mut tags: Vec<String> = Vec::new();
    for path in paths {
        tags.push(tag(&service.get(&format!("/v1/ats/candidates{path}")).await));
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), paths.len());
}

#[sqlx::test]
async fn what_has_changed_is_sent(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let path = "/v1/ats/candidates?page_size=250";
    let (candidates, users) = (tag(&service.get(path).await), tag(&service.get("/v1/ats/users").await));
    service.sync().await;
    assert_eq!(
        holding(&service, path, &candidates).await.status,
        304,
        "a sync that finds nothing changes nothing"
    );
    let row = service.world("candidates").await[0].clone();
    service
        .mutate(json!([{ "op": "update", "resource": "candidates", "id": row["id"], "fields": { "first_name": "Changed" } }]))
        .await;
    service.sync().await;
    let answer = holding(&service, path, &candidates).await;
    assert!(answer.results().iter().any(|candidate| candidate["first_name"] == "Changed"));
    assert_ne!(tag(&answer), candidates);
    assert_eq!(holding(&service, "/v1/ats/users", &users).await.status, 304);
}

#[sqlx::test]
async fn a_kept_cursor_has_half_its_life_before_it(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let path = "/v1/ats/candidates?page_size=2";
    let (mut held, mut since, mut renewed) = (service.get(path).await, service.now(), 0);
    for _hour in 0..50 {
        service.clock.advance(TimeDelta::hours(1));
        let answer = holding(&service, path, &tag(&held)).await;
        if answer.status == 200 {
            (held, since) = (answer, service.now());
            renewed += 1;
        }
        assert!(service.now() - since <= TimeDelta::hours(12), "kept for too long");
        assert_eq!(service.get(&format!("{path}&cursor={}", held.next().unwrap())).await.status, 200);
    }
    assert_eq!(renewed, 4, "twice a day");
}

#[sqlx::test]
async fn a_page_without_a_cursor_is_kept_as_long_as_it_is_true(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let page = service.get("/v1/ats/jobs?page_size=250").await;
    assert_eq!(page.next(), None);
    service.clock.advance(TimeDelta::days(30));
    assert_eq!(holding(&service, "/v1/ats/jobs?page_size=250", &tag(&page)).await.status, 304);
}

#[sqlx::test]
async fn refusals_are_sent_to_everybody(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let answer = holding(&service, "/v1/ats/jobs?page_size=0", "*").await;
    assert_eq!((answer.status, answer.header("etag")), (400, None));
    let answer = holding(&service, "/v1/ats/notes", "*").await;
    assert_eq!((answer.status, answer.header("etag")), (400, None));
}
