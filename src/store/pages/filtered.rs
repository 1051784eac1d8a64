//! Pages under filters. Every filter is optional in one static statement per model; the statements are planned per
//! call (not kept prepared), so that unused filters vanish from the plan and used ones find their index.
//!
//! The walk goes by id. Postgres may walk all records until enough were met that the filter chooses, and judges by the
//! share of them how far that is. Ids are digests, so that the chosen records are spread evenly over them. By number they
//! are not: what is pending or recent lies at the end (`docs/architecture.md`, Filters).

mod statements;

use chrono::{DateTime, Utc};
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{PgConnection, Postgres, Row as _};

use self::statements::{
    APPLICATIONS, BY_ID, CANDIDATES, CANDIDATES_OF_JOBS, INTERVIEWS_OF_JOBS, JOBS, REACH, ROLES, Statements,
    USERS,
};
use super::{Filter, Page, Place, Walk};
use crate::store::StoreError;
use crate::store::writes::look_back;

/// Where so many were touched, the time leaves out too little to begin with.
const MANY: i64 = 10_000;

type PageQuery<'q> = Query<'q, Postgres, PgArguments>;

/// How far a poll looks back.
#[derive(Clone, Copy)]
struct Reach {
    since: DateTime<Utc>,
    /// Whether to begin with what was touched.
    few: bool,
}

/// A part of the walk: behind one document, up to another, by their numbers.
#[derive(Clone, Copy)]
pub(super) struct Range {
    pub after: i64,
    pub until: i64,
    /// How far a poll looks back, once its first page has found out.
    pub since: Option<DateTime<Utc>>,
}

impl Range {
    pub(super) const ALL: Self = Self { after: 0, until: i64::MAX, since: None };
}

pub(super) async fn read(db: &mut PgConnection, walk: Walk<'_>, range: Range) -> Result<Page, StoreError> {
    let reach = match walk.selection.updated_after {
        Some(updated_after) => Some(reach(db, walk, updated_after, range.since).await?),
        None => None,
    };
    let since = reach.map(|reach| reach.since);
    let few = reach.is_some_and(|reach| reach.few);
    let range = Range { since, ..range };
    let begin = |statement: &'static str| base(statement, walk, range);
    let start = |statements: Statements| begin(if few { statements.since } else { statements.all });
    let query = match &walk.selection.filter {
        Filter::None | Filter::Interviews { job_ids: None } => begin(BY_ID),
        Filter::Applications { outcomes, job_ids, current_stage_ids, remote_created_after } => {
            start(APPLICATIONS)
                .bind(outcomes.clone())
                .bind(job_ids.clone())
                .bind(current_stage_ids.clone())
                .bind(*remote_created_after)
        }
        Filter::Candidates { email, job_ids, first_name, last_name } => {
            let statements = if job_ids.is_some() { CANDIDATES_OF_JOBS } else { CANDIDATES };
            let query =
                start(statements).bind(email.clone()).bind(first_name.clone()).bind(last_name.clone());
            match job_ids {
                Some(job_ids) => query.bind(job_ids.clone()),
                None => query,
            }
        }
        Filter::Jobs {
            job_codes,
            post_url,
            statuses,
            employment_types,
            visibilities,
            remote_created_after,
            name_contains,
        } => start(JOBS)
            .bind(job_codes.clone())
            .bind(post_url.clone())
            .bind(statuses.clone())
            .bind(employment_types.clone())
            .bind(visibilities.clone())
            .bind(*remote_created_after)
            .bind(name_contains.clone()),
        Filter::Interviews { job_ids: Some(job_ids) } => start(INTERVIEWS_OF_JOBS).bind(job_ids.clone()),
        Filter::Users { emails } => start(USERS).bind(emails.clone()),
        Filter::Roles { scopes } => start(ROLES).bind(scopes.clone()),
    };
    let rows = query.persistent(false).fetch_all(db).await?;
    Page::cut(rows, walk.size, |row| {
        Ok(Place::ById { after: row.try_get("seq")?, until: row.try_get("until")?, since })
    })
}

async fn reach(
    db: &mut PgConnection,
    walk: Walk<'_>,
    updated_after: DateTime<Utc>,
    known: Option<DateTime<Utc>>,
) -> Result<Reach, StoreError> {
    let (since, touched): (DateTime<Utc>, i64) = sqlx::query_as(REACH)
        .bind(walk.scope.key())
        .bind(known.unwrap_or_else(|| look_back(updated_after)))
        .bind(walk.model.code())
        .bind(MANY)
        .persistent(false)
        .fetch_one(db)
        .await?;
    let since = known.unwrap_or(since);
    Ok(Reach { since, few: touched < MANY })
}

fn base<'q>(statement: &'static str, walk: Walk<'_>, range: Range) -> PageQuery<'q> {
    sqlx::query(statement)
        .bind(walk.scope.key())
        .bind(walk.model.code())
        .bind(range.after)
        .bind(range.until)
        .bind(walk.selection.include_deleted)
        .bind(walk.limit())
        .bind(walk.selection.ids.clone())
        .bind(range.since)
}
