//! Asking for links.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::api::{App, router};
use unified_ats::store::api_keys::Permission;

use crate::support::TestService;

const PATH: &str = "/v1/connect/create-link";

fn body() -> Value {
    json!({ "end_user_email": "end.user@customer.test", "end_user_organization_name": "Acme", "integration_tool": "gem" })
}

fn with(name: &str, value: Value) -> Value {
    let mut body = body();
    body[name] = value;
    body
}

#[sqlx::test]
async fn what_cannot_be_meant_is_refused_with_what_can(pool: PgPool) {
    let service = TestService::start(pool).await;
    for (body, expected) in [
        (
            with("language", json!("pt")),
            "language: invalid value: another text, expected en or de or fr or it or es",
        ),
        (
            with("link_type", json!("POPUP")),
            "link_type: invalid value: another text, expected EMBEDDED or MAGIC_LINK",
        ),
        (
            with("integration_category", json!("CRM")),
            "integration_category: invalid value: another text, expected HRIS or ATS or ASSESSMENT or LMS",
        ),
        (
            with("integration_category", json!("LMS")),
            "integration_category: there are no tools of this category; allowed is ATS",
        ),
        (with("integration_tool", json!("workday")), "integration_tool: allowed is gem"),
        (
            with("integration_tool", Value::Null),
            "integration_category: there are no tools of this category; allowed is ATS",
        ),
        (with("scope_config_id", json!("other")), "scope_config_id: "),
        (with("remote_environment", json!("test")), "remote_environment: "),
        (
            with("end_user_email", json!("nobody")),
            "end_user_email: invalid value: a text of another form, expected an e-mail",
        ),
        (with("end_user_organization_name", json!(" ")), "end_user_organization_name: "),
        (with("enable_filtering", json!("yes")), "enable_filtering: "),
        (json!({ "end_user_organization_name": "Acme" }), "body: missing field `end_user_email`"),
        (json!({ "end_user_email": "a@b.test" }), "body: missing field `end_user_organization_name`"),
    ] {
        let answer = service.send("POST", PATH, &body).await;
        assert_eq!((answer.status, answer.code()), (400, Some("PLATFORM.INPUT_INVALID")), "{body}");
        assert!(answer.message().starts_with(expected), "{}", answer.message());
    }
    assert_eq!(service.count("connect_links").await, 0);
}

#[sqlx::test]
async fn official_clients_send_all_that_the_contract_has_defaults_for(pool: PgPool) {
    let service = TestService::start(pool).await;
    let mut full = body();
    for (name, value) in [
        ("end_user_origin_id", Value::Null),
        ("remote_environment", Value::Null),
        ("integration_category", json!("HRIS")),
        ("language", json!("en")),
        ("scope_config_id", json!("default")),
        ("enable_filtering", json!(false)),
        ("enable_field_mapping", json!(false)),
        ("link_type", json!("EMBEDDED")),
    ] {
        full[name] = value;
    }
    let only_category = json!({
        "end_user_email": "a@b.test", "end_user_organization_name": "Acme", "integration_category": "ATS",
    });
    for body in [&full, &only_category] {
        let link = super::path_of(service.send("POST", PATH, body).await.data());
        assert_eq!(service.open(&link).await.heading(), "Connect Gem");
    }
}

#[sqlx::test]
async fn links_are_made_by_keys_that_may_write_and_written_down_without_what_opens_them(pool: PgPool) {
    let service = TestService::start(pool).await;
    for (permission, key) in service.keys_by_permission().await {
        let answer = service.ask("POST", PATH, Some(&key), None, &body().to_string()).await;
        let relink = format!("/v1/integrations/{}/relink", service.integration);
        let relinked = service.ask("POST", &relink, Some(&key), None, "").await;
        let expected = if permission == Permission::Write { 200 } else { 401 };
        assert_eq!((answer.status, relinked.status), (expected, expected), "{permission:?}");
    }
    let links: Vec<(String, Option<String>, String)> = sqlx::query_as(
        "SELECT deed, integration, details FROM audit_log WHERE actor_kind = 'KEY' ORDER BY number",
    )
    .fetch_all(service.store.pool())
    .await
    .unwrap();
    let integration = Some(service.integration.to_string());
    let deed = "connect_link.created".to_owned();
    assert_eq!(
        links,
        [
            (deed.clone(), None, r#"{"purpose":"CONNECT"}"#.to_owned()),
            (deed, integration, r#"{"purpose":"RELINK"}"#.to_owned())
        ]
    );
    let path = service.link(&json!({})).await;
    let pass = path.rsplit('/').next().unwrap();
    for table in ["connect_links", "audit_log"] {
        let rows =
            sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(format!("SELECT t::text FROM {table} t")));
        let rows = rows.fetch_all(service.store.pool()).await.unwrap();
        assert!(!rows.is_empty() && rows.iter().all(|row| !row.contains(pass)), "{table} holds the pass");
    }
}

#[sqlx::test]
async fn a_key_that_is_limited_to_some_integrations_connects_no_others(pool: PgPool) {
    let service = TestService::start(pool).await;
    let path = service.link(&json!({})).await;
    service.enter_key(&path).await;
    let token = service.fill_in(&path, "finish", &[]).await.token().to_owned();
    let limited = "WITH key AS (UPDATE api_keys SET limited = true WHERE name = 'test' RETURNING api_key_id)
                   INSERT INTO api_key_integrations SELECT api_key_id, integration_id FROM key, integrations WHERE public_id = $1";
    sqlx::query(limited).bind(service.integration.as_str()).execute(service.store.pool()).await.unwrap();
    let refused = service.send("POST", PATH, &body()).await;
    assert_eq!((refused.status, refused.code()), (401, Some("PLATFORM.AUTHENTICATION_INVALID")));
    assert!(refused.message().contains("limited to some integrations"), "{}", refused.message());
    let theirs = service.get(&format!("/v1/connect/integration-by-token/{token}")).await;
    let unknown = service.get(&format!("/v1/connect/integration-by-token/{}", "A".repeat(43))).await;
    assert_eq!((theirs.status, theirs.body), (404, unknown.body));
    let own = service.relink(&json!({})).await;
    service.enter_key(&own).await;
    let token = service.fill_in(&own, "finish", &[]).await.token().to_owned();
    assert_eq!(service.get(&format!("/v1/connect/integration-by-token/{token}")).await.status, 200);
}

#[sqlx::test]
async fn an_embedded_link_is_valid_for_an_hour_and_a_magic_one_for_a_year(pool: PgPool) {
    let service = TestService::start(pool).await;
    let embedded = service.link(&json!({})).await;
    let magic = service.link(&json!({ "link_type": "MAGIC_LINK", "language": "fr" })).await;
    service.clock.advance(TimeDelta::minutes(59));
    assert_eq!(service.open(&embedded).await.status, 200);
    service.clock.advance(TimeDelta::minutes(1));
    let page = service.open(&embedded).await;
    assert_eq!((page.status, page.heading()), (410, "This link has expired"));
    let sent = service.fill_in(&embedded, "credentials", &[("api_key", service.sim.direct_key())]).await;
    assert_eq!((sent.status, sent.heading()), (410, "This link has expired"));
    service.clock.advance(TimeDelta::days(364));
    assert_eq!(service.open(&magic).await.heading(), "Connecter Gem");
    service.clock.advance(TimeDelta::days(1));
    assert_eq!(service.open(&magic).await.heading(), "Ce lien a expiré");
    assert_eq!(service.count("integrations").await, 1);
}

#[sqlx::test]
async fn without_an_address_of_its_own_the_service_gives_no_links(pool: PgPool) {
    let service = TestService::start(pool).await;
    let app = App::new(service.store.clone(), std::sync::Arc::new(service.clock.clone()));
    let answer = service.act_at(&router(app), "POST", PATH, &body()).await;
    assert_eq!((answer.status, answer.code()), (500, Some("PLATFORM.UNKNOWN_ERROR")));
    assert!(answer.message().contains("PUBLIC_URL"), "{}", answer.message());
    assert_eq!(service.count("connect_links").await, 0);
}
