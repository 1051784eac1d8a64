//! Pages under filters. Every filter is optional in one static statement per model; the statements are planned per
//! call (not kept prepared), so that unused filters vanish from the plan and used ones find their index.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;

use super::by_seq::place;
use super::{Filter, Page, Range, Walk};
use crate::store::StoreError;
use crate::store::writes::look_back;

/// A statement over documents `d`, joined as given, under a further condition whose parameters start at `$9`.
macro_rules! filtered {
    ($name:literal, join: $join:literal, where: $condition:literal) => {
        concat!(
            "-- pages.filtered ", $name, "
             SELECT d.id, d.body, d.seq,
                    LEAST($4, (SELECT max(seq) FROM documents WHERE integration_id = $1 AND model = $2)) AS until
             FROM documents d ", $join, "
             WHERE d.integration_id = $1 AND d.model = $2 AND d.seq > $3 AND d.seq <= $4 AND (NOT d.deleted OR $5)
                   AND ($7::text[] IS NULL OR d.id = ANY($7))
                   AND ($8::timestamptz IS NULL OR d.touched_at >= $8) ", $condition, "
             ORDER BY d.seq LIMIT $6"
        )
    };
}

/// Asked before the page, not in its statement: only with a time that it knows does Postgres find the right index.
const SINCE: &str = concat!("-- pages.filtered since\n SELECT ", from_which_on!("$2"));

const BY_ID: &str = filtered!("by id", join: "", where: "");

const APPLICATIONS: &str = filtered!(
    "applications",
    join: "JOIN applications t ON t.integration_id = $1 AND t.id = d.id",
    where: "AND ($9::text[] IS NULL OR t.outcome = ANY($9))
            AND ($10::text[] IS NULL OR t.job_id = ANY($10))
            AND ($11::text[] IS NULL OR t.current_stage_id = ANY($11))
            AND ($12::timestamptz IS NULL OR t.remote_created_at >= $12)"
);

const CANDIDATES: &str = filtered!(
    "candidates",
    join: "JOIN candidates t ON t.integration_id = $1 AND t.id = d.id",
    where: "AND ($9::text IS NULL OR t.emails @> ARRAY[$9])
            AND ($10::text[] IS NULL OR EXISTS (
                SELECT FROM applications a
                WHERE a.integration_id = $1 AND a.job_id = ANY($10) AND a.candidate_id = t.id
                      AND (a.remote_deleted_at IS NULL OR $5)))
            AND ($11::text IS NULL OR t.first_name = $11)
            AND ($12::text IS NULL OR t.last_name = $12)"
);

const JOBS: &str = filtered!(
    "jobs",
    join: "JOIN jobs t ON t.integration_id = $1 AND t.id = d.id",
    where: "AND ($9::text[] IS NULL OR t.job_code = ANY($9))
            AND ($10::text IS NULL OR t.post_url = $10)
            AND ($11::text[] IS NULL OR t.status = ANY($11))
            AND ($12::text[] IS NULL OR t.employment_type = ANY($12))
            AND ($13::text[] IS NULL OR t.visibility = ANY($13))
            AND ($14::timestamptz IS NULL OR t.remote_created_at >= $14)
            AND ($15::text IS NULL OR position($15 IN t.name) > 0)"
);

const INTERVIEWS: &str = filtered!(
    "interviews",
    join: "JOIN interviews t ON t.integration_id = $1 AND t.id = d.id",
    where: "AND ($9::text[] IS NULL OR EXISTS (
                SELECT FROM applications a
                WHERE a.integration_id = $1 AND a.id = t.application_id AND a.job_id = ANY($9)))"
);

const USERS: &str = filtered!(
    "users",
    join: "JOIN users t ON t.integration_id = $1 AND t.id = d.id",
    where: "AND ($9::text[] IS NULL OR t.email = ANY($9))"
);

const ROLES: &str = filtered!(
    "roles",
    join: "JOIN roles t ON t.integration_id = $1 AND t.id = d.id",
    where: "AND ($9::text[] IS NULL OR t.scope = ANY($9))"
);

type PageQuery<'q> = Query<'q, Postgres, PgArguments>;

pub(super) async fn read(db: &mut PgConnection, walk: Walk<'_>, range: Range) -> Result<Page, StoreError> {
    let since = match (range.since, walk.selection.updated_after) {
        (None, Some(updated_after)) => Some(since(db, walk, updated_after).await?),
        (since, _) => since,
    };
    let range = Range { since, ..range };
    let start = |statement: &'static str| base(statement, walk, range);
    let query = match &walk.selection.filter {
        Filter::None => start(BY_ID),
        Filter::Applications { outcomes, job_ids, current_stage_ids, remote_created_after } => {
            start(APPLICATIONS)
                .bind(outcomes.clone())
                .bind(job_ids.clone())
                .bind(current_stage_ids.clone())
                .bind(*remote_created_after)
        }
        Filter::Candidates { email, job_ids, first_name, last_name } => start(CANDIDATES)
            .bind(email.clone())
            .bind(job_ids.clone())
            .bind(first_name.clone())
            .bind(last_name.clone()),
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
        Filter::Interviews { job_ids } => start(INTERVIEWS).bind(job_ids.clone()),
        Filter::Users { emails } => start(USERS).bind(emails.clone()),
        Filter::Roles { scopes } => start(ROLES).bind(scopes.clone()),
    };
    let rows = query.persistent(false).fetch_all(db).await?;
    Page::cut(rows, walk.size, |row| place(row, since))
}

async fn since(
    db: &mut PgConnection,
    walk: Walk<'_>,
    updated_after: DateTime<Utc>,
) -> Result<DateTime<Utc>, StoreError> {
    let since = sqlx::query_scalar(SINCE).bind(walk.scope.key()).bind(look_back(updated_after));
    Ok(since.fetch_one(db).await?)
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
