//! The statements of filtered pages: one for each model, and a second for polls of which little was touched.
//!
//! Parameters: `$1` integration, `$2` model, `$3` number of the document behind which the page begins, `$4` highest number,
//! `$5` whether deleted ones are shown, `$6` how many, `$7` ids, `$8` time of touch, `$9` and on the model's own filters.

/// From when on a poll looks, and how many documents were touched since, as far as they are counted: by the time that
/// was asked for, which Postgres knows when it plans. Asked before the page, not in its statement: only with a time that
/// it knows does Postgres find the right index.
pub(super) const REACH: &str = concat!(
    "-- pages.filtered reach
     SELECT ",
    from_which_on!("$2"),
    " AS since,
            (SELECT count(*) FROM (
                 SELECT FROM documents WHERE integration_id = $1 AND model = $3 AND touched_at >= $2
                 ORDER BY touched_at LIMIT $4
             ) touched) AS touched"
);
/// The id of the document with the number `$3`; before all ids, if there is none.
macro_rules! behind {
    () => {
        "COALESCE((SELECT id FROM documents WHERE integration_id = $1 AND model = $2 AND seq = $3), '')"
    };
}

/// What a page shows of documents `d`.
macro_rules! shown {
    () => {
        "d.body, d.seq,
                LEAST($4, (SELECT max(seq) FROM documents WHERE integration_id = $1 AND model = $2)) AS until"
    };
}

/// A model's statements.
pub(super) struct Statements {
    /// By the model's table, each record with its document. Postgres does not know that each has one: left to join as it
    /// likes, it would take every filter for rare.
    pub all: &'static str,
    /// Of a poll: by whichever chooses fewer, the time or the filter.
    pub since: &'static str,
}

/// Statements over rows `t` of a table with their documents, under a further condition whose parameters start at `$9`.
macro_rules! filtered {
    ($table:literal, $($condition:expr),+) => {
        Statements {
            all: concat!(
                "-- pages.filtered ", $table, "
                 SELECT ", shown!(), "
                 FROM ", $table, " t
                 CROSS JOIN LATERAL (
                     SELECT id, body, seq FROM documents
                     WHERE integration_id = $1 AND model = $2 AND id = t.id AND seq <= $4 AND (NOT deleted OR $5)
                           AND ($8::timestamptz IS NULL OR touched_at >= $8)
                     OFFSET 0
                 ) d
                 WHERE t.integration_id = $1 AND t.id > ", behind!(), "
                       AND ($7::text[] IS NULL OR t.id = ANY($7)) ", $($condition,)+ "
                 ORDER BY t.id LIMIT $6"
            ),
            since: concat!(
                "-- pages.filtered ", $table, " since
                 SELECT ", shown!(), "
                 FROM documents d JOIN ", $table, " t ON t.integration_id = $1 AND t.id = d.id
                 WHERE d.integration_id = $1 AND d.model = $2 AND d.id > ", behind!(), " AND d.seq <= $4
                       AND (NOT d.deleted OR $5) AND t.id > ", behind!(), "
                       AND ($7::text[] IS NULL OR d.id = ANY($7)) AND d.touched_at >= $8 ", $($condition,)+ "
                 ORDER BY d.id LIMIT $6"
            ),
        }
    };
}

pub(super) const BY_ID: &str = concat!(
    "-- pages.filtered by id
     SELECT ",
    shown!(),
    "
     FROM documents d
     WHERE d.integration_id = $1 AND d.model = $2 AND d.id > ",
    behind!(),
    " AND d.seq <= $4 AND (NOT d.deleted OR $5)
           AND ($7::text[] IS NULL OR d.id = ANY($7))
           AND ($8::timestamptz IS NULL OR d.touched_at >= $8)
     ORDER BY d.id LIMIT $6"
);

pub(super) const APPLICATIONS: Statements = filtered!(
    "applications",
    "AND ($9::text[] IS NULL OR t.outcome = ANY($9))
     AND ($10::text[] IS NULL OR t.job_id = ANY($10))
     AND ($11::text[] IS NULL OR t.current_stage_id = ANY($11))
     AND ($12::timestamptz IS NULL OR t.remote_created_at >= $12)"
);

pub(super) const CANDIDATES: Statements = filtered!(
    "candidates",
    "AND ($9::text IS NULL OR email_keys(t.integration_id, t.emails) @> email_keys($1, ARRAY[$9]))
     AND ($10::text IS NULL OR t.first_name = $10)
     AND ($11::text IS NULL OR t.last_name = $11)"
);

/// The condition on jobs is not optional: within an `OR`, Postgres would ask it of every candidate.
pub(super) const CANDIDATES_OF_JOBS: Statements = filtered!(
    "candidates",
    "AND ($9::text IS NULL OR email_keys(t.integration_id, t.emails) @> email_keys($1, ARRAY[$9]))
     AND ($10::text IS NULL OR t.first_name = $10)
     AND ($11::text IS NULL OR t.last_name = $11)
     AND t.id IN (SELECT a.candidate_id FROM applications a
                  WHERE a.integration_id = $1 AND a.job_id = ANY($12) AND (a.remote_deleted_at IS NULL OR $5)
                        AND a.candidate_id > ",
    behind!(),
    ")"
);

pub(super) const JOBS: Statements = filtered!(
    "jobs",
    "AND ($9::text[] IS NULL OR t.job_code = ANY($9))
     AND ($10::text IS NULL OR t.post_url = $10)
     AND ($11::text[] IS NULL OR t.status = ANY($11))
     AND ($12::text[] IS NULL OR t.employment_type = ANY($12))
     AND ($13::text[] IS NULL OR t.visibility = ANY($13))
     AND ($14::timestamptz IS NULL OR t.remote_created_at >= $14)
     AND ($15::text IS NULL OR position($15 IN t.name) > 0)"
);

pub(super) const INTERVIEWS_OF_JOBS: Statements = filtered!(
    "interviews",
    "AND t.application_id IN (SELECT a.id FROM applications a WHERE a.integration_id = $1 AND a.job_id = ANY($9))"
);

pub(super) const USERS: Statements = filtered!("users", "AND ($9::text[] IS NULL OR t.email = ANY($9))");

pub(super) const ROLES: Statements = filtered!("roles", "AND ($9::text[] IS NULL OR t.scope = ANY($9))");
