//! The keys that seal: each integration's own, the installation's, and how one takes the place of another.

mod data;
mod rotation;
mod start;

use sqlx::PgPool;
use unified_ats::secrets::sealer::key_id;

use crate::support::TestService;

/// The key that sealed the credentials.
async fn sealer_of_credentials(pool: &PgPool) -> String {
    let sealed: Vec<u8> =
        sqlx::query_scalar("SELECT credentials FROM integrations").fetch_one(pool).await.unwrap();
    key_id(&sealed).unwrap().to_owned()
}

/// The keys that sealed what is kept of actions.
async fn sealers_of_actions(pool: &PgPool) -> Vec<String> {
    let values = "SELECT sealed FROM actions, LATERAL (VALUES (request), (answer)) v (sealed) WHERE sealed IS NOT NULL";
    let sealed: Vec<Vec<u8>> = sqlx::query_scalar(values).fetch_all(pool).await.unwrap();
    let mut ids: Vec<String> = sealed.iter().map(|sealed| key_id(sealed).unwrap().to_owned()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// As a version before there were data keys left it: everything sealed by the installation's first key.
async fn age(service: &TestService) {
    let (pool, scope) = (service.store.pool(), service.stored_integration().await.scope);
    let place = unified_ats::keyring::places::credentials(scope.id());
    let plain = serde_json::json!({ "api_key": service.sim.direct_key() }).to_string();
    let sealed = service.connections.sealer.seal(place, plain.as_bytes()).unwrap();
    sqlx::query("UPDATE integrations SET credentials = $1").bind(sealed).execute(pool).await.unwrap();
    sqlx::query("DELETE FROM integration_keys").execute(pool).await.unwrap();
}
