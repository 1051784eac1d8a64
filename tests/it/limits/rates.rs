//! How often a key may ask.

use chrono::TimeDelta;
use sqlx::PgPool;
use unified_ats::secrets::api_key::ApiKey;
use unified_ats::store::api_keys::Permission;

use crate::support::{Answer, HOME, TestService};

const CHECK: &str = "/v1/check-api-key";

fn told(answer: &Answer) -> [Option<u32>; 3] {
    ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"]
        .map(|name| answer.header(name).map(|text| text.parse().unwrap()))
}

async fn limited(pool: PgPool, per_minute: u32) -> TestService {
    let mut service = TestService::start(pool).await;
    service.configure(|app| app.limiting(per_minute));
    service
}

async fn give(service: &TestService, key: &str, limit: Option<i32>) {
    sqlx::query("UPDATE api_keys SET rate_limit = $2 WHERE key_hash = $1")
        .bind(ApiKey::parse(key).unwrap().hash().as_bytes())
        .bind(limit)
        .execute(service.store.pool())
        .await
        .unwrap();
}

#[sqlx::test]
async fn a_key_is_told_what_is_left_and_refused_when_nothing_is(pool: PgPool) {
    let service = limited(pool, 3).await;
    for left in [2, 1, 0] {
        let answer = service.get(CHECK).await;
        assert_eq!(answer.status, 200);
        assert_eq!(told(&answer), [Some(3), Some(left), Some(20 * (3 - left))]);
    }
    let refused = service.get(CHECK).await;
    assert_eq!((refused.status, refused.code()), (429, Some("PLATFORM.RATE_LIMIT_EXCEEDED")));
    assert_eq!((told(&refused), refused.header("retry-after")), ([Some(3), Some(0), Some(60)], Some("20")));
    let other = service.key_in(HOME, &Permission::ALL).await;
    assert_eq!(service.get_as(CHECK, Some(&other), None).await.status, 200, "another key has its own");
    service.clock.advance(TimeDelta::seconds(19));
    assert_eq!(service.get(CHECK).await.status, 429, "what was refused costs nothing, and nothing came in");
    service.clock.advance(TimeDelta::seconds(1));
    assert_eq!(service.get(CHECK).await.status, 200);
    assert_eq!(service.get(CHECK).await.status, 429);
}

#[sqlx::test]
async fn every_answer_to_a_key_that_was_found_tells_it_and_no_other(pool: PgPool) {
    let mut service = limited(pool, 100).await;
    let integration = service.integration.to_string();
    for (path, key, integration, status) in [
        (CHECK, service.key.as_str(), None, 200),
        ("/v1/ats/jobs", &service.key, None, 400),
        ("/v1/ats/jobs", &service.key, Some("gem:unknown"), 404),
        ("/v1/ats/jobs", &service.key, Some(integration.as_str()), 409),
        ("/v1/ats/jobs", &service.management_key, Some(&integration), 401),
    ] {
        let answer = service.get_as(path, Some(key), integration).await;
        assert_eq!((answer.status, told(&answer)[0]), (status, Some(100)), "{path}");
    }
    let wrong = ApiKey::generate();
    for key in [None, Some("nonsense"), Some(wrong.reveal())] {
        assert_eq!(told(&service.get_as(CHECK, key, None).await), [None; 3]);
    }
    assert_eq!(told(&service.get("/nothing").await), [None; 3]);
    service.configure(|app| app.limiting(0));
    assert_eq!(told(&service.get(CHECK).await), [None; 3], "0 is no limit");
}

#[sqlx::test]
async fn a_key_may_have_a_limit_of_its_own(pool: PgPool) {
    let service = limited(pool, 1).await;
    give(&service, &service.key, Some(2)).await;
    assert_eq!(told(&service.get(CHECK).await)[..2], [Some(2), Some(1)]);
    assert_eq!(service.get(CHECK).await.status, 200);
    assert_eq!(service.get(CHECK).await.status, 429);
    give(&service, &service.key, Some(0)).await;
    let unlimited = service.get(CHECK).await;
    assert_eq!((unlimited.status, told(&unlimited)), (200, [None; 3]));
    give(&service, &service.key, None).await;
    assert_eq!(service.get(CHECK).await.status, 429);
}

#[sqlx::test]
async fn lists_of_a_remembered_caller_count_too(pool: PgPool) {
    let mut service = TestService::start(pool).await;
    service.sync().await;
    service.configure(|app| app.limiting(5).remembering(TimeDelta::seconds(1)));
    for left in (0..5).rev() {
        let page = service.get("/v1/ats/jobs").await;
        assert_eq!((page.status, told(&page)[1]), (200, Some(left)));
    }
    assert_eq!(service.get("/v1/ats/jobs").await.status, 429);
    let unchanged = service.get_with("/v1/ats/jobs", &[("if-none-match", "\"x\"")]).await;
    assert_eq!((unchanged.status, told(&unchanged)[1]), (429, Some(0)));
}
