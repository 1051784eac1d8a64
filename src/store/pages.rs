//! Pages of documents: one index range each, or one statement per model when records are filtered.

mod filtered;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};
use crate::domain::model::Model;

/// Which documents a caller asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these records.
    pub ids: Option<Vec<String>>,
    /// Only documents touched at this time or later.
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

impl Filter {
    /// Leaves out the condition on a field of the model, by the field's name in the contract.
    pub fn skip(&mut self, field: &str) {
        match (self, field) {
            (Self::Jobs { employment_types, .. }, "employment_type") => *employment_types = None,
            (Self::Jobs { visibilities, .. }, "visibility") => *visibilities = None,
            _ => {}
        }
    }
}

/// Where a walk stands, and where it ends: both fixed by the first page, so that every walk ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// By place in the walk order: after one number, up to another.
    BySeq { after: i64, until: i64 },
    /// By time of change: after a time and number, up to a time.
    ByTouch { after: (DateTime<Utc>, i64), until: DateTime<Utc> },
}

impl Place {
    /// The beginning of a walk. Polls without a filter walk by time of change, everything else by number.
    pub fn start(selection: &Selection, now: DateTime<Utc>) -> Self {
        match (selection.updated_after, selection.is_filtered()) {
            (Some(since), false) => Self::ByTouch { after: (since, -1), until: now },
            _ => Self::BySeq { after: 0, until: i64::MAX },
        }
    }

    /// The place behind a row.
    #[must_use]
    pub fn after(self, row: &PageRow) -> Self {
        match self {
            Self::BySeq { until, .. } => Self::BySeq { after: row.seq, until: until.min(row.last_seq) },
            Self::ByTouch { until, .. } => Self::ByTouch { after: (row.touched_at, row.seq), until },
        }
    }
}

impl Selection {
    fn is_filtered(&self) -> bool {
        self.ids.is_some() || self.filter != Filter::None
    }
}

/// One document of a page.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PageRow {
    pub id: String,
    pub seq: i64,
    pub touched_at: DateTime<Utc>,
    /// The highest number in use when the page was read.
    pub last_seq: i64,
    pub body: String,
}

/// At most `limit` documents from a place on.
pub async fn read(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
    selection: &Selection,
    place: Place,
    limit: i64,
) -> Result<Vec<PageRow>, StoreError> {
    match place {
        Place::ByTouch { after, until } => by_touch(db, scope, model, selection, after, until, limit).await,
        Place::BySeq { after, until } if selection.is_filtered() => {
            filtered::read(db, scope, model, selection, filtered::Range { after, until, limit }).await
        }
        Place::BySeq { after, until } => by_seq(db, scope, model, selection, after, until, limit).await,
    }
}

async fn by_seq(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
    selection: &Selection,
    after: i64,
    until: i64,
    limit: i64,
) -> Result<Vec<PageRow>, StoreError> {
    Ok(sqlx::query_as(
        "-- pages.by_seq
         SELECT id, seq, touched_at, body,
                (SELECT max(seq) FROM documents WHERE integration_id = $1 AND model = $2) AS last_seq
         FROM documents
         WHERE integration_id = $1 AND model = $2 AND seq > $3 AND seq <= $4 AND (NOT deleted OR $5)
         ORDER BY seq LIMIT $6",
    )
    .bind(scope.key())
    .bind(model.code())
    .bind(after)
    .bind(until)
    .bind(selection.include_deleted)
    .bind(limit)
    .fetch_all(db)
    .await?)
}

async fn by_touch(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
    selection: &Selection,
    after: (DateTime<Utc>, i64),
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<PageRow>, StoreError> {
    Ok(sqlx::query_as(
        "-- pages.by_touch
         SELECT id, seq, touched_at, body, seq AS last_seq
         FROM documents
         WHERE integration_id = $1 AND model = $2 AND (touched_at, seq) > ($3, $4) AND touched_at <= $5
               AND (NOT deleted OR $6)
         ORDER BY touched_at, seq LIMIT $7",
    )
    .bind(scope.key())
    .bind(model.code())
    .bind(after.0)
    .bind(after.1)
    .bind(until)
    .bind(selection.include_deleted)
    .bind(limit)
    .fetch_all(db)
    .await?)
}
