//! Gem's objects into the domain (Gem's sheet, section 14): pure, one file per object.

mod application;
mod candidate;
mod interview;
mod job;
mod location;
mod offer;
mod post;
mod social;
mod stage;
mod user;

pub(super) use user::offered as user_offer;

use serde_json::Value;
use serde_json::value::RawValue;

use super::fields::FIELDS;
use super::job_board::JobBoard;
use super::resource::{Kind, Resource};
use super::row::{Misfits, Row};
use crate::domain::digest::json_text;
use crate::domain::remote::{Batch, Knowledge, Misfit, Remote};

/// What the mapping of a page needs besides its rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub job_board: Option<&'a JobBoard>,
    pub vanity: Option<&'a str>,
    /// Constants (roles) are handed over once, with the first page.
    pub first_page: bool,
}

/// All records of a page.
pub(super) fn batch(resource: Resource, rows: &[&RawValue], context: &Context<'_>) -> Batch {
    let mut batch = Batch::default();
    if resource.kind == Kind::Users && context.first_page {
        batch.roles = user::roles();
    }
    for raw in rows {
        add_row(resource, raw, context, &mut batch);
    }
    batch
}

fn add_row(resource: Resource, raw: &RawValue, context: &Context<'_>, batch: &mut Batch) {
    let misfits = Misfits::default();
    let Ok(value) = serde_json::from_str::<Value>(raw.get()) else {
        let misfit = unreadable(raw);
        leave_out(misfit.remote_id.as_deref(), batch);
        batch.misfits.push(misfit);
        return;
    };
    let row = Row::of(&value, &misfits);
    let id = row.as_ref().and_then(Row::own_id);
    match (&row, &id) {
        (Some(row), Some(id)) => {
            record(resource, row, id, knowledge(resource, &value, raw), context, batch);
            let own = row.keys(FIELDS.own);
            batch.own_fields.extend(own.map(|key| (resource.pass.model, key)));
        }
        _ => leave_out(None, batch),
    }
    let misfits = misfits.into_domain(id.as_deref());
    if misfits.is_empty() {
        batch.fits.extend(id.clone());
    }
    batch.misfits.extend(misfits);
}

/// A row that is no record is there all the same, or stands for a record that nobody can name.
fn leave_out(id: Option<&str>, batch: &mut Batch) {
    match id {
        Some(id) => batch.unread.push(id.to_owned()),
        None => batch.nameless += 1,
    }
}

fn record(
    resource: Resource,
    row: &Row<'_>,
    id: &str,
    knowledge: Knowledge,
    context: &Context<'_>,
    batch: &mut Batch,
) {
    match resource.kind {
        Kind::Users => batch.users.push(remote(id, row, knowledge, user::user(row))),
        Kind::Stages => batch.application_stages.push(remote(id, row, knowledge, stage::stage(row))),
        Kind::Posts => batch.job_postings.push(remote(id, row, knowledge, post::post(row, id, context))),
        Kind::Jobs => job::add(row, id, knowledge, context, batch),
        Kind::Applications => application::add(row, id, knowledge, batch),
        Kind::Candidates => candidate::add(row, id, knowledge, batch),
        Kind::Interviews => interview::add(row, id, knowledge, batch),
        Kind::DeletedInterviews if row.has("deleted_at") => interview::add(row, id, knowledge, batch),
        Kind::DeletedInterviews => {}
        Kind::Offers => batch.offers.push(remote(id, row, knowledge, offer::offer(row))),
    }
}

/// A record that Gem delivered itself.
fn remote<T>(id: &str, row: &Row<'_>, knowledge: Knowledge, body: T) -> Remote<T> {
    let moved_at = row.glance_time("last_activity_at").or_else(|| row.glance_time("updated_at"));
    let moved_at = moved_at.or_else(|| row.glance_time("created_at"));
    Remote { remote_id: id.to_owned(), remote_deleted_at: row.time("deleted_at"), moved_at, knowledge, body }
}

/// A record that another one names.
fn stub<T>(remote_id: String, body: T) -> Remote<T> {
    Remote { remote_id, remote_deleted_at: None, moved_at: None, knowledge: Knowledge::Stub, body }
}

/// A record that follows from others.
fn derived<T>(remote_id: impl Into<String>, body: T) -> Remote<T> {
    let remote_id = remote_id.into();
    Remote { remote_id, remote_deleted_at: None, moved_at: None, knowledge: Knowledge::Derived, body }
}

/// A text that is JSON by its outline only: a broken escape within, or nested beyond all measure.
fn unreadable(raw: &RawValue) -> Misfit {
    #[derive(serde::Deserialize)]
    struct Named {
        id: String,
    }
    let named = serde_json::from_str::<Named>(raw.get());
    Misfit {
        remote_id: named.ok().map(|named| named.id),
        path: String::new(),
        reason: "the text of the record cannot be read as JSON".to_owned(),
    }
}

/// The record's own text. Addresses of files are left out: they are signed, expire, and differ in every answer.
fn knowledge(resource: Resource, value: &Value, raw: &RawValue) -> Knowledge {
    let signed = value.get("attachments").and_then(Value::as_array).is_some_and(|files| !files.is_empty());
    let json = if signed { json_text(&without_file_urls(value)) } else { raw.get().to_owned() };
    Knowledge::Full { path: resource.path, json: Some(json) }
}

fn without_file_urls(value: &Value) -> Value {
    let mut value = value.clone();
    for file in value.get_mut("attachments").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(url) = file.get_mut("url") {
            *url = Value::Null;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::resource;
    use super::*;

    const CONTEXT: Context<'_> = Context { job_board: None, vanity: None, first_page: true };

    #[test]
    fn a_record_that_does_not_fit_harms_no_other() {
        let rows = [
            r#"{"id":"a"}"#,
            "7",
            r#"{"name":"no id"}"#,
            r#"{"id":"b","primary_email_address":7}"#,
            r#"{"id":"c","name":"\ud800"}"#,
        ];
        let raw: Vec<Box<RawValue>> = rows.iter().map(|row| serde_json::from_str(row).unwrap()).collect();
        let raw: Vec<&RawValue> = raw.iter().map(AsRef::as_ref).collect();
        let batch = batch(resource::USERS, &raw, &CONTEXT);
        assert_eq!(
            (batch.fits.as_slice(), batch.unread.as_slice()),
            (&["a".to_owned()][..], &["c".to_owned()][..])
        );
        assert_eq!(batch.nameless, 2);
        let ids: Vec<&str> = batch.users.iter().map(|user| user.remote_id.as_str()).collect();
        assert_eq!(ids, ["a", "b"]);
        let misfits: Vec<(Option<&str>, &str)> =
            batch.misfits.iter().map(|m| (m.remote_id.as_deref(), m.path.as_str())).collect();
        assert_eq!(
            misfits,
            [(None, ""), (None, "id"), (Some("b"), "primary_email_address"), (Some("c"), "")]
        );
    }

    #[test]
    fn the_text_of_a_record_holds_no_signed_address() {
        let value = json!({ "attachments": [{ "filename": "cv.pdf", "url": "https://signed" }] });
        assert_eq!(
            without_file_urls(&value),
            json!({ "attachments": [{ "filename": "cv.pdf", "url": null }] })
        );
    }
}
