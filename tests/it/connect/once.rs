//! How often links can be used, and what they keep meanwhile.

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::support::TestService;

#[sqlx::test]
async fn ten_refused_keys_block_a_link(pool: PgPool) {
    let service = TestService::start(pool).await;
    let path = service.link(&json!({})).await;
    for left in (0..10).rev() {
        let page = service.fill_in(&path, "credentials", &[("api_key", "wrong")]).await;
        assert!(page.text.contains(&format!("Tries left with this link: {left}.")), "{}", page.text);
    }
    service.forget_requests().await;
    let page = service.fill_in(&path, "credentials", &[("api_key", service.sim.direct_key())]).await;
    assert_eq!((page.status, page.heading()), (403, "This link is blocked"));
    assert_eq!(service.open(&path).await.status, 403);
    assert!(service.requests_for("/ats/v0/users/").await.is_empty(), "the ATS is not even asked");
}

#[sqlx::test]
async fn a_link_is_used_once(pool: PgPool) {
    let service = TestService::start(pool).await;
    let path = service.link(&json!({})).await;
    service.enter_key(&path).await;
    let (first, second) =
        tokio::join!(service.fill_in(&path, "finish", &[]), service.fill_in(&path, "finish", &[]));
    let mut ends = [(first.status, first.heading()), (second.status, second.heading())];
    ends.sort_unstable();
    assert_eq!(ends, [(200, "Done"), (410, "This link has been used")]);
    assert_eq!(service.count("integrations").await, 2);
    for step in ["credentials", "back", "finish"] {
        let page = service.fill_in(&path, step, &[("api_key", service.sim.direct_key())]).await;
        assert_eq!((page.status, page.heading()), (410, "This link has been used"), "{step}");
    }
    assert_eq!(service.count("integrations").await, 2);
    let left: (String, Option<String>, Option<String>, Option<Vec<u8>>) =
        sqlx::query_as("SELECT organization_name, creator_email, origin_id, kept FROM connect_links")
            .fetch_one(service.store.pool())
            .await
            .unwrap();
    assert_eq!(left, (String::new(), None, None, None), "what was used up keeps nothing of a person");
}

#[sqlx::test]
async fn credentials_that_a_lost_key_has_sealed_are_entered_again(pool: PgPool) {
    let mut service = TestService::start(pool).await;
    let path = service.link(&json!({})).await;
    service.enter_key(&path).await;
    service.replace_keys();
    assert_eq!(service.open(&path).await.heading(), "Connect Gem");
    service.enter_key(&path).await;
    assert_eq!(service.fill_in(&path, "finish", &[]).await.heading(), "Done");
}

#[sqlx::test]
async fn a_last_step_that_fails_leaves_nothing_and_can_be_taken_again(pool: PgPool) {
    let service = TestService::start(pool).await;
    let path = service.link(&json!({})).await;
    service.enter_key(&path).await;
    let break_it = "CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$;
                    CREATE TRIGGER break BEFORE UPDATE ON connect_links FOR EACH ROW EXECUTE FUNCTION break()";
    sqlx::raw_sql(break_it).execute(service.store.pool()).await.unwrap();
    let page = service.fill_in(&path, "finish", &[]).await;
    assert_eq!((page.status, page.heading()), (500, "Something went wrong"));
    assert_eq!(service.count("integrations").await, 1);
    assert_eq!(service.count("audit_log").await, 1, "only that the link was made");
    sqlx::raw_sql("DROP TRIGGER break ON connect_links").execute(service.store.pool()).await.unwrap();
    assert_eq!(service.fill_in(&path, "finish", &[]).await.heading(), "Done");
    assert_eq!(service.count("integrations").await, 2);
}

#[sqlx::test]
async fn between_two_steps_credentials_are_sealed_and_forgotten_after_an_hour(pool: PgPool) {
    let service = TestService::start(pool).await;
    let path = service.link(&json!({ "link_type": "MAGIC_LINK" })).await;
    service.enter_key(&path).await;
    let kept: Vec<u8> =
        sqlx::query_scalar("SELECT kept FROM connect_links").fetch_one(service.store.pool()).await.unwrap();
    let key = service.sim.direct_key().as_bytes();
    assert!(!kept.is_empty() && !kept.windows(key.len()).any(|part| part == key));
    assert_eq!(service.fill_in(&path, "back", &[]).await.heading(), "Connect Gem");
    service.enter_key(&path).await;
    service.clock.advance(TimeDelta::minutes(61));
    assert_eq!(service.open(&path).await.heading(), "Connect Gem");
    assert_eq!(service.fill_in(&path, "finish", &[]).await.heading(), "Connect Gem");
    assert_eq!(service.count("integrations").await, 1);
    let worker = service.worker(CancellationToken::new());
    unified_ats::sync::maintenance::forget(&worker, service.now()).await.unwrap();
    let kept: i64 = sqlx::query_scalar("SELECT count(kept) FROM connect_links")
        .fetch_one(service.store.pool())
        .await
        .unwrap();
    assert_eq!(kept, 0);
    // A customer who comes back begins again; whoever was sent the link is handed nothing to copy.
    service.enter_key(&path).await;
    let page = service.fill_in(&path, "finish", &[]).await;
    assert_eq!(page.heading(), "Done");
    assert!(!page.text.contains("<output"));
}
