//! The first documents of an integration, which show each other's records: a candidate with the applications, and these
//! with their interviews and offers, are loaded once and rendered together.

use chrono::{DateTime, Utc};

use super::{Render, document, ids_of};
use crate::domain::ats::{Application, Candidate};
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::store::StoreError;
use crate::store::documents::NewDocument;
use crate::store::neighbourhood::{ById, Loader, Neighbourhood};
use crate::store::records::{Depth, Stored};

/// Loads everything that documents of the candidates, and of all that hangs on them, show.
pub async fn load_around_all(
    loader: &mut Loader<'_>,
    candidates: &[Stored<Candidate>],
) -> Result<(), StoreError> {
    loader.found().candidates.extend(candidates.iter().map(|row| (row.id.clone(), row.clone())));
    loader.applications_of_candidates().await?;
    loader.jobs_of_applications().await?;
    loader.stages_of_applications().await?;
    loader.tags_of_candidates().await?;
    let applications: Vec<Stored<Application>> = loader.found().applications.values().cloned().collect();
    loader.interviews_of(ids_of(&applications)).await?;
    loader.offers_of(ids_of(&applications)).await?;
    let interviewers: Vec<String> = loader
        .found()
        .interviews
        .values()
        .flat_map(|interview| interview.body.user_remote_ids.clone())
        .collect();
    loader.users(interviewers.iter().map(String::as_str)).await
}

/// The documents of the candidates and of all that hangs on them, by model, each model's in the order of ids.
pub fn all_documents(
    candidates: &[Stored<Candidate>],
    around: &mut Neighbourhood,
    now: DateTime<Utc>,
) -> Vec<(Model, Vec<NewDocument>)> {
    let changed: Vec<RecordId> = around.applications.keys().cloned().collect();
    around.application_changed_at.extend(changed.into_iter().map(|id| (id, now)));
    vec![
        (Model::Candidate, first_documents(candidates.iter().collect(), around, now)),
        (Model::Application, of_all(&around.applications, around, now)),
        (Model::Interview, of_all(&around.interviews, around, now)),
        (Model::Offer, of_all(&around.offers, around, now)),
    ]
}

fn of_all<T: Render>(rows: &ById<T>, around: &Neighbourhood, now: DateTime<Utc>) -> Vec<NewDocument> {
    first_documents(rows.values().collect(), around, now)
}

/// The documents of these records, which have none yet, in the order of ids. What is only named by others has none.
pub fn first_documents<T: Render>(
    mut rows: Vec<&Stored<T>>,
    around: &Neighbourhood,
    now: DateTime<Utc>,
) -> Vec<NewDocument> {
    rows.retain(|row| row.depth > Depth::Stub);
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    rows.into_iter().filter_map(|row| document(row, around, None, now)).collect()
}
