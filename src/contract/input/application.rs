//! Applications and candidates that are to be created (contract section 4.2).

use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::file::{FileInput, SentFile};
use super::text::{CountryCode, EmailAddress, MomentText, NonEmpty, RecordRef, Text, WebAddress, any_json};

/// Creates an application, and its candidate unless there is one.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CreateApplicationRequest {
    /// The job's first stage when it is left out.
    #[schema(value_type = Option<String>)]
    pub stage_id: Option<NonEmpty>,
    pub candidate: CandidateInput,
    #[serde(default)]
    #[schema(value_type = Vec<SentFile>)]
    pub attachments: Vec<FileInput>,
    #[serde(default)]
    pub screening_question_answers: Vec<ScreeningAnswer>,
    pub source: Option<SourceInput>,
    pub sourced_by: Option<SourcedBy>,
    pub gdpr_consent: Option<GdprConsent>,
}

/// Creates a candidate with an application.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CreateCandidateRequest {
    pub candidate: CandidateInput,
    pub application: JobChoice,
    #[serde(default)]
    #[schema(value_type = Vec<SentFile>)]
    pub attachments: Vec<FileInput>,
    #[serde(default)]
    pub screening_question_answers: Vec<ScreeningAnswer>,
    pub source: Option<SourceInput>,
    pub sourced_by: Option<SourcedBy>,
    pub gdpr_consent: Option<GdprConsent>,
}

/// The job that a new candidate applies to.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct JobChoice {
    #[schema(value_type = String)]
    pub job_id: RecordRef,
    /// The job's first stage when it is left out.
    #[schema(value_type = Option<String>)]
    pub stage_id: Option<NonEmpty>,
}

/// A person.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CandidateInput {
    #[schema(value_type = String)]
    pub first_name: NonEmpty,
    #[schema(value_type = String)]
    pub last_name: NonEmpty,
    #[schema(value_type = String, format = "email")]
    pub email_address: EmailAddress,
    #[serde(default)]
    pub additional_email_addresses: Vec<AdditionalEmailAddress>,
    #[schema(value_type = Option<String>)]
    pub company: Option<Text>,
    #[schema(value_type = Option<String>)]
    pub title: Option<Text>,
    #[schema(value_type = Option<String>)]
    pub phone_number: Option<Text>,
    #[serde(default)]
    pub additional_phone_numbers: Vec<AdditionalPhoneNumber>,
    pub location: Option<LocationInput>,
    pub gender: Option<Gender>,
    #[schema(value_type = Option<String>)]
    pub availability_date: Option<MomentText>,
    pub salary_expectations: Option<SalaryExpectations>,
    #[serde(default)]
    pub social_links: Vec<SocialLink>,
}

/// Which of a person's addresses or numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ContactType {
    Personal,
    Work,
    Other,
}

/// A further e-mail address.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AdditionalEmailAddress {
    pub r#type: ContactType,
    #[schema(value_type = String, format = "email")]
    pub email_address: EmailAddress,
}

/// A further phone number.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AdditionalPhoneNumber {
    pub r#type: ContactType,
    #[schema(value_type = String)]
    pub phone_number: NonEmpty,
}

/// Where a person lives.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct LocationInput {
    #[schema(value_type = String, pattern = "^[A-Z]{2}$")]
    pub country: CountryCode,
    #[schema(value_type = Option<String>)]
    pub city: Option<Text>,
    #[schema(value_type = Option<String>)]
    pub state: Option<Text>,
    #[schema(value_type = Option<String>)]
    pub street_1: Option<Text>,
    #[schema(value_type = Option<String>)]
    pub zip_code: Option<Text>,
}

/// A person's gender, as the contract has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Gender {
    Male,
    Female,
    Other,
}

/// What a person wants to earn.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SalaryExpectations {
    pub period: SalaryPeriod,
    pub amount: f64,
}

/// In which time a salary is earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SalaryPeriod {
    Month,
    Year,
}

/// A page about a person.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SocialLink {
    #[schema(value_type = String, format = "uri")]
    pub url: WebAddress,
}

/// The answer to a question of the job.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ScreeningAnswer {
    #[schema(value_type = String)]
    pub question_id: NonEmpty,
    /// Of the form that the question asks for.
    #[serde(deserialize_with = "any_json")]
    pub answer: Value,
}

/// Where an application came from. Deprecated in the contract.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SourceInput {
    #[schema(value_type = Option<String>)]
    pub name: Option<Text>,
    #[schema(value_type = Option<String>)]
    pub unified_key: Option<Text>,
    #[schema(value_type = Option<String>)]
    pub id: Option<Text>,
}

/// Who found a person.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SourcedBy {
    #[schema(value_type = String)]
    pub user_id: RecordRef,
}

/// What a person allowed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct GdprConsent {
    #[schema(value_type = Option<String>)]
    pub expires_at: Option<MomentText>,
    pub given: Option<bool>,
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::json;

    use super::*;

    fn whole() -> Value {
        json!({
            "stage_id": "s",
            "candidate": {
                "first_name": "Ada", "last_name": "Lovelace", "email_address": "ada@example.com",
                "additional_email_addresses": [{ "type": "WORK", "email_address": "a@work.example" }],
                "company": "Engine", "title": null, "phone_number": "+44 1",
                "additional_phone_numbers": [{ "type": "OTHER", "phone_number": "2" }],
                "location": { "country": "GB", "city": "London" },
                "gender": "FEMALE", "availability_date": "2026-07-01",
                "salary_expectations": { "period": "YEAR", "amount": 1.5 },
                "social_links": [{ "url": "https://www.linkedin.com/in/ada" }], "unknown": { "a": 1 },
            },
            "attachments": [{ "name": "cv.pdf", "type": "CV", "data_url": "https://x.example/cv" }],
            "screening_question_answers": [{ "question_id": "q", "answer": ["a"] }],
            "source": { "name": "Board" }, "sourced_by": { "user_id": "remote:u" },
            "gdpr_consent": { "given": true }, "remote_fields": { "gem": {} },
        })
    }

    fn path_of_refusal<T: DeserializeOwned>(body: Value) -> Option<String> {
        serde_path_to_error::deserialize::<_, T>(body).err().map(|error| error.path().to_string())
    }

    #[test]
    fn a_body_may_hold_everything_or_what_is_needed() {
        let read: CreateApplicationRequest = serde_json::from_value(whole()).unwrap();
        assert_eq!(read.candidate.additional_email_addresses.len(), 1);
        let least = json!({ "first_name": "Ada", "last_name": "L", "email_address": "ada@example.com" });
        let read: CreateApplicationRequest = serde_json::from_value(json!({ "candidate": least })).unwrap();
        assert!(read.attachments.is_empty() && read.candidate.social_links.is_empty());
        let job = json!({ "candidate": least, "application": { "job_id": "remote:j" } });
        assert_eq!(path_of_refusal::<CreateCandidateRequest>(job), None);
    }

    #[test]
    fn a_refusal_names_the_place() {
        for (place, value) in [
            ("stage_id", json!("")),
            ("candidate.first_name", json!(7)),
            ("candidate.email_address", json!("ada")),
            ("candidate.additional_email_addresses[0].type", json!("HOME")),
            ("candidate.additional_phone_numbers[0].phone_number", json!(null)),
            ("candidate.location.country", json!("gb")),
            ("candidate.company", json!("a\0")),
            ("candidate.gender", json!("female")),
            ("candidate.availability_date", json!("soon")),
            ("candidate.salary_expectations.amount", json!("much")),
            ("candidate.social_links[0].url", json!("ada")),
            ("attachments[0].type", json!("PHOTO")),
            ("attachments[0].data_url", json!("file:///etc/passwd")),
            ("screening_question_answers[0].question_id", json!(1)),
            ("screening_question_answers[0].answer", json!(["\0"])),
            ("source.name", json!("\0")),
            ("sourced_by.user_id", json!("remote:")),
            ("gdpr_consent.given", json!("yes")),
        ] {
            let mut body = whole();
            let pointer = format!("/{}", place.replace(['.', '['], "/").replace(']', ""));
            *body.pointer_mut(&pointer).unwrap() = value;
            assert_eq!(path_of_refusal::<CreateApplicationRequest>(body).as_deref(), Some(place));
        }
    }
}
