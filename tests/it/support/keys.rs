//! Keys besides the two that every test has.

use std::sync::Arc;

use unified_ats::api::{App, router};
use unified_ats::secrets::api_key::ApiKey;
use unified_ats::store::api_keys::{self, Permission};
use unified_ats::store::environments;

use super::TestService;

impl TestService {
    /// From now on the service has these keys in `ENCRYPTION_KEYS`.
    pub(crate) fn rekey(&mut self, keys: &str) {
        keys.clone_into(&mut self.keys);
        self.connections.sealer = keys.parse().unwrap();
        let app = App::new(self.store.clone(), Arc::new(self.clock.clone())).acting(self.actions());
        self.router = router(app);
    }

    /// A fresh key for each permission, which has that one alone.
    pub(crate) async fn keys_by_permission(&self) -> Vec<(Permission, String)> {
        let mut tx = self.store.begin().await.unwrap();
        let now = self.now();
        let environment = environments::ensure(&mut tx, "test", "environment1", now).await.unwrap();
        let mut keys = Vec::new();
        for permission in Permission::ALL {
            let key = ApiKey::generate();
            api_keys::insert(&mut tx, environment.key, "one", &key, &[permission], now).await.unwrap();
            keys.push((permission, key.reveal().to_owned()));
        }
        tx.commit().await.unwrap();
        keys
    }

    /// A key of another environment, with all permissions.
    pub(crate) async fn foreign_key(&self) -> String {
        let mut tx = self.store.begin().await.unwrap();
        let other = environments::ensure(&mut tx, "other", "environment2", self.now()).await.unwrap();
        let key = ApiKey::generate();
        api_keys::insert(&mut tx, other.key, "other", &key, &Permission::ALL, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        key.reveal().to_owned()
    }
}
