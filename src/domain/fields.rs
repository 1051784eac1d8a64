//! The contract's fields that a record itself holds, so that one can be taken out of it by its name.
//!
//! Not every field of a document is here: some are rendered from other records, some no connector fills.

mod application;
mod application_stage;
mod candidate;
mod interview;
mod job;
mod job_posting;
mod joins;
mod offer;
mod reference;
mod role;
mod user;

use super::ats::CustomFields;
use super::model::Model;

/// A record with fields that can be left out.
pub trait Fields {
    /// The names of the fields that the record holds, as the contract has them.
    const HELD: &'static [&'static str];

    /// Makes a field say nothing, as if the ATS had not delivered it. A field that the record does not hold is none of
    /// its business.
    fn clear(&mut self, field: &str);

    /// The record's custom fields, if it can have any.
    fn custom_fields(&mut self) -> Option<&mut CustomFields> {
        None
    }
}

/// Which place of a record holds which field of the contract.
macro_rules! held {
    ($body:ty { $($field:literal: $place:ident),* $(,)? } $($further:item)*) => {
        impl $crate::domain::fields::Fields for $body {
            const HELD: &'static [&'static str] = &[$($field),*];

            fn clear(&mut self, field: &str) {
                match field {
                    $($field => self.$place = Default::default(),)*
                    _ => {}
                }
            }

            $($further)*
        }
    };
}

use held;

/// A field of a model, by name.
pub type FieldOf = (Model, &'static str);

/// Fields of one model whose values are held by records of another one: the field, and where its value is.
pub const HELD_ELSEWHERE: [(FieldOf, FieldOf); 2] = [
    ((Model::Candidate, "source"), (Model::Application, "source")),
    ((Model::JobHiringTeamMember, "roles"), (Model::Job, "hiring_team.roles")),
];

/// Fields that say what the records of another model are: a tag's id is its name, a member of a team is nothing else.
pub const SAID_BY: [(Model, &str, Model); 3] = [
    (Model::Candidate, "tags", Model::Tag),
    (Model::Job, "hiring_team", Model::JobHiringTeamMember),
    (Model::Interview, "users", Model::InterviewingTeamMember),
];

#[cfg(test)]
#[expect(clippy::unnecessary_wraps, reason = "full records hold nothing but fields that may be empty")]
mod tests {
    use serde::Serialize;
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::ats::{
        Activity, Application, ApplicationStage, Candidate, EmailAddress, Interview, Job, JobPosting,
        JobStatus, Location, Offer, OfferStatus, Outcome, PhoneNumber, PostingStatus, PostingVisibility,
        RejectionReason, Role, RoleScope, SocialMedia, Tag, UnifiedRole, User,
    };
    use crate::domain::field::{FieldKind, PassedField};
    use crate::domain::id::{FieldId, IntegrationId};

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    /// Clears each field of a full record, and says which places became empty.
    fn emptied<T: Fields + Clone + Serialize>(full: &T) -> Vec<Value> {
        let places = |record: &T| {
            let Value::Object(places) = json!(record) else { panic!("records are objects") };
            places.into_iter().filter(|(_, value)| !is_empty(value)).map(|(place, _)| place)
        };
        let before: Vec<String> = places(full).collect();
        let cleared = |field: &&str| {
            let mut record = full.clone();
            record.clear(field);
            let left: Vec<String> = places(&record).collect();
            let gone: Vec<&String> = before.iter().filter(|place| !left.contains(place)).collect();
            json!([field, gone])
        };
        T::HELD.iter().map(cleared).collect()
    }

    fn is_empty(value: &Value) -> bool {
        value.is_null() || value == &json!([]) || value == &json!({})
    }

    fn each_field_empties_its_place<T: Fields + Clone + Serialize>(full: &T, renamed: &[(&str, &str)]) {
        let place = |field: &str| {
            let other = renamed.iter().find(|(name, _)| *name == field);
            other.map_or(field.to_owned(), |(_, place)| (*place).to_owned())
        };
        let expected: Vec<Value> = T::HELD.iter().map(|field| json!([field, [place(field)]])).collect();
        assert_eq!(emptied(full), expected);
    }

    fn somewhere() -> Option<Location> {
        Some(Location { city: text("Riga"), ..Location::default() })
    }

    fn custom() -> serde_json::Map<String, Value> {
        serde_json::Map::from_iter([("k".to_owned(), json!(1))])
    }

    fn passed() -> Vec<PassedField> {
        let integration = IntegrationId::parse("tool:8d1hpPsbjxUkoCoa1veLZGe5").unwrap();
        let id = FieldId::of_source(&integration, Model::Job, "DEFAULT", "k");
        vec![PassedField { id, key: "k".to_owned(), kind: FieldKind::Default, value: json!(1), label: None }]
    }

    fn ever() -> Option<chrono::DateTime<chrono::Utc>> {
        Some(chrono::DateTime::UNIX_EPOCH)
    }

    #[test]
    fn fields_of_people_empty_their_places() {
        let user = User {
            first_name: text("a"),
            last_name: text("b"),
            email: text("c"),
            status: Some(Activity::Active),
            system_role_remote_ids: vec!["r".to_owned()],
        };
        each_field_empties_its_place(&user, &[("system_roles", "system_role_remote_ids")]);
        let candidate = Candidate {
            first_name: text("a"),
            last_name: text("b"),
            company: text("c"),
            title: text("d"),
            confidential: Some(true),
            phone_numbers: vec![PhoneNumber { phone_number: "1".to_owned(), r#type: None }],
            email_addresses: vec![EmailAddress { email_address: "e".to_owned(), r#type: None }],
            social_media: vec![SocialMedia { link: None, r#type: None, username: None }],
            tag_remote_ids: vec!["t".to_owned()],
            remote_created_at: ever(),
            remote_updated_at: ever(),
            custom_fields: custom(),
            integration_fields: passed(),
        };
        each_field_empties_its_place(&candidate, &[("tags", "tag_remote_ids")]);
    }

    #[test]
    fn fields_of_jobs_empty_their_places() {
        let job = Job {
            name: text("a"),
            job_code: text("b"),
            confidential: Some(true),
            status: Some(JobStatus::Open),
            department: text("c"),
            location: somewhere(),
            visibility: text("d"),
            remote_work_status: text("e"),
            employment_type: text("f"),
            remote_url: text("g"),
            opened_at: ever(),
            closed_at: ever(),
            remote_created_at: ever(),
            remote_updated_at: ever(),
            category: text("h"),
            experience_level: text("i"),
            weekly_hours: Some(40.0),
            salary_amount: Some(1.0),
            salary_amount_from: Some(2.0),
            salary_amount_to: Some(3.0),
            salary_currency: text("j"),
            salary_period: text("k"),
            hiring_team: vec![crate::domain::ats::HiringTeamMember {
                user_remote_id: "u".to_owned(),
                roles: Vec::new(),
            }],
            custom_fields: custom(),
            integration_fields: passed(),
        };
        each_field_empties_its_place(&job, &[]);
        let posting = JobPosting {
            title: text("a"),
            description_html: text("b"),
            status: Some(PostingStatus::Active),
            visibility: Some(PostingVisibility::Public),
            url: text("c"),
            job_remote_id: text("d"),
            published: true,
            published_at: ever(),
            remote_created_at: ever(),
            remote_updated_at: ever(),
        };
        each_field_empties_its_place(&posting, &[("job_id", "job_remote_id")]);
        let stage = ApplicationStage {
            name: text("a"),
            status: Some(Activity::Active),
            global_index: Some(1),
            job_remote_id: text("j"),
            custom_fields: custom(),
            integration_fields: passed(),
            ..ApplicationStage::default()
        };
        each_field_empties_its_place(&stage, &[]);
    }

    #[test]
    fn fields_of_applications_empty_their_places() {
        let application = Application {
            outcome: Some(Outcome::Pending),
            rejection_reason_name: text("a"),
            rejected_at: ever(),
            candidate_remote_id: text("b"),
            job_remote_id: text("c"),
            current_stage_remote_id: text("d"),
            source: text("e"),
            remote_created_at: ever(),
            remote_updated_at: ever(),
            custom_fields: custom(),
            integration_fields: passed(),
        };
        let links = [
            ("candidate_id", "candidate_remote_id"),
            ("job_id", "job_remote_id"),
            ("current_stage_id", "current_stage_remote_id"),
        ];
        each_field_empties_its_place(&application, &links);
        let interview = Interview {
            title: text("a"),
            starting_at: ever(),
            ending_at: ever(),
            location: somewhere(),
            video_conferencing_url: text("b"),
            canceled: Some(false),
            application_remote_id: text("c"),
            slot: text("s"),
            definition: None,
            user_remote_ids: vec!["u".to_owned()],
            remote_created_at: ever(),
            remote_updated_at: ever(),
        };
        let links =
            [("application_id", "application_remote_id"), ("stage_id", "slot"), ("users", "user_remote_ids")];
        each_field_empties_its_place(&interview, &links);
        let offer = Offer {
            status: Some(OfferStatus::Sent),
            employment_start_date: ever(),
            application_remote_id: text("a"),
            remote_created_at: ever(),
            remote_updated_at: ever(),
            custom_fields: custom(),
            integration_fields: passed(),
        };
        each_field_empties_its_place(&offer, &[("application_id", "application_remote_id")]);
    }

    #[test]
    fn fields_of_names_empty_their_places() {
        each_field_empties_its_place(&Tag { name: text("a") }, &[]);
        each_field_empties_its_place(&RejectionReason { name: text("a") }, &[]);
        let role = Role {
            label: text("a"),
            scope: Some(RoleScope::Job),
            unified_type: Some(UnifiedRole::Recruiter),
        };
        each_field_empties_its_place(&role, &[("remote_label", "label")]);
    }

    #[test]
    fn a_field_of_another_model_clears_nothing() {
        let mut tag = Tag { name: text("a") };
        tag.clear("first_name");
        assert_eq!(tag.name.as_deref(), Some("a"));
    }
}
