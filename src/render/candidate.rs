//! Candidates with their applications and tags.

use serde_json::{Value, json};

use super::Render;
use super::parts::{
    current_stage, emails, integration_fields, job, mark, phones, social_media, source, stage_index, tag_ids,
    tags, time, unordered,
};
use crate::contract::candidate::{Candidate as Shape, CandidateApplication, CandidateStage};
use crate::contract::timestamp::Timestamp;
use crate::domain::ats::{Application, Candidate};
use crate::store::StoreError;
use crate::store::neighbourhood::{Loader, Neighbourhood};
use crate::store::records::Stored;

impl Render for Candidate {
    type Shape = Shape;

    const WATCHED: &'static [&'static str] = &["applications", "tags"];

    async fn load_around(loader: &mut Loader<'_>, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        loader.found().candidates.extend(rows.iter().map(|row| (row.id.clone(), row.clone())));
        loader.applications_of_candidates().await?;
        loader.changes_of_applications().await?;
        loader.jobs_of_applications().await?;
        loader.stages_of_applications().await?;
        loader.tags_of_candidates().await
    }

    fn own(row: &Stored<Self>, around: &Neighbourhood, changed_at: Timestamp) -> Shape {
        let candidate = &row.body;
        Shape {
            id: row.id.to_string(),
            remote_id: row.remote_id.clone(),
            first_name: candidate.first_name.clone(),
            last_name: candidate.last_name.clone(),
            company: candidate.company.clone(),
            title: candidate.title.clone(),
            confidential: candidate.confidential,
            source: source(&row.id, around),
            phone_numbers: Some(phones(candidate)),
            email_addresses: Some(emails(candidate)),
            social_media: Some(social_media(candidate)),
            location: None,
            custom_fields: Some(candidate.custom_fields.clone()),
            integration_fields: integration_fields(&candidate.integration_fields),
            remote_url: None,
            remote_created_at: time(candidate.remote_created_at),
            remote_updated_at: time(candidate.remote_updated_at),
            remote_data: None,
            changed_at,
            remote_deleted_at: time(row.remote_deleted_at),
            applications: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// Applications as they come, go and change; tags as they come and go.
    fn watched(row: &Stored<Self>, around: &Neighbourhood) -> Value {
        let applications = live_applications(row, around).map(|application| mark(application, around));
        json!([unordered(applications), tag_ids(&row.body, around)])
    }

    fn nest(shape: &mut Shape, row: &Stored<Self>, around: &Neighbourhood) {
        shape.applications = live_applications(row, around).map(|a| nested_application(a, around)).collect();
        shape.tags = tags(&row.body, around);
    }
}

fn live_applications<'a>(
    row: &Stored<Candidate>,
    around: &'a Neighbourhood,
) -> impl Iterator<Item = &'a Stored<Application>> {
    around.applications_of(&row.id).filter(|application| application.live())
}

fn nested_application(application: &Stored<Application>, around: &Neighbourhood) -> CandidateApplication {
    let body = &application.body;
    CandidateApplication {
        id: application.id.to_string(),
        remote_id: Some(application.remote_id.clone()),
        outcome: body.outcome.map(Into::into),
        rejection_reason_name: body.rejection_reason_name.clone(),
        rejected_at: time(body.rejected_at),
        remote_url: None,
        // Applications are rendered before candidates, so that theirs is known.
        changed_at: Timestamp(
            around.application_changed_at.get(&application.id).copied().unwrap_or_default(),
        ),
        remote_created_at: time(body.remote_created_at),
        remote_updated_at: time(body.remote_updated_at),
        current_stage: current_stage(body, around).map(|stage| CandidateStage {
            id: stage.id.to_string(),
            name: stage.body.name.clone(),
            remote_id: Some(stage.remote_id.clone()),
            index: stage_index(stage, around),
        }),
        job: job(body, around),
    }
}
