//! Interviews with their interviewers and application.

use serde_json::{Value, json};

use super::Render;
use super::parts::{candidate_ref, job, link, location, mark, time, unordered, user_ref};
use crate::contract::interview::{Interview as Shape, InterviewApplication};
use crate::contract::timestamp::Timestamp;
use crate::domain::ats::{Application, Interview};
use crate::domain::model::Model;
use crate::store::StoreError;
use crate::store::neighbourhood::{Loader, Neighbourhood};
use crate::store::records::Stored;

impl Render for Interview {
    type Shape = Shape;

    const WATCHED: &'static [&'static str] = &["users", "application"];

    async fn load_around(loader: &mut Loader<'_>, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        loader.applications(rows.iter().filter_map(|row| row.body.application_remote_id.as_deref())).await?;
        loader.candidates_of_applications().await?;
        loader.jobs_of_applications().await?;
        loader.stages_of_applications().await?;
        loader.users(rows.iter().flat_map(|row| &row.body.user_remote_ids).map(String::as_str)).await
    }

    fn own(row: &Stored<Self>, around: &Neighbourhood, changed_at: Timestamp) -> Shape {
        let interview = &row.body;
        Shape {
            id: row.id.to_string(),
            remote_id: Some(row.remote_id.clone()),
            title: interview.title.clone(),
            starting_at: time(interview.starting_at),
            ending_at: time(interview.ending_at),
            location: interview.location.as_ref().map(location),
            video_conferencing_url: interview.video_conferencing_url.clone(),
            application_id: link(around, Model::Application, interview.application_remote_id.as_deref()),
            stage_id: stage_id(row, around),
            canceled: canceled(row),
            remote_created_at: time(interview.remote_created_at),
            remote_updated_at: time(interview.remote_updated_at),
            remote_data: None,
            changed_at,
            remote_deleted_at: time(row.remote_deleted_at),
            users: Vec::new(),
            application: None,
        }
    }

    /// Interviewers as they come and go, the application as it changes.
    fn watched(row: &Stored<Self>, around: &Neighbourhood) -> Value {
        let users = unordered(row.body.user_remote_ids.iter().map(|user| json!(user)));
        json!([users, application_of(row, around).map(|application| mark(application, around))])
    }

    fn nest(shape: &mut Shape, row: &Stored<Self>, around: &Neighbourhood) {
        shape.users = row.body.user_remote_ids.iter().filter_map(|id| user_ref(id, around)).collect();
        shape.application = application_of(row, around).map(|application| InterviewApplication {
            id: application.id.to_string(),
            remote_id: Some(application.remote_id.clone()),
            outcome: application.body.outcome.map(Into::into),
            rejection_reason_name: application.body.rejection_reason_name.clone(),
            candidate: candidate_ref(&application.body, around),
            job: job(&application.body, around),
        });
    }
}

fn application_of<'a>(row: &Stored<Interview>, around: &'a Neighbourhood) -> Option<&'a Stored<Application>> {
    let remote_id = row.body.application_remote_id.as_deref()?;
    around.applications.get(&around.id(Model::Application, remote_id))
}

/// A deleted interview does not take place, whatever the ATS says of it.
fn canceled(row: &Stored<Interview>) -> Option<bool> {
    if row.live() { row.body.canceled } else { Some(true) }
}

/// The stage of the application's job that has the interview's slot, else its definition. Live stages come first.
fn stage_id(row: &Stored<Interview>, around: &Neighbourhood) -> Option<String> {
    let job = application_of(row, around)?.body.job_remote_id.as_deref()?;
    let job = around.id(Model::Job, job);
    let slot = row.body.slot.as_ref();
    let definition = row.body.definition.as_ref();
    let by_slot =
        around.stages_of(&job).find(|s| slot.is_some_and(|slot| s.body.interview_slots.contains(slot)));
    by_slot
        .or_else(|| {
            around
                .stages_of(&job)
                .find(|s| definition.is_some_and(|d| s.body.interview_definitions.contains(d)))
        })
        .map(|stage| stage.id.to_string())
}
