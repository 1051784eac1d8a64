//! What every request asks first: who calls, and what they may see.

use sqlx::PgPool;
use unified_ats::secrets::api_key::ApiKey;
use unified_ats::store::api_keys::{self, Permission};
use unified_ats::store::environments;

use super::effort::{count_everything, effort};
use super::others;
use crate::support::TestService;

/// Six tables, each by an index of a few levels, and a row a model of the times of the last syncs.
const ALLOWED: i64 = 120;

#[sqlx::test]
async fn a_caller_is_found_by_indexes_among_many(pool: PgPool) {
    let service = TestService::start(pool).await;
    others::insert(service.store.pool()).await;
    let key = ApiKey::generate();
    let mut tx = service.store.begin().await.unwrap();
    let environment = environments::ensure(&mut tx, "test", "unused", service.now()).await.unwrap();
    api_keys::insert(&mut tx, environment.key, "one", &key, &Permission::ALL, service.now()).await.unwrap();
    count_everything(&mut tx).await;
    // Prepared: the later ones may be planned without looking at the values.
    for _ in 0..8 {
        let before = effort(&mut tx).await;
        let found = api_keys::find_caller(&mut tx, &key.hash(), Some(&service.integration), service.now())
            .await
            .unwrap();
        assert!(found.unwrap().integration.is_some());
        let effort = effort(&mut tx).await.since(before);
        assert_eq!(effort.scans, 0, "{effort:?}");
        assert!(effort.rows + effort.pages <= ALLOWED, "{effort:?}");
    }
}
