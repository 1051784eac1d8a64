//! Unified fields that can be fed from another field of the ATS, with the type that a value has to have.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::{Value, json};

use super::model::Model;

/// What a unified field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    Text,
    Number,
    Boolean,
    DateTime,
}

impl ValueType {
    /// The value as the field holds it; null when it is of another type.
    pub fn fit(self, value: &Value) -> Value {
        match (self, value) {
            (Self::Text, Value::String(text)) if text.is_empty() => Value::Null,
            (Self::Text, Value::String(_)) | (Self::Boolean, Value::Bool(_)) => value.clone(),
            (Self::Number, Value::Number(number)) => json!(number.as_f64()),
            (Self::DateTime, Value::String(text)) => json!(time(text)),
            _ => Value::Null,
        }
    }
}

/// With a zone, or without one in UTC; a date alone is its first moment.
fn time(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.with_timezone(&Utc));
    }
    if let Ok(time) = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f") {
        return Some(time.and_utc());
    }
    Some(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0)?.and_utc())
}

/// A unified field that can be remapped, under the contract's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remappable {
    pub name: &'static str,
    pub holds: ValueType,
}

const fn field(name: &'static str, holds: ValueType) -> Remappable {
    Remappable { name, holds }
}

use ValueType::{Boolean, DateTime as Time, Number, Text};

const USERS: &[Remappable] = &[field("first_name", Text), field("last_name", Text)];

const STAGES: &[Remappable] = &[field("name", Text)];

const POSTINGS: &[Remappable] = &[field("title", Text), field("description_html", Text)];

const JOBS: &[Remappable] = &[
    field("name", Text),
    field("job_code", Text),
    field("confidential", Boolean),
    field("weekly_hours", Number),
    field("employment_type", Text),
    field("visibility", Text),
    field("category", Text),
    field("department", Text),
    field("experience_level", Text),
    field("remote_work_status", Text),
    field("salary_amount", Number),
    field("salary_amount_from", Number),
    field("salary_amount_to", Number),
    field("salary_currency", Text),
    field("salary_period", Text),
    field("opened_at", Time),
    field("closed_at", Time),
];

const APPLICATIONS: &[Remappable] = &[field("rejection_reason_name", Text), field("rejected_at", Time)];

const CANDIDATES: &[Remappable] = &[
    field("first_name", Text),
    field("last_name", Text),
    field("company", Text),
    field("title", Text),
    field("confidential", Boolean),
];

const INTERVIEWS: &[Remappable] =
    &[field("title", Text), field("starting_at", Time), field("ending_at", Time), field("canceled", Boolean)];

const OFFERS: &[Remappable] = &[field("employment_start_date", Time)];

/// The models that have fields of the ATS, in the order in which they are listed and worked on.
pub const MODELS: [Model; 8] = [
    Model::User,
    Model::ApplicationStage,
    Model::JobPosting,
    Model::Job,
    Model::Application,
    Model::Candidate,
    Model::Interview,
    Model::Offer,
];

/// The fields of a model that can be remapped.
pub const fn remappable(model: Model) -> &'static [Remappable] {
    match model {
        Model::User => USERS,
        Model::ApplicationStage => STAGES,
        Model::JobPosting => POSTINGS,
        Model::Job => JOBS,
        Model::Application => APPLICATIONS,
        Model::Candidate => CANDIDATES,
        Model::Interview => INTERVIEWS,
        Model::Offer => OFFERS,
        Model::Role
        | Model::Tag
        | Model::RejectionReason
        | Model::JobApplicationStage
        | Model::JobHiringTeamMember
        | Model::InterviewingTeamMember => &[],
    }
}

/// Whether the contract gives the model's records custom and integration fields.
pub const fn has_extra_fields(model: Model) -> bool {
    matches!(
        model,
        Model::ApplicationStage | Model::Job | Model::Application | Model::Candidate | Model::Offer
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_another_type_is_null() {
        let values = [json!("a"), json!(""), json!(1), json!(true), json!([1]), json!({}), Value::Null];
        let fitting = |holds: ValueType| values.iter().map(|value| holds.fit(value)).collect::<Vec<_>>();
        let null = Value::Null;
        let only = |n: usize, value: Value| {
            let mut all = vec![null.clone(); values.len()];
            all[n] = value;
            all
        };
        assert_eq!(fitting(Text), only(0, json!("a")));
        assert_eq!(fitting(Number), only(2, json!(1.0)));
        assert_eq!(fitting(Boolean), only(3, json!(true)));
        assert_eq!(fitting(Time), vec![Value::Null; values.len()]);
    }

    #[test]
    fn times_come_in_the_forms_of_the_contract() {
        for (text, expected) in [
            ("2024-05-01", "2024-05-01T00:00:00Z"),
            ("2024-05-01T12:30:00", "2024-05-01T12:30:00Z"),
            ("2024-05-01T12:30:00.5+02:00", "2024-05-01T10:30:00.500Z"),
        ] {
            assert_eq!(Time.fit(&json!(text)), json!(expected), "{text}");
        }
        assert_eq!(Time.fit(&json!("soon")), Value::Null);
    }
}
