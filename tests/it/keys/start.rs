//! Whoever starts with other keys than those that are needed is told so.

use sqlx::PgPool;
use unified_ats::keyring::check::{NotUsable, check};
use unified_ats::secrets::sealer::{Sealer, generate_key, generate_keys, generate_temporary_key};

use super::age;
use crate::support::TestService;

async fn checked(service: &TestService, keys: &str) -> Result<(), String> {
    let sealer: Sealer = keys.parse().unwrap();
    match check(&service.store, &sealer, service.now()).await {
        Ok(()) => Ok(()),
        Err(reason @ (NotUsable::Missing(_) | NotUsable::Other(_))) => Err(reason.to_string()),
        Err(broken) => panic!("{broken}"),
    }
}

async fn is_refused(service: &TestService, keys: &str, reason: &str) {
    let told = checked(service, keys).await.unwrap_err();
    assert!(told.contains(reason), "{told}");
}

#[sqlx::test]
async fn a_missing_key_is_named_with_what_needs_it(pool: PgPool) {
    let service = TestService::start(pool).await;
    let new = generate_key("k2");
    is_refused(&service, &new, "k1 (needed by 1 integrations)").await;
    checked(&service, &format!("{new},{}", service.keys)).await.unwrap();
    age(&service).await;
    is_refused(&service, &new, "k1 (needed by 1 integrations)").await;
}

#[sqlx::test]
async fn another_key_under_the_same_id_is_refused(pool: PgPool) {
    let service = TestService::start(pool.clone()).await;
    let (other, reason) = (generate_keys(), "k1 in ENCRYPTION_KEYS is not the one");
    // By what it sealed, as long as nobody has noted the right one.
    is_refused(&service, &other, reason).await;
    age(&service).await;
    is_refused(&service, &other, reason).await;
    checked(&service, &service.keys).await.unwrap();
    // By its canary from then on, even if nothing is sealed by it.
    sqlx::query("UPDATE integrations SET credentials = ''").execute(&pool).await.unwrap();
    is_refused(&service, &other, reason).await;
    is_refused(&service, &format!("{},{other}", generate_key("k2")), reason).await;
    checked(&service, &service.keys).await.unwrap();
}

#[sqlx::test]
async fn keys_of_demos_are_missed_by_nobody(pool: PgPool) {
    let mut service = TestService::start(pool.clone()).await;
    sqlx::query("DELETE FROM integration_keys").execute(&pool).await.unwrap();
    service.rekey(&generate_temporary_key());
    age(&service).await;
    checked(&service, &generate_keys()).await.unwrap();
}
