//! The simulated company: a seeded [`Plan`] under a layer of changes.
//!
//! Seeded rows are made when they are asked for. Only what was changed, added or removed is kept.

pub(crate) mod application;
pub(crate) mod candidate;
pub(crate) mod catalog;
pub(crate) mod change;
pub(crate) mod clock;
pub(crate) mod dice;
pub(crate) mod ids;
pub(crate) mod interview;
pub(crate) mod job;
pub(crate) mod keys;
pub(crate) mod names;
pub(crate) mod offer;
pub(crate) mod operation;
pub(crate) mod people;
pub(crate) mod plan;
pub(crate) mod post;
pub(crate) mod prose;
pub(crate) mod random;
pub(crate) mod resource;
pub(crate) mod row;
pub(crate) mod select;
pub(crate) mod show;
pub(crate) mod stage;
pub(crate) mod user;

use std::collections::BTreeMap;

use clock::Clock;
use plan::Plan;
use resource::Resource;
use row::{Row, set, str_of};

use super::switches::Switches;

/// What differs from the plan in one resource. `None` stands for a row that vanished.
#[derive(Debug, Default)]
struct Table {
    appended: u64,
    changed: BTreeMap<u64, Option<Row>>,
}

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) switches: Switches,
    pub(crate) clock: Clock,
    /// Where attachments are served from, such as `http://127.0.0.1:4000`.
    pub(crate) base_url: String,
    tables: BTreeMap<Resource, Table>,
    /// Applications that candidates got after the beginning.
    adopted: BTreeMap<u64, Vec<u64>>,
    /// Bytes of uploaded attachments by their `_file`.
    files: BTreeMap<String, Vec<u8>>,
    version: u64,
}

impl World {
    pub(crate) fn new(seed: u64, candidates: u64, base_url: &str) -> Self {
        Self {
            plan: Plan::new(seed, candidates),
            switches: Switches::default(),
            clock: Clock::default(),
            base_url: base_url.to_owned(),
            tables: BTreeMap::new(),
            adopted: BTreeMap::new(),
            files: BTreeMap::new(),
            version: 0,
        }
    }

    /// Grows with every change that can alter a list.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    pub(crate) fn switch_to(&mut self, switches: Switches) {
        self.switches = switches;
        self.version += 1;
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now(self.switches.real_time)
    }

    pub(crate) fn stamp(&mut self) -> i64 {
        self.clock.stamp(self.switches.real_time)
    }

    /// How many indices a resource has, vanished rows included.
    pub(crate) fn total(&self, resource: Resource) -> u64 {
        self.plan.count(resource) + self.tables.get(&resource).map_or(0, |t| t.appended)
    }

    pub(crate) fn id(&self, resource: Resource, index: u64) -> String {
        self.plan.id(resource, index)
    }

    /// The index of a row that exists, deleted or not.
    pub(crate) fn find(&self, resource: Resource, id: &str) -> Option<u64> {
        let index = ids::index(self.plan.seed, resource, id)?;
        (index < self.total(resource) && !matches!(self.changed(resource, index), Some(None)))
            .then_some(index)
    }

    fn changed(&self, resource: Resource, index: u64) -> Option<&Option<Row>> {
        self.tables.get(&resource).and_then(|table| table.changed.get(&index))
    }

    /// The row as it is kept; `None` when it vanished or never was.
    pub(crate) fn row(&self, resource: Resource, index: u64) -> Option<Row> {
        match self.changed(resource, index) {
            Some(kept) => kept.clone(),
            None if index < self.plan.count(resource) => Some(seeded(&self.plan, resource, index)),
            None => None,
        }
    }

    pub(crate) fn put(&mut self, resource: Resource, index: u64, row: Option<Row>) {
        self.version += 1;
        self.tables.entry(resource).or_default().changed.insert(index, row);
    }

    /// Adds a row under a new id.
    pub(crate) fn push(&mut self, resource: Resource, mut row: Row) -> u64 {
        let index = self.total(resource);
        let id = self.id(resource, index);
        set(&mut row, "id", id);
        self.tables.entry(resource).or_default().appended += 1;
        self.put(resource, index, Some(row));
        index
    }

    /// Changes a row in place; false when there is none.
    pub(crate) fn edit(&mut self, resource: Resource, index: u64, change: impl FnOnce(&mut Row)) -> bool {
        let Some(mut row) = self.row(resource, index) else { return false };
        change(&mut row);
        self.put(resource, index, Some(row));
        true
    }

    /// The applications of a candidate, deleted ones included, oldest first.
    pub(crate) fn applications_of(&self, candidate: u64) -> Vec<u64> {
        let mut all = if candidate < self.plan.candidates {
            candidate::applications(&self.plan, candidate)
        } else {
            Vec::new()
        };
        all.extend(self.adopted.get(&candidate).into_iter().flatten().copied());
        let id = self.id(Resource::Candidate, candidate);
        all.retain(|application| match self.changed(Resource::Application, *application) {
            Some(Some(row)) => str_of(row, "candidate_id") == Some(id.as_str()),
            Some(None) => false,
            None => true,
        });
        all.sort_unstable();
        all.dedup();
        all
    }

    pub(crate) fn adopt(&mut self, candidate: u64, application: u64) {
        self.adopted.entry(candidate).or_default().push(application);
    }

    /// Rows that were changed or added, in order of their index.
    pub(crate) fn changed_rows(&self, resource: Resource) -> impl Iterator<Item = (u64, &Row)> {
        self.tables
            .get(&resource)
            .into_iter()
            .flat_map(|table| table.changed.iter().filter_map(|(index, row)| Some((*index, row.as_ref()?))))
    }

    pub(crate) fn keep_file(&mut self, name: String, bytes: Vec<u8>) {
        self.files.insert(name, bytes);
    }

    pub(crate) fn file(&self, name: &str) -> Option<&Vec<u8>> {
        self.files.get(name)
    }

    pub(crate) fn files_kept(&self) -> usize {
        self.files.len()
    }
}

fn seeded(plan: &Plan, resource: Resource, index: u64) -> Row {
    match resource {
        Resource::Candidate => candidate::row(plan, index),
        Resource::Application => application::row(plan, index),
        Resource::Job => job::row(plan, index),
        Resource::Stage => stage::row(plan, index),
        Resource::Post => post::row(plan, index),
        Resource::User => user::row(plan, index),
        Resource::Office => catalog::office(plan, index),
        Resource::Department => catalog::department(plan, index),
        Resource::Interview => interview::row(plan, index),
        Resource::Offer => offer::row(plan, index),
        Resource::Source => catalog::source(plan, index),
        Resource::Reason => catalog::reason(plan, index),
        Resource::Scorecard => interview::scorecard(plan, index),
        Resource::Opening => offer::opening(plan, index),
        _ => Row::new(),
    }
}
