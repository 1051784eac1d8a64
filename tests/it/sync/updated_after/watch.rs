//! A service in which every change is judged.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::gem_sim::{Options, Profile};

use super::judge::complaints;
use super::scene::{LISTS, Scene};
use super::stale::stale_parts;
use crate::support::TestService;

pub(super) struct Watch {
    pub(super) service: TestService,
    /// What was last served.
    pub(super) scene: Scene,
}

/// What `updated_after` finds in every list.
pub(super) struct Found {
    /// The time that was asked for.
    pub(super) since: String,
    ids: BTreeMap<&'static str, BTreeSet<String>>,
}

fn text(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl Found {
    pub(super) async fn since(service: &TestService, since: String) -> Self {
        let mut ids = BTreeMap::new();
        for list in LISTS {
            let path = format!("/v1/ats/{list}?include_deleted=true&updated_after={since}");
            let records = service.walk(&path, 250).await;
            ids.insert(
                list,
                records.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect(),
            );
        }
        Self { since, ids }
    }

    pub(super) fn has(&self, list: &str, id: &Value) -> bool {
        self.ids[list].contains(id.as_str().unwrap())
    }

    /// How many records of a list were found.
    pub(super) fn count(&self, list: &str) -> usize {
        self.ids[list].len()
    }
}

impl Watch {
    /// After the first sync of a small world with offers.
    pub(super) async fn start(pool: PgPool) -> Self {
        let options =
            Options { candidates: 48, rate: None, profile: Profile::Extended, ..Options::default() };
        let service =
            TestService::start_with(pool, options, json!({ "unverified": { "offers": true } })).await;
        service.sync().await;
        let scene = Scene::read(&service).await;
        Self { service, scene }
    }

    /// The time at which the last sync wrote, as callers see it. The clock stands still in between.
    pub(super) fn synced_at(&self) -> Value {
        json!(text(self.service.now()))
    }

    /// An hour later changes Gem and syncs all of it, and panics with whatever is not as the table has it.
    pub(super) async fn change(&mut self, what: &str, operations: &Value) -> Found {
        self.service.clock.advance(TimeDelta::hours(1));
        let since = text(self.service.now());
        self.service.mutate(operations.clone()).await;
        self.service.sync().await;
        let after = Scene::read(&self.service).await;
        let found = Found::since(&self.service, since).await;
        let mut complaints = complaints(&self.scene, &after, &found);
        complaints.extend(stale_parts(&after));
        assert!(complaints.is_empty(), "{what}: {complaints:#?}");
        self.scene = after;
        found
    }
}
