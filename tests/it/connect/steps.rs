//! What comes of what customers enter.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use unified_ats::domain::id::IntegrationId;
use unified_ats::store::integrations;
use unified_ats::store::runs::{Cause, Kind, Outcome};

use crate::support::TestService;

#[sqlx::test]
async fn a_good_key_connects_the_account_with_what_was_chosen(pool: PgPool) {
    let service = TestService::start(pool).await;
    let path = service.link(&json!({ "enable_filtering": true })).await;
    let page = service.open(&path).await;
    assert_eq!((page.status, page.heading()), (200, "Connect Gem"));
    assert!(
        page.text.contains("test asks for access to the Gem account of Acme &amp; Söhne."),
        "{}",
        page.text
    );
    let page = service.enter_key(&path).await;
    let users = page.options("acting_user_id");
    assert!(users.len() > 2 && users[0].is_empty(), "{users:?}");
    let user = users[1].to_owned();
    // Nobody has verified with the ATS that it lists them.
    assert!(!page.text.contains("source_id"));
    assert_eq!(service.count("integrations").await, 1, "before the end there is no integration");
    let page = service.fill_in(&path, "finish", &[("acting_user_id", &user), ("page_size", "1")]).await;
    assert_eq!((page.status, page.heading()), (200, "Done"));
    let answer = service.get(&format!("/v1/connect/integration-by-token/{}", page.token())).await;
    let id = answer.data()["id"].as_str().unwrap();
    assert_eq!(
        answer.data(),
        &json!({
            "tool": "gem", "id": id, "end_user_origin_id": "customer-7",
            "end_user_organization_name": "Acme & Söhne", "end_user_email": "end.user@customer.test",
            "setup_status": "FINAL_SYNC_PENDING",
        })
    );
    assert_ne!(id, service.integration.as_str());
    let details = service.get(&format!("/v1/integrations/{id}")).await;
    assert_eq!(details.data()["status"], "ACTIVE");
    let settings = service
        .manage("GET", &format!("/v1/management/integrations/{id}/connector-settings"), &Value::Null)
        .await;
    assert_eq!(settings.data(), &json!({ "acting_user_id": user }));
    let deed: (String, String, String) =
        sqlx::query_as("SELECT actor_kind, deed, integration FROM audit_log ORDER BY number DESC LIMIT 1")
            .fetch_one(service.store.pool())
            .await
            .unwrap();
    assert_eq!(deed, ("CUSTOMER".to_owned(), "integration.created".to_owned(), id.to_owned()));
    is_synced_at_once(&service, id).await;
}

/// The credentials that were entered open the account, and both kinds of sync are due.
async fn is_synced_at_once(service: &TestService, id: &str) {
    let due: bool = sqlx::query_scalar("SELECT next_full_at <= $2 FROM integrations WHERE public_id = $1")
        .bind(id)
        .bind(service.now())
        .fetch_one(service.store.pool())
        .await
        .unwrap();
    assert!(due);
    let mut db = service.store.pool().acquire().await.unwrap();
    let integration = integrations::find(&mut db, &IntegrationId::parse(id).unwrap()).await.unwrap().unwrap();
    drop(db);
    let connector = service.connections.open(&integration).await.unwrap();
    let worker = service.worker(CancellationToken::new());
    let report = worker.sync(&integration, &connector, Kind::Full, Cause::Schedule).await.unwrap();
    assert_eq!(report.state, Outcome::Succeeded, "{:?}", report.error);
    let jobs = service.get_as("/v1/ats/jobs", Some(&service.key), Some(id)).await;
    assert!(!jobs.results().is_empty());
}

#[sqlx::test]
async fn a_refused_key_is_told_with_its_reason_and_leaves_nothing(pool: PgPool) {
    let service = TestService::start(pool).await;
    let path = service.link(&json!({})).await;
    let status = |status: u16| json!([{ "path": "/users", "kind": "status", "status": status }]);
    for (faults, told) in [
        (json!([]), "Gem does not know this key."),
        (status(403), "Gem knows this key, but does not give access with it."),
        (status(429), "Gem takes no more requests with this key at the moment."),
        (status(503), "Gem cannot be reached at the moment."),
        (json!([{ "path": "/users", "kind": "drop" }]), "Gem cannot be reached at the moment."),
        (status(418), "Gem gave an unexpected answer."),
    ] {
        let key = if faults == json!([]) { "not-a-key" } else { service.sim.direct_key() };
        service.set_faults(faults).await;
        // The ATS may have asked for a rest.
        service.clock.advance(TimeDelta::minutes(2));
        let page = service.fill_in(&path, "credentials", &[("api_key", key)]).await;
        assert_eq!((page.status, page.heading()), (422, "Connect Gem"));
        let problems = page.within("class=\"problems\"", "</div>");
        assert!(problems.contains(told) && problems.contains("Tries left"), "{problems}");
        assert!(!page.text.contains(key));
        assert_eq!(service.open(&path).await.heading(), "Connect Gem");
    }
    let kept: i64 = sqlx::query_scalar("SELECT count(kept) FROM connect_links")
        .fetch_one(service.store.pool())
        .await
        .unwrap();
    assert_eq!((kept, service.count("integrations").await), (0, 1));
}

#[sqlx::test]
async fn an_empty_form_is_no_try(pool: PgPool) {
    let service = TestService::start(pool).await;
    let path = service.link(&json!({ "language": "de" })).await;
    for fields in [&[][..], &[("api_key", "  ")], &[("application_secret", "x")]] {
        let page = service.fill_in(&path, "credentials", fields).await;
        let problems = page.within("class=\"problems\"", "</div>");
        assert!(problems.contains("<a href=\"#api_key\">Gem-Schlüssel fehlt.</a>"), "{problems}");
        assert!(
            page.text.contains("aria-invalid=\"true\" aria-describedby=\"api_key-help api_key-problem\"")
        );
    }
    let tries: i32 =
        sqlx::query_scalar("SELECT tries FROM connect_links").fetch_one(service.store.pool()).await.unwrap();
    assert_eq!(tries, 0);
}

#[sqlx::test]
async fn what_was_not_offered_cannot_be_chosen(pool: PgPool) {
    let service = TestService::start(pool).await;
    let path = service.link(&json!({})).await;
    service.enter_key(&path).await;
    let page = service.fill_in(&path, "finish", &[("acting_user_id", "somebody")]).await;
    assert_eq!((page.status, page.heading()), (422, "One last step"));
    assert!(page.within("class=\"problems\"", "</div>").contains("href=\"#acting_user_id\""));
    assert_eq!(service.count("integrations").await, 1);
    assert_eq!(service.fill_in(&path, "finish", &[]).await.heading(), "Done");
}

#[sqlx::test]
async fn sources_can_be_chosen_where_the_account_has_them(pool: PgPool) {
    let service = TestService::start_with(
        pool,
        unified_ats::gem_sim::Options {
            candidates: 20,
            rate: None,
            profile: unified_ats::gem_sim::Profile::Extended,
            ..Default::default()
        },
        json!({ "unverified": { "sources": true } }),
    )
    .await;
    let path = service.relink(&json!({})).await;
    let page = service.enter_key(&path).await;
    let sources = page.options("source_id");
    assert!(sources.len() > 1, "{sources:?}");
    let source = sources[1].to_owned();
    assert_eq!(service.fill_in(&path, "finish", &[("source_id", &source)]).await.heading(), "Done");
    assert_eq!(service.stored_integration().await.settings["source_id"], source);
}
