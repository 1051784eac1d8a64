//! Applications that are to be created.

use super::super::Actions;
use super::lookup::Lookup;
use super::{Resolved, granted};
use crate::connectors::capability::AttachmentLimits;
use crate::contract::input::{
    CandidateInput, ContactType, CreateApplicationRequest, CreateCandidateRequest, FileInput, GdprConsent,
    Gender, RecordName, SalaryPeriod, ScreeningAnswer as Answer, SourceInput, SourcedBy, Text,
};
use crate::domain::ats::{Location, User};
use crate::domain::change::{
    Change, Consent, NewApplication, Person, Salary, ScreeningAnswer, Source, Sourcer, TypedContact,
};
use crate::store::people;

/// Everything but the files, which take time.
pub(super) struct Draft {
    new: NewApplication,
    files: Vec<FileInput>,
}

impl Actions {
    pub(super) async fn with_files(
        &self,
        draft: Draft,
        limits: Option<AttachmentLimits>,
    ) -> Resolved<Change> {
        let Draft { mut new, files } = draft;
        let named = files.into_iter().enumerate().map(|(n, file)| (format!("attachments[{n}]"), file));
        new.files = granted!(self.fetch_files(named.collect(), limits).await);
        Ok(Ok(Change::Apply(Box::new(new))))
    }
}

pub(super) async fn of_application(
    lookup: &mut Lookup<'_>,
    job: RecordName,
    request: CreateApplicationRequest,
) -> Resolved<Draft> {
    let CreateApplicationRequest {
        stage_id,
        candidate,
        attachments,
        screening_question_answers,
        source,
        sourced_by,
        gdpr_consent,
    } = request;
    let stage = stage_id.map(|id| ("stage_id", id.0));
    let place = Place { job: ("job_id", job), in_path: true, stage };
    let origin = Origin { source, sourced_by };
    draft(lookup, place, candidate, origin, (attachments, screening_question_answers, gdpr_consent)).await
}

pub(super) async fn of_candidate(
    lookup: &mut Lookup<'_>,
    request: CreateCandidateRequest,
) -> Resolved<Draft> {
    let CreateCandidateRequest {
        candidate,
        application,
        attachments,
        screening_question_answers,
        source,
        sourced_by,
        gdpr_consent,
    } = request;
    let stage = application.stage_id.map(|id| ("application.stage_id", id.0));
    let place = Place { job: ("application.job_id", application.job_id.0), in_path: false, stage };
    let origin = Origin { source, sourced_by };
    draft(lookup, place, candidate, origin, (attachments, screening_question_answers, gdpr_consent)).await
}

/// Where the application goes to, with the names of the fields that say so.
struct Place {
    job: (&'static str, RecordName),
    /// The path names the job, and not the body.
    in_path: bool,
    stage: Option<(&'static str, String)>,
}

/// Where it comes from.
struct Origin {
    source: Option<SourceInput>,
    sourced_by: Option<SourcedBy>,
}

async fn draft(
    lookup: &mut Lookup<'_>,
    place: Place,
    candidate: CandidateInput,
    origin: Origin,
    (files, answers, consent): (Vec<FileInput>, Vec<Answer>, Option<GdprConsent>),
) -> Resolved<Draft> {
    let (name, named) = place.job;
    let job = granted!(lookup.open_job(name, &named, place.in_path).await?).remote_id;
    let stage = match place.stage {
        Some((name, id)) => Some(granted!(lookup.stage(name, &id, Some(&job)).await?)),
        None => None,
    };
    let sourcer = match origin.sourced_by {
        Some(sourced_by) => Some(granted!(sourcer(lookup, sourced_by).await?)),
        None => None,
    };
    let source = match origin.source {
        Some(source) => find_source(lookup, source).await?,
        None => None,
    };
    let known_as = people::with_email(lookup.db, lookup.scope, &candidate.email_address.0).await?;
    let new = NewApplication {
        job,
        stage,
        person: person(candidate),
        known_as,
        files: Vec::new(),
        source,
        sourcer,
        answers: answers
            .into_iter()
            .map(|answer| ScreeningAnswer { question: answer.question_id.0 })
            .collect(),
        consent: consent.map(|consent| Consent {
            given: consent.given,
            expires_at: consent.expires_at.map(|moment| moment.0),
        }),
    };
    Ok(Ok(Draft { new, files }))
}

async fn sourcer(lookup: &mut Lookup<'_>, sourced_by: SourcedBy) -> Resolved<Sourcer> {
    const NAME: &str = "sourced_by.user_id";
    let user = match sourced_by.user_id.0 {
        RecordName::Own(id) => lookup.live::<User>(NAME, &id).await?,
        RecordName::Remote(remote_id) => lookup.live_remote::<User>(NAME, &remote_id).await?,
    };
    let user = granted!(user);
    Ok(Ok(Sourcer { user: user.remote_id, email: user.body.email }))
}

/// By its id in the ATS, or by its name. A `unified_key` is nobody's.
async fn find_source(
    lookup: &mut Lookup<'_>,
    source: SourceInput,
) -> Result<Option<Source>, super::super::failure::Broken> {
    let given = |text: Option<Text>| text.map(|Text(text)| text).filter(|text| !text.trim().is_empty());
    if let Some(id) = given(source.id) {
        return Ok(Some(Source::Id(id)));
    }
    let Some(name) = given(source.name).or(given(source.unified_key)) else { return Ok(None) };
    let found = crate::store::sources::named(lookup.db, lookup.scope, &name).await?;
    Ok(Some(match found {
        Some(source) => Source::Found { id: source.remote_id, name: source.name },
        None => Source::Named(name),
    }))
}

fn person(candidate: CandidateInput) -> Person {
    let text = |Text(text)| text;
    let contact = |r#type, value| TypedContact { value, r#type: contact_type(r#type).to_owned() };
    Person {
        first_name: candidate.first_name.0,
        last_name: candidate.last_name.0,
        email_address: candidate.email_address.0,
        additional_email_addresses: candidate
            .additional_email_addresses
            .into_iter()
            .map(|more| contact(more.r#type, more.email_address.0))
            .collect(),
        phone_number: candidate.phone_number.map(text),
        additional_phone_numbers: candidate
            .additional_phone_numbers
            .into_iter()
            .map(|more| contact(more.r#type, more.phone_number.0))
            .collect(),
        company: candidate.company.map(text),
        title: candidate.title.map(text),
        location: candidate.location.map(|location| Location {
            country: Some(location.country.0),
            city: location.city.map(text),
            state: location.state.map(text),
            street_1: location.street_1.map(text),
            zip_code: location.zip_code.map(text),
            ..Location::default()
        }),
        gender: candidate.gender.map(|gender| gender_name(gender).to_owned()),
        available_at: candidate.availability_date.map(|moment| moment.0),
        salary: candidate
            .salary_expectations
            .map(|salary| Salary { amount: salary.amount, period: period(salary.period).to_owned() }),
        links: candidate.social_links.into_iter().map(|link| link.url.0.into()).collect(),
    }
}

const fn contact_type(r#type: ContactType) -> &'static str {
    match r#type {
        ContactType::Personal => "PERSONAL",
        ContactType::Work => "WORK",
        ContactType::Other => "OTHER",
    }
}

const fn gender_name(gender: Gender) -> &'static str {
    match gender {
        Gender::Male => "MALE",
        Gender::Female => "FEMALE",
        Gender::Other => "OTHER",
    }
}

const fn period(period: SalaryPeriod) -> &'static str {
    match period {
        SalaryPeriod::Month => "MONTH",
        SalaryPeriod::Year => "YEAR",
    }
}
