//! Renders an integration that nobody reads yet, and that nobody else writes: without a look at documents that cannot
//! be there, and with what one batch has loaded kept for the next.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::publish::{for_model, write_post_urls};
use crate::domain::ats::{
    Application, ApplicationStage, Candidate, Interview, InterviewingTeamMember, Job, JobApplicationStage,
    JobHiringTeamMember, JobPosting, Offer, RejectionReason, Role, Tag, User,
};
use crate::domain::id::RecordId;
use crate::domain::index_key::index_key;
use crate::domain::model::Model;
use crate::render::first::{all_documents, first_documents, load_around_all};
use crate::render::{Render, post_url};
use crate::store::documents::{self, NewDocument};
use crate::store::neighbourhood::{Loader, Neighbourhood};
use crate::store::records::{self, ids_after, unrendered_after};
use crate::store::writes::Write;
use crate::store::{IntegrationScope, StoreError};

/// How many records are rendered at a time: bounds the memory that they and their surroundings take.
const BATCH: i64 = 250;

/// In this order every record is rendered: candidates with all that hangs on them, then what hangs on none.
pub(super) const ORDER: [Model; Model::ALL.len()] = [
    Model::User,
    Model::Role,
    Model::Tag,
    Model::RejectionReason,
    Model::ApplicationStage,
    Model::JobPosting,
    Model::Job,
    Model::Candidate,
    Model::Application,
    Model::Interview,
    Model::Offer,
    Model::JobApplicationStage,
    Model::JobHiringTeamMember,
    Model::InterviewingTeamMember,
];

/// What is rendered with a candidate, if it hangs on one.
const HANGING: [Model; 3] = [Model::Application, Model::Interview, Model::Offer];

/// A batch of documents that are to be written.
#[derive(Debug)]
pub(super) struct Batch {
    documents: Vec<(Model, Vec<NewDocument>)>,
    post_urls: Vec<(RecordId, Option<String>)>,
}

/// The next ids of a model behind `after` that are to be rendered; none at the end.
pub(super) async fn next_ids(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
    after: &str,
) -> Result<Vec<String>, StoreError> {
    if HANGING.contains(&model) {
        return for_model!(model, unrendered_after(db, scope, after, BATCH));
    }
    // Nothing else was rendered with a record of another model.
    for_model!(model, ids_after(db, scope, after, BATCH))
}

/// Loads and renders records of a model. Hands back what another batch may need again.
pub(super) async fn make_batch(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
    ids: &[&str],
    kept: Neighbourhood,
    now: DateTime<Utc>,
) -> Result<(Batch, Neighbourhood), StoreError> {
    if model == Model::Candidate {
        return whole_candidates(db, scope, ids, kept, now).await;
    }
    for_model!(model, single(db, scope, ids, kept, now))
}

async fn whole_candidates(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    ids: &[&str],
    kept: Neighbourhood,
    now: DateTime<Utc>,
) -> Result<(Batch, Neighbourhood), StoreError> {
    let rows = records::load::<Candidate>(db, scope, ids).await?;
    let mut loader = Loader::resume(db, scope, kept);
    load_around_all(&mut loader, &rows).await?;
    let mut around = loader.finish();
    let documents = all_documents(&rows, &mut around, now);
    Ok((Batch { documents, post_urls: Vec::new() }, around.kept()))
}

async fn single<T: Render>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    ids: &[&str],
    kept: Neighbourhood,
    now: DateTime<Utc>,
) -> Result<(Batch, Neighbourhood), StoreError> {
    let rows = records::load::<T>(db, scope, ids).await?;
    let mut loader = Loader::resume(db, scope, kept);
    T::load_around(&mut loader, &rows).await?;
    let around = loader.finish();
    let documents = vec![(T::MODEL, first_documents(rows.iter().collect(), &around, now))];
    let jobs = rows.iter().filter(|_row| T::MODEL == Model::Job);
    let post_urls = jobs.map(|job| (job.id.clone(), post_url(&job.id, &around).map(index_key))).collect();
    Ok((Batch { documents, post_urls }, around.kept()))
}

/// Writes a batch.
pub(super) async fn write_batch(write: &mut Write, batch: &Batch) -> Result<(), StoreError> {
    for (model, documents) in &batch.documents {
        documents::upsert(write, *model, documents).await?;
    }
    write_post_urls(write, &batch.post_urls).await
}
