//! Applications with their candidate, stage, job, interviews and offers.

use serde_json::{Value, json};

use super::parts::{
    current_stage, emails, integration_fields, job, link, location, mark, phones, social_media, source,
    stage_index, tags, time, unordered,
};
use super::{Render, ids_of};
use crate::contract::application::{
    Application as Shape, ApplicationCandidate, ApplicationInterview, ApplicationOffer, CurrentStage,
};
use crate::contract::timestamp::Timestamp;
use crate::domain::ats::{Application, Candidate, Interview, Offer};
use crate::domain::model::Model;
use crate::store::StoreError;
use crate::store::neighbourhood::{Loader, Neighbourhood};
use crate::store::records::Stored;

impl Render for Application {
    type Shape = Shape;

    const WATCHED: &'static [&'static str] = &["candidate", "interviews", "offers"];

    async fn load_around(loader: &mut Loader<'_>, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        loader.found().applications.extend(rows.iter().map(|row| (row.id.clone(), row.clone())));
        loader.candidates_of_applications().await?;
        loader.jobs_of_applications().await?;
        loader.stages_of_applications().await?;
        loader.interviews_of(ids_of(rows)).await?;
        loader.offers_of(ids_of(rows)).await?;
        loader.tags_of_candidates().await?;
        // A candidate's source is that of another application, perhaps.
        loader.applications_of_candidates().await
    }

    fn own(row: &Stored<Self>, around: &Neighbourhood, changed_at: Timestamp) -> Shape {
        let application = &row.body;
        Shape {
            id: row.id.to_string(),
            remote_id: Some(row.remote_id.clone()),
            outcome: application.outcome.map(Into::into),
            rejection_reason_name: application.rejection_reason_name.clone(),
            rejected_at: time(application.rejected_at),
            current_stage_id: link(
                around,
                Model::ApplicationStage,
                application.current_stage_remote_id.as_deref(),
            ),
            job_id: link(around, Model::Job, application.job_remote_id.as_deref()),
            candidate_id: link(around, Model::Candidate, application.candidate_remote_id.as_deref()),
            screening_question_answers: None,
            custom_fields: Some(application.custom_fields.clone()),
            integration_fields: integration_fields(&application.integration_fields),
            remote_url: None,
            remote_created_at: time(application.remote_created_at),
            remote_updated_at: time(application.remote_updated_at),
            remote_data: None,
            changed_at,
            remote_deleted_at: time(row.remote_deleted_at),
            candidate: None,
            current_stage: None,
            job: None,
            interviews: Vec::new(),
            offers: Vec::new(),
        }
    }

    /// The candidate as it changes; interviews and offers as they come, go and change.
    fn watched(row: &Stored<Self>, around: &Neighbourhood) -> Value {
        let candidate = candidate_of(row, around).map(|candidate| mark(candidate, around));
        let interviews = unordered(live_interviews(row, around).map(|interview| mark(interview, around)));
        let offers = unordered(live_offers(row, around).map(|offer| mark(offer, around)));
        json!([candidate, interviews, offers])
    }

    fn nest(shape: &mut Shape, row: &Stored<Self>, around: &Neighbourhood) {
        shape.candidate = candidate_of(row, around).map(|candidate| nested_candidate(candidate, around));
        shape.current_stage = current_stage(&row.body, around).map(|stage| CurrentStage {
            id: stage.id.to_string(),
            remote_id: Some(stage.remote_id.clone()),
            name: stage.body.name.clone(),
            status: stage.body.status.map(Into::into),
            custom_fields: Some(stage.body.custom_fields.clone()),
            integration_fields: integration_fields(&stage.body.integration_fields),
            index: stage_index(stage, around),
        });
        shape.job = job(&row.body, around);
        shape.interviews = live_interviews(row, around).map(nested_interview).collect();
        shape.offers = live_offers(row, around).map(nested_offer).collect();
    }
}

fn candidate_of<'a>(row: &Stored<Application>, around: &'a Neighbourhood) -> Option<&'a Stored<Candidate>> {
    let remote_id = row.body.candidate_remote_id.as_deref()?;
    around.candidates.get(&around.id(Model::Candidate, remote_id))
}

fn live_interviews<'a>(
    row: &Stored<Application>,
    around: &'a Neighbourhood,
) -> impl Iterator<Item = &'a Stored<Interview>> {
    around.interviews_of(&row.id).filter(|interview| interview.live())
}

fn live_offers<'a>(
    row: &Stored<Application>,
    around: &'a Neighbourhood,
) -> impl Iterator<Item = &'a Stored<Offer>> {
    around.offers_of(&row.id).filter(|offer| offer.live())
}

fn nested_candidate(candidate: &Stored<Candidate>, around: &Neighbourhood) -> ApplicationCandidate {
    ApplicationCandidate {
        id: candidate.id.to_string(),
        remote_id: candidate.remote_id.clone(),
        first_name: candidate.body.first_name.clone(),
        last_name: candidate.body.last_name.clone(),
        email_addresses: Some(emails(&candidate.body)),
        phone_numbers: Some(phones(&candidate.body)),
        social_media: Some(social_media(&candidate.body)),
        source: source(&candidate.id, around),
        remote_url: None,
        tags: tags(&candidate.body, around),
    }
}

fn nested_interview(interview: &Stored<Interview>) -> ApplicationInterview {
    ApplicationInterview {
        id: interview.id.to_string(),
        remote_id: Some(interview.remote_id.clone()),
        title: interview.body.title.clone(),
        starting_at: time(interview.body.starting_at),
        ending_at: time(interview.body.ending_at),
        location: interview.body.location.as_ref().map(location),
        canceled: interview.body.canceled,
    }
}

fn nested_offer(offer: &Stored<Offer>) -> ApplicationOffer {
    ApplicationOffer {
        id: offer.id.to_string(),
        remote_id: Some(offer.remote_id.clone()),
        status: offer.body.status.map(Into::into),
    }
}
