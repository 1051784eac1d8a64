//! Gem's rows as the simulator holds them, deleted ones included, and how single values are read.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use unified_ats::domain::model::Model;

use crate::support::TestService;

const RESOURCES: [&str; 7] =
    ["users", "jobs", "job_posts", "job_stages", "candidates", "applications", "scheduled_interviews"];

pub(super) struct Gem<'a> {
    service: &'a TestService,
    rows: BTreeMap<&'static str, Vec<Value>>,
    /// The posts of the public job board.
    pub(super) board: Vec<Value>,
}

impl<'a> Gem<'a> {
    pub(super) async fn load(service: &'a TestService) -> Self {
        let mut rows = BTreeMap::new();
        for resource in RESOURCES {
            let mut all = service.world(resource).await;
            // A row without an id cannot be told from any other: there is no record of it.
            all.retain(|row| row["id"].is_string());
            rows.insert(resource, all);
        }
        let url = format!("{}/{}/job_posts/", service.sim.job_board_url(), service.sim.vanity());
        let board = service.connections.outbound.http.get(url).send().await.unwrap().text().await.unwrap();
        Self { service, rows, board: serde_json::from_str(&board).unwrap() }
    }

    pub(super) fn rows(&self, resource: &str) -> &[Value] {
        &self.rows[resource]
    }

    /// One record for each row.
    pub(super) fn map(&self, resource: &str, record: impl Fn(&Self, &Value) -> Value) -> Vec<Value> {
        self.rows(resource).iter().map(|row| record(self, row)).collect()
    }

    pub(super) fn find(&self, resource: &str, id: &Value) -> Option<&Value> {
        self.rows(resource).iter().find(|row| row["id"] == *id)
    }

    /// The rows that hang on another one, those that are not deleted first.
    pub(super) fn of(&self, resource: &str, link: &str, id: &Value) -> Vec<&Value> {
        let mut rows: Vec<&Value> = self.rows(resource).iter().filter(|row| row[link] == *id).collect();
        rows.sort_by_key(|row| !live(row));
        rows
    }

    /// The same without deleted ones.
    pub(super) fn live_of(&self, resource: &str, link: &str, id: &Value) -> Vec<&Value> {
        self.of(resource, link, id).into_iter().filter(|row| live(row)).collect()
    }

    /// Our id for one of Gem's; nothing for nothing.
    pub(super) fn id(&self, model: Model, remote_id: &Value) -> Value {
        remote_id.as_str().map_or(Value::Null, |remote_id| json!(self.service.id(model, remote_id)))
    }

    /// What every record ends with.
    pub(super) fn record(&self, model: Model, row: &Value, mut fields: Value) -> Value {
        let record = fields.as_object_mut().unwrap();
        record.insert("id".to_owned(), self.id(model, &row["id"]));
        record.insert("remote_id".to_owned(), row["id"].clone());
        record.insert("remote_data".to_owned(), Value::Null);
        record.insert("remote_deleted_at".to_owned(), time(&row["deleted_at"]));
        fields
    }

    /// Records that follow from others: their ids and names, without repeats.
    pub(super) fn derived<'r>(
        &self,
        model: Model,
        names: impl Iterator<Item = (&'r str, &'r str)>,
    ) -> Vec<Value> {
        let names: BTreeMap<&str, &str> = names.collect();
        let record = |(id, name)| self.record(model, &json!({ "id": id }), json!({ "name": name }));
        names.into_iter().map(record).collect()
    }

    pub(super) fn vanity(&self) -> &'static str {
        self.service.sim.vanity()
    }
}

pub(super) fn live(row: &Value) -> bool {
    row["deleted_at"].is_null()
}

/// The members of a list; none of what is no list.
pub(super) fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A text without NUL; an empty one is none.
pub(super) fn text(value: &Value) -> Value {
    let text = value.as_str().map(|text| text.replace('\0', ""));
    text.filter(|text| !text.is_empty()).map_or(Value::Null, Value::String)
}

/// The first value that is something.
pub(super) fn or(first: Value, second: impl FnOnce() -> Value) -> Value {
    if first.is_null() { second() } else { first }
}

/// Gem's times are in our form already; a day is its first moment.
pub(super) fn time(value: &Value) -> Value {
    let Some(text) = value.as_str() else { return Value::Null };
    match text.len() {
        10 => json!(format!("{text}T00:00:00.000Z")),
        24 => json!(text),
        _ => panic!("not a time of Gem's: {text}"),
    }
}

/// Any value, NUL left out.
pub(super) fn clean(value: &Value) -> Value {
    serde_json::from_str(&value.to_string().replace("\\u0000", "")).unwrap()
}

/// Gem's own custom fields, those without a value left out, beside ours.
pub(super) fn custom_fields(row: &Value, ours: &[(&str, Value)]) -> Value {
    let gem = row["custom_fields"].as_object().into_iter().flatten();
    let ours = ours.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let all = gem.map(|(name, value)| (name.clone(), clean(value))).chain(ours);
    all.filter(|(_, value)| !value.is_null()).collect()
}

/// The world has one place whose parts are beyond doubt; all others stay whole.
pub(super) fn place(raw: &Value) -> Value {
    let (city, country) = match raw.as_str() {
        None => return Value::Null,
        Some("Berlin, Germany") => ("Berlin".into(), "DE".into()),
        Some(_) => (Value::Null, Value::Null),
    };
    json!({ "raw": raw, "city": city, "country": country, "state": null, "street_1": null, "street_2": null,
            "zip_code": null })
}
