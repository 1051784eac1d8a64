//! Renders documents: those that a page of a sync made stale, or all of an integration before it is opened.

use super::dirty::Dirty;
use crate::domain::ats::{
    Application, ApplicationStage, Candidate, Interview, InterviewingTeamMember, Job, JobApplicationStage,
    JobHiringTeamMember, JobPosting, Offer, RejectionReason, Role, Tag, User,
};
use crate::domain::id::RecordId;
use crate::domain::index_key::index_key;
use crate::domain::model::Model;
use crate::render::{Render, document, post_url};
use crate::store::StoreError;
use crate::store::documents::{self, NewDocument};
use crate::store::neighbourhood::Loader;
use crate::store::records::{self, Depth, Stored};
use crate::store::writes::Write;

/// How many documents are rendered at a time: bounds the memory that their surroundings take.
pub(super) const BATCH: usize = 500;

/// Calls a function generic over the record type with the type of a model.
macro_rules! for_model {
    ($model:expr, $function:ident ( $($argument:expr),* )) => {
        match $model {
            Model::User => $function::<User>($($argument),*).await,
            Model::Role => $function::<Role>($($argument),*).await,
            Model::Tag => $function::<Tag>($($argument),*).await,
            Model::RejectionReason => $function::<RejectionReason>($($argument),*).await,
            Model::ApplicationStage => $function::<ApplicationStage>($($argument),*).await,
            Model::JobPosting => $function::<JobPosting>($($argument),*).await,
            Model::Job => $function::<Job>($($argument),*).await,
            Model::Application => $function::<Application>($($argument),*).await,
            Model::Candidate => $function::<Candidate>($($argument),*).await,
            Model::Interview => $function::<Interview>($($argument),*).await,
            Model::Offer => $function::<Offer>($($argument),*).await,
            Model::JobApplicationStage => $function::<JobApplicationStage>($($argument),*).await,
            Model::JobHiringTeamMember => $function::<JobHiringTeamMember>($($argument),*).await,
            Model::InterviewingTeamMember => $function::<InterviewingTeamMember>($($argument),*).await,
        }
    };
}

pub(super) use for_model;

/// Brings these documents up to date.
pub(crate) async fn render_dirty(write: &mut Write, dirty: &Dirty) -> Result<(), StoreError> {
    for (model, ids) in dirty.iter() {
        let ids: Vec<&str> = ids.iter().map(RecordId::as_str).collect();
        for batch in ids.chunks(BATCH) {
            for_model!(model, render_batch(write, batch))?;
        }
    }
    Ok(())
}

/// Brings the next documents of a model up to date, in id order, and says which id was the last; `None` at the end.
pub(super) async fn render_next(
    write: &mut Write,
    model: Model,
    after: &str,
) -> Result<Option<Rendered>, StoreError> {
    for_model!(model, render_after(write, after))
}

/// A step of a walk over all records of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rendered {
    pub last: String,
    pub records: u64,
}

async fn render_after<T: Render>(write: &mut Write, after: &str) -> Result<Option<Rendered>, StoreError> {
    let scope = write.scope().clone();
    let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
    let ids = records::ids_after::<T>(write.db(), &scope, after, limit).await?;
    let Some(last) = ids.last() else { return Ok(None) };
    let batch: Vec<&str> = ids.iter().map(String::as_str).collect();
    render_batch::<T>(write, &batch).await?;
    Ok(Some(Rendered { last: last.clone(), records: ids.len() as u64 }))
}

async fn render_batch<T: Render>(write: &mut Write, ids: &[&str]) -> Result<(), StoreError> {
    let (scope, now) = (write.scope().clone(), write.now());
    let mut rows: Vec<Stored<T>> = records::load(write.db(), &scope, ids).await?;
    // What is only named by other records is not listed.
    rows.retain(|row| row.depth > Depth::Stub);
    // In this order the documents get their places in the walk order.
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    let mut loader = Loader::new(write.db(), &scope);
    T::load_around(&mut loader, &rows).await?;
    let around = loader.finish();
    let stamps = documents::stamps(write.db(), &scope, T::MODEL, ids).await?;
    let new: Vec<_> =
        rows.iter().filter_map(|row| document(row, &around, stamps.get(&row.id), now)).collect();
    documents::upsert(write, T::MODEL, &new).await?;
    if T::MODEL == Model::Job {
        let url = |job: &NewDocument| (job.id.clone(), post_url(&job.id, &around).map(index_key));
        write_post_urls(write, &new.iter().map(url).collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// Keeps the URLs that jobs are found by in step with their documents.
pub(super) async fn write_post_urls(
    write: &mut Write,
    urls: &[(RecordId, Option<String>)],
) -> Result<(), StoreError> {
    if urls.is_empty() {
        return Ok(());
    }
    let scope = write.scope().clone();
    let (ids, urls): (Vec<&str>, Vec<Option<&str>>) =
        urls.iter().map(|(id, url)| (id.as_str(), url.as_deref())).unzip();
    documents::write_post_urls(write.db(), &scope, &ids, &urls).await
}
