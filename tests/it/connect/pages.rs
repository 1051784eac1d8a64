//! The pages themselves.

use serde_json::json;
use sqlx::PgPool;

use crate::support::{ORIGIN, TestService};

#[sqlx::test]
async fn pages_are_kept_by_nobody_and_show_nothing_of_others(pool: PgPool) {
    let service = TestService::start(pool).await;
    let embedded = service.link(&json!({})).await;
    let magic = service.link(&json!({ "link_type": "MAGIC_LINK" })).await;
    let ancestors = |origins: &str| format!("frame-ancestors {origins}");
    for (path, origins) in [(&*embedded, ORIGIN), (&*magic, "'none'"), ("/connect/unknown", "'none'")] {
        let page = service.open(path).await;
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self'; "), "{policy}");
        assert!(policy.ends_with(&ancestors(origins)), "{path}: {policy}");
        assert!(!page.text.contains("http:") && !page.text.contains("https:"), "{}", page.text);
        assert!(!page.text.contains("style=") && !page.text.contains("<style"), "the policy forbids it");
    }
    service.enter_key(&embedded).await;
    let done = service.fill_in(&embedded, "finish", &[]).await;
    assert_eq!(done.header("cache-control"), Some("no-store"));
    assert_eq!(done.within("data-origins=\"", "\""), ORIGIN);
}

#[sqlx::test]
async fn every_language_is_spoken(pool: PgPool) {
    let service = TestService::start(pool).await;
    for (language, heading, shared) in [
        ("en", "Connect Gem", "Candidates"),
        ("de", "Gem verbinden", "Kandidaten"),
        ("fr", "Connecter Gem", "Candidats"),
        ("it", "Collegare Gem", "Candidati"),
        ("es", "Conectar Gem", "Candidatos"),
    ] {
        let page = service.open(&service.link(&json!({ "language": language })).await).await;
        assert_eq!((page.heading(), page.within("<html lang=\"", "\"")), (heading, language));
        assert!(page.text.contains(shared), "{language}");
    }
}

#[sqlx::test]
async fn names_cannot_become_part_of_a_page(pool: PgPool) {
    let service = TestService::start(pool).await;
    let name = r#"<script>"x"</script>{tool}"#;
    let page = service.open(&service.link(&json!({ "end_user_organization_name": name })).await).await;
    assert!(page.text.contains("&lt;script&gt;&quot;x&quot;&lt;/script&gt;{tool}"), "{}", page.text);
}

#[sqlx::test]
async fn scripts_and_styles_are_the_services_own(pool: PgPool) {
    let service = TestService::start(pool).await;
    for (name, kind) in [
        ("style.css", "text/css; charset=utf-8"),
        ("embed.js", "text/javascript; charset=utf-8"),
        ("hand-over.js", "text/javascript; charset=utf-8"),
    ] {
        let file = service.open(&format!("/connect/{name}")).await;
        assert_eq!((file.status, file.header("content-type")), (200, Some(kind)), "{name}");
    }
}
