//! Which documents show a record, and so have to be rendered again when what they show of it changes.
//!
//! Asked before and after the record is written, because a record may leave one owner for another.

use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};
use crate::domain::id::RecordId;
use crate::domain::model::Model;

/// The documents, other than the records' own, that show these records.
pub async fn of(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
    ids: &[&str],
) -> Result<Vec<(Model, RecordId)>, StoreError> {
    let Some(statement) = statement(model).filter(|_any| !ids.is_empty()) else {
        return Ok(Vec::new());
    };
    let rows: Vec<(i16, String)> =
        sqlx::query_as(statement).bind(scope.key()).bind(ids).fetch_all(db).await?;
    rows.into_iter()
        .map(|(code, id)| {
            let model = Model::from_code(code).ok_or_else(|| StoreError::Inconsistent {
                table: "dependents",
                column: "model",
                row: code.to_string(),
            })?;
            Ok((model, RecordId::from_stored(id)))
        })
        .collect()
}

fn statement(model: Model) -> Option<&'static str> {
    match model {
        Model::User => Some(OF_USERS),
        Model::Role => Some(OF_ROLES),
        Model::ApplicationStage => Some(OF_APPLICATION_STAGES),
        Model::JobPosting => Some(OF_JOB_POSTINGS),
        Model::Job => Some(OF_JOBS),
        Model::Application => Some(OF_APPLICATIONS),
        Model::Candidate => Some(OF_CANDIDATES),
        Model::Interview => Some(OF_INTERVIEWS),
        Model::Offer => Some(OF_OFFERS),
        // A tag's name is its remote id, so that another name is another tag (Gem's sheet, section 14).
        Model::Tag
        | Model::RejectionReason
        | Model::JobApplicationStage
        | Model::JobHiringTeamMember
        | Model::InterviewingTeamMember => None,
    }
}

const OF_USERS: &str = "-- dependents.of users
    SELECT 7::int2, job_id FROM job_hiring_team_members WHERE integration_id = $1 AND user_id = ANY($2)
    UNION
    SELECT 10::int2, interview_id FROM interviewing_team_members WHERE integration_id = $1 AND user_id = ANY($2)";

// Roles are a handful of constants: when one changes, everything that names roles does.
const OF_ROLES: &str = "-- dependents.of roles
    SELECT 1::int2, id FROM users WHERE integration_id = $1 AND knowledge > 0 AND cardinality($2::text[]) > 0
    UNION ALL
    SELECT 7::int2, id FROM jobs WHERE integration_id = $1 AND knowledge > 0";

// A stage's rank among its siblings is part of what they all show.
const OF_APPLICATION_STAGES: &str = "-- dependents.of application_stages
    WITH job AS MATERIALIZED (
        SELECT DISTINCT job_id FROM application_stages WHERE integration_id = $1 AND id = ANY($2) AND job_id IS NOT NULL
    ), application AS MATERIALIZED (
        SELECT id, candidate_id FROM applications
        WHERE integration_id = $1 AND job_id = ANY(ARRAY(SELECT job_id FROM job))
        UNION
        SELECT id, candidate_id FROM applications WHERE integration_id = $1 AND current_stage_id = ANY($2)
    )
    SELECT 7::int2, job_id FROM job
    UNION ALL
    SELECT 12::int2, id FROM job_application_stages
    WHERE integration_id = $1 AND job_id = ANY(ARRAY(SELECT job_id FROM job))
    UNION ALL
    SELECT 8::int2, id FROM application
    UNION
    SELECT 9::int2, candidate_id FROM application WHERE candidate_id IS NOT NULL
    UNION ALL
    SELECT 10::int2, id FROM interviews
    WHERE integration_id = $1 AND application_id = ANY(ARRAY(SELECT id FROM application))";

const OF_JOB_POSTINGS: &str = "-- dependents.of job_postings
    SELECT DISTINCT 7::int2, job_id FROM job_postings
    WHERE integration_id = $1 AND id = ANY($2) AND job_id IS NOT NULL";

const OF_JOBS: &str = "-- dependents.of jobs
    WITH application AS MATERIALIZED (
        SELECT id, candidate_id FROM applications WHERE integration_id = $1 AND job_id = ANY($2)
    )
    SELECT 8::int2, id FROM application
    UNION
    SELECT 9::int2, candidate_id FROM application WHERE candidate_id IS NOT NULL
    UNION ALL
    SELECT 10::int2, id FROM interviews
    WHERE integration_id = $1 AND application_id = ANY(ARRAY(SELECT id FROM application))
    UNION ALL
    SELECT 11::int2, id FROM offers
    WHERE integration_id = $1 AND application_id = ANY(ARRAY(SELECT id FROM application))";

// The candidate's source is an application's, and all of the candidate's applications show it.
const OF_APPLICATIONS: &str = "-- dependents.of applications
    WITH candidate AS MATERIALIZED (
        SELECT DISTINCT candidate_id FROM applications
        WHERE integration_id = $1 AND id = ANY($2) AND candidate_id IS NOT NULL
    )
    SELECT 9::int2, candidate_id FROM candidate
    UNION ALL
    SELECT 8::int2, id FROM applications
    WHERE integration_id = $1 AND candidate_id = ANY(ARRAY(SELECT candidate_id FROM candidate))
    UNION ALL
    SELECT 10::int2, id FROM interviews WHERE integration_id = $1 AND application_id = ANY($2)
    UNION ALL
    SELECT 11::int2, id FROM offers WHERE integration_id = $1 AND application_id = ANY($2)";

const OF_CANDIDATES: &str = "-- dependents.of candidates
    WITH application AS MATERIALIZED (
        SELECT id FROM applications WHERE integration_id = $1 AND candidate_id = ANY($2)
    )
    SELECT 8::int2, id FROM application
    UNION ALL
    SELECT 10::int2, id FROM interviews
    WHERE integration_id = $1 AND application_id = ANY(ARRAY(SELECT id FROM application))
    UNION ALL
    SELECT 11::int2, id FROM offers
    WHERE integration_id = $1 AND application_id = ANY(ARRAY(SELECT id FROM application))";

const OF_INTERVIEWS: &str = "-- dependents.of interviews
    SELECT DISTINCT 8::int2, application_id FROM interviews
    WHERE integration_id = $1 AND id = ANY($2) AND application_id IS NOT NULL";

const OF_OFFERS: &str = "-- dependents.of offers
    SELECT DISTINCT 8::int2, application_id FROM offers
    WHERE integration_id = $1 AND id = ANY($2) AND application_id IS NOT NULL";
