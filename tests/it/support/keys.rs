//! Keys besides the two that every test has.

use unified_ats::secrets::api_key::ApiKey;
use unified_ats::store::api_keys::{self, Permission};
use unified_ats::store::environments;

use super::{HOME, Home, TestService};

impl TestService {
    /// A fresh key of an environment.
    pub(crate) async fn key_in(&self, home: Home, permissions: &[Permission]) -> String {
        let mut tx = self.store.begin().await.unwrap();
        let environment = environments::ensure(&mut tx, home.name, home.public_id, self.now()).await.unwrap();
        let key = ApiKey::generate();
        api_keys::insert(&mut tx, environment.key, "another", &key, permissions, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        key.reveal().to_owned()
    }

    /// From now on the service has these keys in `ENCRYPTION_KEYS`.
    pub(crate) fn rekey(&mut self, keys: &str) {
        keys.clone_into(&mut self.keys);
        self.connections.sealer = keys.parse().unwrap();
        self.configure(|app| app);
    }

    /// A fresh key for each permission, which has that one alone.
    pub(crate) async fn keys_by_permission(&self) -> Vec<(Permission, String)> {
        let mut keys = Vec::new();
        for permission in Permission::ALL {
            keys.push((permission, self.key_in(HOME, &[permission]).await));
        }
        keys
    }

    /// A key of another environment, with all permissions.
    pub(crate) async fn foreign_key(&self) -> String {
        self.key_in(Home { name: "other", public_id: "environment2" }, &Permission::ALL).await
    }
}
