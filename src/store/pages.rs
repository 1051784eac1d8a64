//! Pages of documents: one index range each, or one statement per model when records are filtered.

/// SQL for the time from which on a poll has to list what was touched: `$since`, or the stamp of an earlier write that
/// was not certainly visible then. To be asked not after the documents are, or a write may hide in between.
/// No write settles behind `infinity`, which is there for the planner alone (`by_touch`).
macro_rules! from_which_on {
    ($since:literal) => {
        concat!(
            "LEAST(",
            $since,
            ", (SELECT min(w.touched_at) FROM document_writes w
                    WHERE w.integration_id = $1 AND w.settled_at <= 'infinity' AND w.settled_at >= ",
            $since,
            "))"
        )
    };
}
pub(super) use from_which_on;

mod by_seq;
mod by_touch;
mod fields;
mod filtered;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};

use super::{IntegrationScope, StoreError};
use crate::domain::model::Model;

/// Which documents a caller asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these records.
    pub ids: Option<Vec<String>>,
    /// Only documents that were touched at this time or later, and those of which a reader could not know at this time
    /// that they had been touched (`docs/adr/0012-no-gap-for-pollers.md`).
    pub updated_after: Option<DateTime<Utc>>,
    pub include_deleted: bool,
    pub filter: Filter,
}

/// Filters that only one model has. `None` in a field means that the filter is not used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Filter {
    #[default]
    None,
    Applications {
        outcomes: Option<Vec<String>>,
        job_ids: Option<Vec<String>>,
        current_stage_ids: Option<Vec<String>>,
        remote_created_after: Option<DateTime<Utc>>,
    },
    /// All texts as [`crate::domain::index_key::folded_key`] makes them.
    Candidates {
        email: Option<String>,
        job_ids: Option<Vec<String>>,
        first_name: Option<String>,
        last_name: Option<String>,
    },
    Jobs {
        /// As [`crate::domain::index_key::index_key`] makes them, like `post_url`.
        job_codes: Option<Vec<String>>,
        post_url: Option<String>,
        statuses: Option<Vec<String>>,
        employment_types: Option<Vec<String>>,
        visibilities: Option<Vec<String>>,
        remote_created_after: Option<DateTime<Utc>>,
        /// In lower case.
        name_contains: Option<String>,
    },
    Interviews {
        job_ids: Option<Vec<String>>,
    },
    /// As [`crate::domain::index_key::folded_key`] makes them.
    Users {
        emails: Option<Vec<String>>,
    },
    Roles {
        scopes: Option<Vec<String>>,
    },
}

/// Where a walk goes on. Its first page fixes where it ends, so that every walk does, and how far it looks back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// By place in the walk order: after one number, up to another.
    BySeq { after: i64, until: i64 },
    /// By id, under filters: after the document with one number, those with numbers up to another. Of a poll, only what
    /// was touched at `since` or later.
    ById { after: i64, until: i64, since: Option<DateTime<Utc>> },
    /// By time of change: after a time and number, up to a time.
    ByTouch { after: (DateTime<Utc>, i64), until: DateTime<Utc> },
}

impl Selection {
    fn is_filtered(&self) -> bool {
        self.ids.is_some() || self.filter != Filter::None
    }
}

/// A page of a walk.
#[derive(Debug)]
pub struct Page {
    pub documents: Vec<PageDocument>,
    /// `None` on the last page.
    pub next: Option<Place>,
}

/// A document as it arrived: its text is copied once, into the answer.
#[derive(Debug)]
pub struct PageDocument(PgRow);

/// The only part of a document's text that is looked at here.
#[derive(Deserialize)]
struct Named<'a> {
    id: &'a str,
}

impl PageDocument {
    /// The record's id, out of the text: few read it, so that it is not sent along.
    pub fn id(&self) -> Result<&str, StoreError> {
        let named: Option<Named<'_>> = serde_json::from_slice(self.body()?).ok();
        named.map(|named| named.id).ok_or_else(|| self.inconsistent())
    }

    /// The text is not what it should be.
    pub fn inconsistent(&self) -> StoreError {
        let seq =
            self.0.try_get::<i64, _>("seq").map_or_else(|error| error.to_string(), |seq| seq.to_string());
        StoreError::Inconsistent { table: "documents", column: "body", row: seq }
    }

    /// The text's bytes, as Postgres has checked them when they were stored.
    pub fn body(&self) -> Result<&[u8], StoreError> {
        let broken = |source| sqlx::Error::ColumnDecode { index: "body".to_owned(), source };
        Ok(self.0.try_get_raw("body")?.as_bytes().map_err(broken)?)
    }
}

impl Page {
    /// From the rows of a statement that asked for one more than the page holds; `behind` says which place is behind
    /// a row.
    fn cut(
        mut rows: Vec<PgRow>,
        size: u32,
        behind: impl Fn(&PgRow) -> Result<Place, sqlx::Error>,
    ) -> Result<Self, StoreError> {
        let size = size as usize;
        let more = rows.len() > size;
        rows.truncate(size);
        let next = rows.last().filter(|_last| more).map(behind).transpose()?;
        Ok(Self { documents: rows.into_iter().map(PageDocument).collect(), next })
    }
}

/// What a page is read of.
#[derive(Clone, Copy)]
struct Walk<'a> {
    scope: &'a IntegrationScope,
    model: Model,
    selection: &'a Selection,
    size: u32,
}

impl Walk<'_> {
    fn limit(&self) -> i64 {
        i64::from(self.size) + 1
    }
}

/// At most `size` documents from a place on; without a place, the first page of a walk. Walks under filters go by id,
/// polls without one by time of change, everything else by number.
pub async fn read(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
    selection: &Selection,
    place: Option<Place>,
    size: u32,
) -> Result<Page, StoreError> {
    let walk = Walk { scope, model, selection, size };
    match (place, selection.updated_after) {
        (Some(Place::ById { after, until, since }), _) => {
            filtered::read(db, walk, filtered::Range { after, until, since }).await
        }
        // Also where a cursor of the version before, which walked by number under filters too, would go on: nothing is
        // left out by beginning again.
        _ if selection.is_filtered() => filtered::read(db, walk, filtered::Range::ALL).await,
        (Some(Place::ByTouch { after, until }), _) => by_touch::next(db, walk, after, until).await,
        (Some(Place::BySeq { after, until }), _) => by_seq::next(db, walk, after, until).await,
        (None, Some(updated_after)) => by_touch::first(db, walk, updated_after).await,
        (None, None) => by_seq::first(db, walk).await,
    }
}
