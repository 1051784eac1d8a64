//! A consumer that knows nothing but the feed, and the lists by the ids that it is told.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use unified_ats::domain::model::Model;

use super::FEED;
use crate::support::{LISTS, TestService};

/// Records by model and id.
pub(crate) type Copy = BTreeMap<(String, String), Value>;

#[derive(Debug, Default)]
pub(crate) struct Follower {
    pub(crate) cursor: Option<String>,
    pub(crate) copy: Copy,
}

impl Follower {
    /// Takes one page in, and tells what was on it.
    pub(crate) async fn step(&mut self, service: &TestService, page_size: u32) -> Vec<Value> {
        let cursor = self.cursor.as_ref().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let page = service.get(&format!("{FEED}?page_size={page_size}{cursor}")).await;
        let entries = page.results().clone();
        let told: BTreeSet<(&str, &str)> =
            entries.iter().map(|entry| (super::text(entry, "model"), super::text(entry, "id"))).collect();
        for (model, list) in LISTS {
            let ids: Vec<&str> =
                told.iter().filter(|(of, _id)| *of == model.slug()).map(|(_of, id)| *id).collect();
            self.fetch(service, model, list, &ids).await;
        }
        self.cursor = page.next().map(str::to_owned);
        entries
    }

    async fn fetch(&mut self, service: &TestService, model: Model, list: &str, ids: &[&str]) {
        if ids.is_empty() {
            return;
        }
        let path = format!("/v1/ats/{list}?include_deleted=true&ids={}", ids.join(","));
        let records = service.walk(&path, 250).await;
        assert_eq!(records.len(), ids.len(), "{list}: what the feed tells of is there");
        for record in records {
            let key = (model.slug().to_owned(), super::text(&record, "id").to_owned());
            self.copy.insert(key, record);
        }
    }

    /// Goes on until there is nothing more, and tells what there was.
    pub(crate) async fn catch_up(&mut self, service: &TestService, page_size: u32) -> Vec<Value> {
        let mut all = Vec::new();
        loop {
            let entries = self.step(service, page_size).await;
            if entries.is_empty() {
                return all;
            }
            all.extend(entries);
        }
    }

    /// Panics where the copy is not what the lists say.
    pub(crate) async fn assert_exact(&self, service: &TestService, when: &str) {
        let lists = everything(service).await;
        let wrong = differing(&self.copy, &lists);
        assert!(wrong.is_empty(), "{when}: the copy is wrong about {wrong:?}");
    }
}

/// All lists, as a reader has them who reads everything.
pub(crate) async fn everything(service: &TestService) -> Copy {
    let mut all = Copy::new();
    for (model, list) in LISTS {
        let page = service.get(&format!("/v1/ats/{list}?include_deleted=true")).await;
        if page.code().is_some_and(|code| code.starts_with("INTEGRATION.MODEL")) {
            continue;
        }
        for record in service.walk(&format!("/v1/ats/{list}?include_deleted=true"), 250).await {
            all.insert((model.slug().to_owned(), super::text(&record, "id").to_owned()), record);
        }
    }
    all
}

/// What only one of them has, or has otherwise.
pub(crate) fn differing(one: &Copy, other: &Copy) -> BTreeSet<(String, String)> {
    let keys: BTreeSet<&(String, String)> = one.keys().chain(other.keys()).collect();
    keys.into_iter().filter(|key| one.get(*key) != other.get(*key)).cloned().collect()
}
