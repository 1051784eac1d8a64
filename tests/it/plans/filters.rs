//! Every filter of every list, alone and with every other one.

use std::collections::HashMap;

use sqlx::PgPool;
use unified_ats::domain::model::Model;
use unified_ats::store::IntegrationScope;
use unified_ats::store::pages::{self, Page, Place, Selection};

use super::cases::{self, Ids, Part};
use super::effort::{Effort, count_everything, effort};
use super::fill::Full;

const PAGE: u32 = 100;
/// Where counting ends: what chooses as many records finds a page of them soon.
const MANY: u32 = 5_000;
/// What it takes to look at a record: its row and its document, and the pages on the way to both. The rest is what
/// estimates and chance add.
const PER_RECORD: i64 = 8 * 3;
/// What a page may read whatever it chooses.
const ANYWAY: i64 = 4_000;
/// What a poll may read besides, to find out whether much was touched.
const REACH: i64 = 13_000;

const LISTS: [Model; 7] = [
    Model::Application,
    Model::Candidate,
    Model::Job,
    Model::Interview,
    Model::User,
    Model::Role,
    Model::Tag,
];

fn count(page: &Page) -> i64 {
    i64::try_from(page.documents.len()).unwrap()
}

/// A list of one integration.
struct List<'a> {
    db: &'a Full,
    scope: &'a IntegrationScope,
    model: Model,
    ids: Ids,
    records: i64,
    /// A place in the middle.
    middle: Place,
    /// How many records each filter alone chooses, by its name.
    chosen: HashMap<&'static str, i64>,
}

impl<'a> List<'a> {
    async fn open(db: &'a Full, scope: &'a IntegrationScope, model: Model) -> Self {
        let ids = db.ids(scope, model, PAGE.into()).await;
        let (records, after) = db.extent(scope, model).await;
        let middle = Place::ById { after, until: i64::MAX, since: None };
        let mut list = Self { db, scope, model, ids, records, middle, chosen: HashMap::new() };
        for part in list.parts() {
            let (page, _effort) = list.read(&[&part], None, MANY).await;
            // Parts of names are in no index: all of an integration's jobs are looked at.
            let chosen = if part.name.starts_with("name_contains") { i64::MAX } else { count(&page) };
            list.chosen.insert(part.name, chosen);
        }
        list
    }

    fn parts(&self) -> Vec<Part> {
        cases::general().into_iter().chain(cases::of(self.model)).collect()
    }

    fn selection(&self, parts: &[&Part]) -> Selection {
        let mut selection = Selection::default();
        if parts.iter().any(|part| part.own) {
            selection.filter = cases::unused(self.model);
        }
        for part in parts {
            (part.set)(&mut selection, &self.ids);
        }
        selection
    }

    async fn read(&self, parts: &[&Part], place: Option<Place>, size: u32) -> (Page, Effort) {
        let mut tx = self.db.store.begin().await.unwrap();
        count_everything(&mut tx).await;
        let before = effort(&mut tx).await;
        let selection = self.selection(parts);
        let page = pages::read(&mut tx, self.scope, self.model, &selection, place, size).await.unwrap();
        (page, effort(&mut tx).await.since(before))
    }

    /// The least that any way to the page has to look at: everything that one of the filters chooses, or the records that
    /// a walk over all of them meets until it has met a page of chosen ones.
    fn bound(&self, parts: &[&Part], chosen: i64) -> i64 {
        let walked = self.records * i64::from(PAGE + 1) / chosen.max(1);
        let fewest = parts.iter().map(|part| self.chosen[part.name]).min().unwrap_or(i64::MAX);
        let polled = parts.iter().any(|part| part.field() == "updated_after");
        let anyway = if polled { ANYWAY + REACH } else { ANYWAY };
        anyway + PER_RECORD * walked.min(self.records).min(fewest)
    }

    /// What is wrong with the first page, the one behind it and one in the middle.
    async fn check(&self, parts: &[&Part], failures: &mut Vec<String>) {
        let name: Vec<&str> = parts.iter().map(|part| part.name).collect();
        let name = name.join(" & ");
        let (all, _effort) = self.read(parts, None, MANY).await;
        let bound = self.bound(parts, count(&all));
        let (first, effort) = self.read(parts, None, PAGE).await;
        let mut pages = vec![("first", effort)];
        if let Some(next) = first.next {
            pages.push(("second", self.read(parts, Some(next), PAGE).await.1));
            if matches!(next, Place::ById { .. }) {
                pages.push(("middle", self.read(parts, Some(self.middle), PAGE).await.1));
            }
        }
        for (page, effort) in pages.into_iter().filter(|(_page, e)| e.rows + e.pages > bound) {
            failures.push(format!(
                "{:?} of {}: {name}: {page} page of {} chosen: {bound} allowed: {effort:?}",
                self.model,
                self.records,
                all.documents.len()
            ));
        }
    }
}

#[sqlx::test]
async fn every_filter_reads_what_it_chooses_and_little_more(pool: PgPool) {
    let db = Full::fill(pool, 100_000).await;
    let mut failures = Vec::new();
    for (scope, with_others) in [(&db.large, true), (&db.middling, true), (&db.small, false)] {
        for model in LISTS {
            let list = List::open(&db, scope, model).await;
            let parts = list.parts();
            for (n, part) in parts.iter().enumerate() {
                list.check(&[part], &mut failures).await;
                let others = if with_others { &parts[..n] } else { &[] };
                for other in others.iter().filter(|other| other.field() != part.field()) {
                    list.check(&[part, other], &mut failures).await;
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} too many:\n{}", failures.len(), failures.join("\n"));
}
