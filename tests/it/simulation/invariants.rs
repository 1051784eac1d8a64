//! What never happens, whatever else does.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::Value;
use unified_ats::domain::model::Model;

use crate::support::TestService;

/// Documents by model and id.
type Documents = BTreeMap<(i16, String), Document>;

struct Document {
    changed_at: DateTime<Utc>,
    touched_at: DateTime<Utc>,
    /// The record without its nested parts, which do not move `changed_at`.
    own: Value,
    deleted: bool,
}

const NESTED: [&str; 15] = [
    "changed_at",
    "candidate",
    "current_stage",
    "job",
    "interviews",
    "offers",
    "applications",
    "tags",
    "stages",
    "screening_questions",
    "job_postings",
    "hiring_team",
    "users",
    "application",
    "system_roles",
];

const LISTS: [(&str, Model); 7] = [
    ("users", Model::User),
    ("job_stages", Model::ApplicationStage),
    ("job_posts", Model::JobPosting),
    ("jobs", Model::Job),
    ("applications", Model::Application),
    ("candidates", Model::Candidate),
    ("scheduled_interviews", Model::Interview),
];

/// What was seen so far.
pub(super) struct Watch {
    pub(super) step: String,
    before: Documents,
    /// Gem's rows as they were, by list.
    world: BTreeMap<&'static str, Vec<Value>>,
    /// Gem itself changed during the step: something may have changed twice, and be as it was.
    world_moved: bool,
    /// Rows of Gem that were there, and those that were ever deleted or gone.
    there: BTreeMap<&'static str, BTreeSet<String>>,
    ever_gone: BTreeSet<(i16, String)>,
    /// The documents of everybody else.
    others: Option<Vec<String>>,
}

impl Watch {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            step: format!("seed {seed}"),
            before: Documents::new(),
            world: BTreeMap::new(),
            world_moved: false,
            there: BTreeMap::new(),
            ever_gone: BTreeSet::new(),
            others: None,
        }
    }

    pub(super) async fn look(&mut self, service: &TestService) {
        if self.others.is_none() {
            self.others = Some(others(service).await);
        }
        self.look_at_gem(service).await;
        let now = documents(service).await;
        for (key, document) in &now {
            assert!(document.touched_at >= document.changed_at, "{}: {key:?}", self.step);
            if document.deleted {
                assert!(
                    self.ever_gone.contains(key) || is_derived(key.0),
                    "{}: {key:?} was never deleted",
                    self.step
                );
            }
            if let Some(before) = self.before.get(key) {
                self.compare(key, before, document);
            }
        }
        for key in self.before.keys() {
            assert!(now.contains_key(key), "{}: {key:?} is gone", self.step);
        }
        self.before = now;
    }

    fn compare(&self, key: &(i16, String), before: &Document, now: &Document) {
        assert!(now.changed_at >= before.changed_at, "{}: the changed_at of {key:?} moved back", self.step);
        assert!(now.touched_at >= before.touched_at, "{}: the touched_at of {key:?} moved back", self.step);
        let moved = now.changed_at > before.changed_at;
        if moved && !self.world_moved {
            assert_ne!(now.own, before.own, "{}: {key:?} did not change", self.step);
        } else if !moved {
            assert_eq!(now.own, before.own, "{}: {key:?} changed in silence", self.step);
        }
    }

    async fn look_at_gem(&mut self, service: &TestService) {
        self.world_moved = false;
        for (list, model) in LISTS {
            let rows = service.world(list).await;
            self.world_moved |= self.world.insert(list, rows.clone()).is_some_and(|before| before != rows);
            let mut live = BTreeSet::new();
            for row in &rows {
                let Some(id) = row["id"].as_str() else { continue };
                if row["deleted_at"].is_null() {
                    live.insert(id.to_owned());
                } else {
                    self.ever_gone.insert((model.code(), service.id(model, id)));
                }
            }
            if let Some(before) = self.there.insert(list, live.clone()) {
                let gone = before.difference(&live);
                self.ever_gone.extend(gone.map(|id| (model.code(), service.id(model, id))));
            }
        }
    }

    /// The records of other integrations in the database are those of the beginning, row by row.
    pub(super) async fn nobody_else_was_touched(&self, service: &TestService) {
        assert_eq!(Some(others(service).await), self.others, "{}", self.step);
    }
}

/// Joins, tags and reasons go with the records that they follow from.
fn is_derived(code: i16) -> bool {
    !LISTS.iter().any(|(_, model)| model.code() == code)
}

async fn documents(service: &TestService) -> Documents {
    let rows: Vec<(i16, String, DateTime<Utc>, DateTime<Utc>, bool, String)> = sqlx::query_as(
        "SELECT model, id, changed_at, touched_at, deleted, body
         FROM documents JOIN integrations USING (integration_id) WHERE public_id = $1",
    )
    .bind(service.integration.as_str())
    .fetch_all(service.store.pool())
    .await
    .unwrap();
    let document = |(model, id, changed_at, touched_at, deleted, body): (_, _, _, _, _, String)| {
        let mut own: Value = serde_json::from_str(&body).unwrap();
        for key in NESTED {
            own.as_object_mut().unwrap().remove(key);
        }
        ((model, id), Document { changed_at, touched_at, own, deleted })
    };
    rows.into_iter().map(document).collect()
}

/// The places and writers of all other integrations' documents and records: a rewritten row moves.
async fn others(service: &TestService) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT query_to_xml(format(
             'SELECT t.ctid, t.xmin FROM %I t JOIN integrations i USING (integration_id) WHERE i.public_id <> %L ORDER BY 1',
             c.table_name, $1), false, true, '')::text
         FROM information_schema.columns c
         WHERE c.column_name = 'content' OR (c.table_name, c.column_name) = ('documents', 'body')
         ORDER BY c.table_name",
    )
    .bind(service.integration.as_str())
    .fetch_all(service.store.pool())
    .await
    .unwrap()
}
