//! Pieces that several documents show.

use serde_json::{Value, json};

use super::{Render, own_hash};
use crate::contract::record::{
    CandidateRef, EmailAddress, IntegrationField, Location, NamedJob, PhoneNumber, SocialMedia, TagRef,
    UserRef,
};
use crate::contract::timestamp::Timestamp;
use crate::domain::ats;
use crate::domain::field::PassedField;
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::store::neighbourhood::Neighbourhood;
use crate::store::records::Stored;

pub(super) fn time(time: Option<chrono::DateTime<chrono::Utc>>) -> Option<Timestamp> {
    time.map(Timestamp)
}

pub(super) fn integration_fields(fields: &[PassedField]) -> Vec<IntegrationField> {
    let field = |field: &PassedField| IntegrationField {
        id: field.id.to_string(),
        key: field.key.clone(),
        r#type: field.kind.into(),
        value: field.value.clone(),
        label: field.label.clone(),
    };
    fields.iter().map(field).collect()
}

/// The id that a remote id links to, whether or not the record is known.
pub(super) fn link(around: &Neighbourhood, model: Model, remote_id: Option<&str>) -> Option<String> {
    remote_id.map(|remote_id| around.id(model, remote_id).to_string())
}

pub(super) fn location(location: &ats::Location) -> Location {
    Location {
        city: location.city.clone(),
        country: location.country.clone(),
        raw: location.raw.clone(),
        state: location.state.clone(),
        street_1: location.street_1.clone(),
        street_2: location.street_2.clone(),
        zip_code: location.zip_code.clone(),
    }
}

pub(super) fn emails(candidate: &ats::Candidate) -> Vec<EmailAddress> {
    let email = |e: &ats::EmailAddress| EmailAddress {
        email_address: Some(e.email_address.clone()),
        r#type: e.r#type.clone(),
    };
    candidate.email_addresses.iter().map(email).collect()
}

pub(super) fn phones(candidate: &ats::Candidate) -> Vec<PhoneNumber> {
    let phone =
        |p: &ats::PhoneNumber| PhoneNumber { phone_number: p.phone_number.clone(), r#type: p.r#type.clone() };
    candidate.phone_numbers.iter().map(phone).collect()
}

pub(super) fn social_media(candidate: &ats::Candidate) -> Vec<SocialMedia> {
    let account = |s: &ats::SocialMedia| SocialMedia {
        link: s.link.clone(),
        r#type: s.r#type.clone(),
        username: s.username.clone(),
    };
    candidate.social_media.iter().map(account).collect()
}

/// The candidate's tags, deleted ones left out.
pub(super) fn tags(candidate: &ats::Candidate, around: &Neighbourhood) -> Vec<TagRef> {
    let tag = |remote_id: &String| {
        let tag = around.tags.get(&around.id(Model::Tag, remote_id)).filter(|tag| tag.live())?;
        Some(TagRef {
            id: tag.id.to_string(),
            name: tag.body.name.clone(),
            remote_id: Some(tag.remote_id.clone()),
        })
    };
    candidate.tag_remote_ids.iter().filter_map(tag).collect()
}

/// The ids of those tags: adding and removing one counts, renaming it does not.
pub(super) fn tag_ids(candidate: &ats::Candidate, around: &Neighbourhood) -> Value {
    unordered(tags(candidate, around).into_iter().map(|tag| Value::String(tag.id)))
}

/// The source of the candidate's initial application: the oldest, live ones before deleted ones.
pub(super) fn source(candidate: &RecordId, around: &Neighbourhood) -> Option<String> {
    around.applications_of(candidate).next().and_then(|application| application.body.source.clone())
}

/// A stage's rank among the live stages of its job, counted from 0; `None` for deleted ones and stubs.
pub(super) fn stage_index(stage: &Stored<ats::ApplicationStage>, around: &Neighbourhood) -> Option<i64> {
    let job = around.id(Model::Job, stage.body.job_remote_id.as_deref()?);
    let ranked = |s: &&Stored<ats::ApplicationStage>| s.live() && s.body.position.is_some();
    let rank = around.stages_of(&job).filter(ranked).position(|s| s.id == stage.id)?;
    i64::try_from(rank).ok()
}

pub(super) fn current_stage<'a>(
    application: &ats::Application,
    around: &'a Neighbourhood,
) -> Option<&'a Stored<ats::ApplicationStage>> {
    let remote_id = application.current_stage_remote_id.as_deref()?;
    around.stages.get(&around.id(Model::ApplicationStage, remote_id))
}

/// The application's job, by name only.
pub(super) fn job(application: &ats::Application, around: &Neighbourhood) -> Option<NamedJob> {
    let job = around.jobs.get(&around.id(Model::Job, application.job_remote_id.as_deref()?))?;
    Some(NamedJob { id: job.id.to_string(), name: job.body.name.clone(), remote_id: job.remote_id.clone() })
}

/// The application's candidate, as interviews and offers show them.
pub(super) fn candidate_ref(application: &ats::Application, around: &Neighbourhood) -> Option<CandidateRef> {
    let remote_id = application.candidate_remote_id.as_deref()?;
    let candidate = around.candidates.get(&around.id(Model::Candidate, remote_id))?;
    Some(CandidateRef {
        id: candidate.id.to_string(),
        remote_id: candidate.remote_id.clone(),
        first_name: candidate.body.first_name.clone(),
        last_name: candidate.body.last_name.clone(),
        email_addresses: Some(emails(&candidate.body)),
    })
}

pub(super) fn user_ref(remote_id: &str, around: &Neighbourhood) -> Option<UserRef> {
    let user = around.users.get(&around.id(Model::User, remote_id))?;
    Some(UserRef {
        id: user.id.to_string(),
        remote_id: Some(user.remote_id.clone()),
        first_name: user.body.first_name.clone(),
        last_name: user.body.last_name.clone(),
        email: user.body.email.clone(),
    })
}

/// What stands for a linked record when its changes count: another one exactly when the record's own `changed_at`
/// moves. The record has to be one of the neighbourhood's, and so has whatever its own document looks up.
pub(super) fn mark<T: Render>(row: &Stored<T>, around: &Neighbourhood) -> Value {
    json!(around.digest_of(T::MODEL, &row.id, || own_hash(row, around)))
}

/// What is watched as a set: that it changes its order is no change.
pub(super) fn unordered(items: impl Iterator<Item = Value>) -> Value {
    let mut items: Vec<Value> = items.collect();
    items.sort_by_cached_key(Value::to_string);
    Value::Array(items)
}
