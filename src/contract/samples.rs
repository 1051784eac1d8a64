//! One value of every model for the tests: with everything filled, or with nothing that may be null.

mod fields;
mod general;
mod hiring;
mod management;
mod people;
mod questions;
mod reviews;

use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::enums::Outcome;
use super::record::{
    CandidateRef, EmailAddress, IntegrationField, IntegrationFieldType, Location, NamedJob, PhoneNumber,
    RemoteData, SocialMedia, TagRef, UserRef,
};
use super::timestamp::Timestamp;

/// Makes the values; `filled` decides between everything and null.
#[derive(Clone, Copy)]
pub(in crate::contract) struct Sample {
    pub(in crate::contract) filled: bool,
}

impl Sample {
    fn of<T>(self, value: T) -> Option<T> {
        self.filled.then_some(value)
    }

    fn text(self, text: &str) -> Option<String> {
        self.of(text.to_owned())
    }

    fn time(self) -> Option<Timestamp> {
        self.of(time())
    }

    fn remote_id(self) -> Option<String> {
        self.text("cmVtb3RlOjE")
    }

    fn remote_data(self) -> Option<RemoteData> {
        let json = json!({"/ats/v0/anything": {"id": "cmVtb3RlOjE"}}).to_string();
        self.of(RemoteData(RawValue::from_string(json).unwrap()))
    }

    fn custom_fields(self) -> Option<Map<String, Value>> {
        self.of(Map::from_iter([("offices".to_owned(), json!([{"name": "Berlin"}]))]))
    }

    fn integration_fields(self) -> Vec<IntegrationField> {
        vec![IntegrationField {
            id: id(),
            key: "source".to_owned(),
            r#type: IntegrationFieldType::Default,
            value: if self.filled { json!({"any": [1, true]}) } else { Value::Null },
            label: self.text("Source"),
        }]
    }

    fn location(self) -> Location {
        Location {
            city: self.text("Berlin"),
            country: self.text("DE"),
            raw: self.text("Lohm\u{fc}hlenstra\u{df}e 65, 12435 Berlin, Germany"),
            state: self.text("Berlin"),
            street_1: self.text("Lohm\u{fc}hlenstra\u{df}e 65"),
            street_2: self.text("Backyard"),
            zip_code: self.text("12435"),
        }
    }

    fn email_addresses(self) -> Option<Vec<EmailAddress>> {
        self.of(vec![EmailAddress { email_address: self.text("ann@example.com"), r#type: self.text("WORK") }])
    }

    fn phone_numbers(self) -> Option<Vec<PhoneNumber>> {
        self.of(vec![PhoneNumber { phone_number: "+49 30 1234567".to_owned(), r#type: self.text("HOME") }])
    }

    fn social_media(self) -> Option<Vec<SocialMedia>> {
        self.of(vec![SocialMedia {
            link: self.text("https://example.com/ann"),
            r#type: self.text("LINKEDIN"),
            username: self.text("ann"),
        }])
    }

    fn tags(self) -> Vec<TagRef> {
        vec![TagRef { id: id(), name: self.text("Senior"), remote_id: self.remote_id() }]
    }

    fn named_job(self) -> Option<NamedJob> {
        self.of(NamedJob { id: id(), name: self.text("Engineer"), remote_id: remote_id() })
    }

    fn user_ref(self) -> UserRef {
        UserRef {
            id: id(),
            remote_id: self.remote_id(),
            first_name: self.text("Una"),
            last_name: self.text("User"),
            email: self.text("una@example.com"),
        }
    }

    fn candidate_ref(self) -> Option<CandidateRef> {
        self.of(CandidateRef {
            id: id(),
            remote_id: remote_id(),
            first_name: self.text("Ann"),
            last_name: self.text("Lee"),
            email_addresses: self.email_addresses(),
        })
    }

    fn outcome(self) -> Option<Outcome> {
        self.of(Outcome::Declined)
    }
}

fn id() -> String {
    "8d1hpPsbjxUkoCoa1veLZGe5".to_owned()
}

fn remote_id() -> String {
    "cmVtb3RlOjE".to_owned()
}

pub(in crate::contract) fn time() -> Timestamp {
    Timestamp("2022-08-07T14:01:29.196Z".parse().unwrap())
}
