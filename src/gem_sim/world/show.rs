//! Rows as a caller sees them: references filled in, switches obeyed, internal members gone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::World;
use super::resource::Resource;
use super::row::{Row, object, set, str_of};

/// A member that no sheet knows, in every object: readers must not mind.
const FUTURE_FIELD: &str = "x_future_field";

/// The candidate that a note is about, and the application that it was left with when that was rejected.
pub(crate) const NOTE_CANDIDATE: &str = "_candidate_id";
pub(crate) const NOTE_APPLICATION: &str = "_application_id";

impl World {
    /// The public form; children of a candidate that are deleted show only on request.
    pub(crate) fn show(&self, resource: Resource, index: u64, with_deleted: bool) -> Option<Value> {
        let mut row = self.complete(resource, index, with_deleted)?;
        if row.get("deleted_at").is_some_and(Value::is_null) && resource.omits_null_deletion() {
            row.remove("deleted_at");
        }
        if resource == Resource::Interview && !self.switches.interview_deleted_at {
            row.remove("deleted_at");
        }
        Some(self.finished(resource, index, row))
    }

    /// As [`Self::show`], with deleted children, and `deleted_at` whatever the switches say. A note tells where it
    /// stands, which Gem's answers leave out.
    pub(crate) fn inspect(&self, resource: Resource, index: u64) -> Option<Value> {
        let mut row = self.complete(resource, index, true)?;
        row.entry("deleted_at".to_owned()).or_insert(Value::Null);
        if resource == Resource::Note {
            let kept = self.row(resource, index).unwrap_or_default();
            for (key, kept_as) in [("candidate_id", NOTE_CANDIDATE), ("application_id", NOTE_APPLICATION)] {
                set(&mut row, key, kept.get(kept_as).cloned().unwrap_or_default());
            }
        }
        Some(self.finished(resource, index, row))
    }

    fn finished(&self, resource: Resource, index: u64, mut row: Row) -> Value {
        set(&mut row, FUTURE_FIELD, json!({"since": 2027, "values": [1, null, "x"]}));
        if self.switches.odd_values {
            make_odd(resource, index, &mut row);
        }
        let mut value = Value::Object(row);
        if !self.switches.timestamp_fraction {
            drop_fractions(&mut value);
        }
        value
    }

    fn complete(&self, resource: Resource, index: u64, with_deleted: bool) -> Option<Row> {
        let mut row = self.row(resource, index)?;
        row.retain(|key, _| !key.starts_with('_'));
        let has_custom_fields = matches!(resource, Resource::Application | Resource::Job | Resource::Opening);
        if has_custom_fields && !self.switches.custom_fields {
            row.remove("custom_fields");
        }
        match resource {
            Resource::Candidate => self.complete_candidate(index, with_deleted, &mut row),
            Resource::Application => self.complete_application(&mut row),
            Resource::Job => {
                self.expand(&mut row, "departments", Resource::Department);
                self.expand(&mut row, "offices", Resource::Office);
                if let Some(Value::Object(team)) = row.get_mut("hiring_team") {
                    team.values_mut().for_each(|members| self.expand_users(members));
                }
            }
            Resource::User => {
                self.expand(&mut row, "departments", Resource::Department);
                self.expand(&mut row, "offices", Resource::Office);
            }
            Resource::Stage => {
                let definitions = row.get_mut("interviews").and_then(Value::as_array_mut);
                for definition in definitions.into_iter().flatten() {
                    definition
                        .get_mut("default_interviewer_users")
                        .into_iter()
                        .for_each(|u| self.expand_users(u));
                }
            }
            Resource::Interview => self.complete_interview(&mut row),
            Resource::Scorecard | Resource::Note => {
                for key in ["interviewer", "submitted_by", "user"] {
                    row.get_mut(key).into_iter().for_each(|user| self.expand_user(user));
                }
            }
            _ => {}
        }
        Some(row)
    }

    fn complete_candidate(&self, index: u64, with_deleted: bool, row: &mut Row) {
        let id = self.id(Resource::Candidate, index);
        for attachment in row.get_mut("attachments").and_then(Value::as_array_mut).into_iter().flatten() {
            let Some(attachment) = attachment.as_object_mut() else { continue };
            let file =
                attachment.remove("_file").and_then(|f| f.as_str().map(str::to_owned)).unwrap_or_default();
            attachment.retain(|key, _| !key.starts_with('_'));
            let url = self.signed_url(&id, &file, str_of(attachment, "filename").unwrap_or_default());
            set(attachment, "url", url);
        }
        let mut applications = self.applications_of(index);
        if !with_deleted {
            applications.retain(|a| self.keys(Resource::Application, *a).is_some_and(|keys| !keys.deleted));
        }
        let ids: Vec<_> = applications.iter().map(|a| self.id(Resource::Application, *a)).collect();
        set(row, "application_ids", ids);
        if self.switches.embed_applications {
            let all: Vec<_> = applications
                .iter()
                .filter_map(|a| self.show(Resource::Application, *a, with_deleted))
                .collect();
            set(row, "applications", all);
        }
    }

    fn complete_application(&self, row: &mut Row) {
        if str_of(row, "status") == Some("hired") && !self.switches.hired_keeps_stage {
            set(row, "current_stage", Value::Null);
        }
        for key in ["recruiter", "coordinator", "sourcer"] {
            let Some(user) =
                row.get(key).and_then(Value::as_str).and_then(|id| self.find(Resource::User, id))
            else {
                continue;
            };
            let Some(user) = self.row(Resource::User, user) else { continue };
            set(row, key, json!({"id": user.get("id"), "email": user.get("primary_email_address")}));
        }
    }

    fn complete_interview(&self, row: &mut Row) {
        row.get_mut("organizer").into_iter().for_each(|user| self.expand_user(user));
        for entry in row.get_mut("interviewers").and_then(Value::as_array_mut).into_iter().flatten() {
            let Some(entry) = entry.as_object_mut() else { continue };
            let user = str_of(entry, "id").and_then(|id| self.find(Resource::User, id));
            let Some(user) = user.and_then(|index| self.row(Resource::User, index)) else { continue };
            for (key, from) in
                [("name", "name"), ("email", "primary_email_address"), ("employee_id", "employee_id")]
            {
                set(entry, key, user.get(from).cloned().unwrap_or_default());
            }
        }
    }

    /// Ids become objects; ids of vanished rows disappear.
    fn expand(&self, row: &mut Row, key: &str, resource: Resource) {
        let Some(Value::Array(entries)) = row.get_mut(key) else { return };
        let shown = |entry: &Value| match entry.as_str() {
            Some(id) => self.find(resource, id).and_then(|index| self.show(resource, index, true)),
            None => Some(entry.clone()),
        };
        *entries = entries.iter().filter_map(shown).collect();
    }

    fn expand_users(&self, users: &mut Value) {
        users.as_array_mut().into_iter().flatten().for_each(|user| self.expand_user(user));
    }

    /// An id becomes the short form of a user, which has no address.
    fn expand_user(&self, user: &mut Value) {
        let Some(index) = user.as_str().and_then(|id| self.find(Resource::User, id)) else { return };
        let Some(row) = self.row(Resource::User, index) else { return };
        let lite = ["id", "name", "first_name", "last_name", "employee_id"]
            .map(|key| (key.to_owned(), row.get(key).cloned().unwrap_or_default()));
        *user = Value::Object(lite.into_iter().collect());
    }

    fn signed_url(&self, candidate: &str, file: &str, filename: &str) -> String {
        let expires = self.now() / 1000 + i64::from(self.switches.attachment_ttl_seconds);
        let signature = signature(self.plan.seed, candidate, file, expires);
        let base = &self.base_url;
        let filename = utf8_percent_encode(filename, NON_ALPHANUMERIC);
        format!("{base}/_files/{candidate}/{file}/{filename}?expires={expires}&signature={signature}")
    }
}

/// What makes the link of an attachment good until it expires.
pub(crate) fn signature(seed: u64, candidate: &str, file: &str, expires: i64) -> String {
    let digest = Sha256::digest(format!("{seed}/{candidate}/{file}/{expires}"));
    let first: [u8; 12] = std::array::from_fn(|n| digest.get(n).copied().unwrap_or_default());
    URL_SAFE_NO_PAD.encode(first)
}

/// A few rows break the documented shapes.
fn make_odd(resource: Resource, index: u64, row: &mut Row) {
    match (resource, index % 50) {
        (Resource::Application, 7) => set(row, "status", "on_hold"),
        (Resource::Job, 3) => set(row, "status", "archived"),
        (Resource::Candidate, 5) => {
            row.remove("id");
        }
        (Resource::Candidate, 6) => set(row, "email_addresses", "not-a-list@example.com"),
        (Resource::Interview, 6) => set(row, "status", "canceled"),
        (Resource::Interview, 3) => {
            *row = object(json!({"start": {"date": "2026-07-01"}, "end": {"date": "2026-07-01"}}))
                .into_iter()
                .fold(std::mem::take(row), |mut all, (key, value)| {
                    all.insert(key, value);
                    all
                });
        }
        _ => {}
    }
}

/// `2026-06-01T00:00:00.000Z` becomes `2026-06-01T00:00:00Z`.
fn drop_fractions(value: &mut Value) {
    match value {
        Value::String(text)
            if text.len() == 24 && text.ends_with('Z') && super::clock::parse(text).is_some() =>
        {
            text.replace_range(19..23, "");
        }
        Value::Array(items) => items.iter_mut().for_each(drop_fractions),
        Value::Object(members) => members.values_mut().for_each(drop_fractions),
        _ => {}
    }
}
