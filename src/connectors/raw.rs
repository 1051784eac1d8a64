//! What an ATS's own texts hold, as data, so that what is not wanted can be cut out of them by anybody. Pure.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::domain::model::Model;
use crate::domain::scopes::Scopes;

/// A key of an ATS's object.
#[derive(Debug, Clone, Copy)]
pub struct RawField {
    pub key: &'static str,
    /// The fields of the model that its value goes into, all of them. None: it is of the record's identity.
    pub feeds: &'static [&'static str],
    pub inner: Inner,
}

/// What stands under a key.
#[derive(Debug, Clone, Copy)]
pub enum Inner {
    Value,
    /// A record of another model, or a list of them. Of what is no object, everything is the other model's.
    Record(Model),
    /// Lists of such records by name.
    Groups(Model),
    /// Something that holds such records somewhere within: it goes as a whole when anything of them is off.
    Around(Model),
}

/// A key with a plain value.
pub const fn value(key: &'static str, feeds: &'static [&'static str]) -> RawField {
    RawField { key, feeds, inner: Inner::Value }
}

/// A key with records of another model.
pub const fn record(key: &'static str, feeds: &'static [&'static str], model: Model) -> RawField {
    RawField { key, feeds, inner: Inner::Record(model) }
}

/// What a connector says of all models.
pub type RawFields = fn(Model) -> &'static [RawField];

/// Whether texts of the model may hold anything that is off: of its own, or of records within.
pub fn is_concerned(fields: RawFields, model: Model, scopes: &Scopes) -> bool {
    fn look(fields: RawFields, model: Model, scopes: &Scopes, seen: &mut HashSet<Model>) -> bool {
        if !seen.insert(model) {
            return false;
        }
        !scopes.takes(model)
            || scopes.held_off(model).next().is_some()
            || fields(model).iter().any(|field| match field.inner {
                Inner::Value => false,
                Inner::Record(inner) | Inner::Groups(inner) | Inner::Around(inner) => {
                    look(fields, inner, scopes, seen)
                }
            })
    }
    look(fields, model, scopes, &mut HashSet::new())
}

/// Leaves of an object what goes into fields that are wanted. A key that the connector does not know may hold anything, and
/// goes.
pub fn keep_wanted(fields: RawFields, model: Model, object: &mut Map<String, Value>, scopes: &Scopes) {
    object.retain(|key, value| {
        let known = fields(model).iter().find(|field| field.key == key);
        known.is_some_and(|field| is_kept(fields, model, *field, value, scopes))
    });
}

/// Takes out of an object the known keys that hold what is off, and leaves those that the connector does not know.
pub fn drop_unwanted(
    fields: RawFields,
    known: &[RawField],
    model: Model,
    object: &mut Map<String, Value>,
    scopes: &Scopes,
) {
    object.retain(|key, value| {
        let known = known.iter().find(|field| field.key == key);
        known.is_none_or(|field| is_kept(fields, model, *field, value, scopes))
    });
}

fn is_kept(fields: RawFields, model: Model, field: RawField, value: &mut Value, scopes: &Scopes) -> bool {
    if field.feeds.iter().any(|feed| scopes.held_off(model).any(|off| off == *feed)) {
        return false;
    }
    match field.inner {
        Inner::Value => true,
        Inner::Record(inner) => keep_inner(fields, inner, value, scopes),
        Inner::Around(inner) => !is_concerned(fields, inner, scopes),
        Inner::Groups(inner) => {
            let mut groups = value.as_object_mut().into_iter().flat_map(Map::values_mut);
            groups.all(|group| keep_inner(fields, inner, group, scopes))
        }
    }
}

fn keep_inner(fields: RawFields, model: Model, value: &mut Value, scopes: &Scopes) -> bool {
    if !scopes.takes(model) {
        return false;
    }
    if !is_concerned(fields, model, scopes) {
        return true;
    }
    match value {
        Value::Object(object) => keep_wanted(fields, model, object, scopes),
        Value::Array(items) => {
            for item in items.iter_mut().filter_map(Value::as_object_mut) {
                keep_wanted(fields, model, item, scopes);
            }
        }
        _plain => {}
    }
    true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::scopes::OptOuts;

    const JOBS: &[RawField] = &[
        value("id", &[]),
        value("title", &["name"]),
        value("place", &["location", "department"]),
        RawField { key: "team", feeds: &["hiring_team"], inner: Inner::Groups(Model::User) },
        record("candidates", &[], Model::Candidate),
        RawField { key: "kit", feeds: &[], inner: Inner::Around(Model::User) },
    ];

    fn fields(model: Model) -> &'static [RawField] {
        const USERS: &[RawField] = &[value("id", &[]), value("mail", &["email"])];
        const CANDIDATES: &[RawField] = &[value("id", &[]), record("jobs", &["applications"], Model::Job)];
        match model {
            Model::Job => JOBS,
            Model::User => USERS,
            Model::Candidate => CANDIDATES,
            _ => &[],
        }
    }

    fn scopes(settings: &Value) -> Scopes {
        Scopes::new(None, serde_json::from_value(settings.clone()).unwrap(), OptOuts::default())
    }

    fn off(field: &str) -> Scopes {
        scopes(&json!({ "fields": { field: "DISABLED" } }))
    }

    fn cut(scopes: &Scopes) -> Value {
        let mut raw = json!({
            "id": "j", "title": "Nurse", "place": "Riga", "secret": "x",
            "team": { "recruiters": [{ "id": "u", "mail": "a@b.c", "phone": "1" }] },
            "candidates": [{ "id": "c", "jobs": { "id": "k", "title": "Cook" } }],
            "kit": { "by": { "id": "u", "mail": "a@b.c" } },
        });
        keep_wanted(fields, Model::Job, raw.as_object_mut().unwrap(), scopes);
        raw
    }

    #[test]
    fn a_key_goes_with_any_of_its_fields_and_unknown_ones_go_with_all() {
        let team = json!({ "recruiters": [{ "id": "u", "mail": "a@b.c", "phone": "1" }] });
        let cut = cut(&off("ats_jobs.department"));
        assert_eq!(cut["team"], team, "nothing of users is off");
        assert_eq!((cut.get("place"), cut.get("secret")), (None, None));
        assert_eq!(cut["title"], "Nurse");
    }

    #[test]
    fn records_within_are_cut_like_their_own() {
        assert_eq!(cut(&off("ats_users.email"))["team"], json!({ "recruiters": [{ "id": "u" }] }));
        let cut = cut(&off("ats_jobs.name"));
        assert_eq!(cut["candidates"], json!([{ "id": "c", "jobs": { "id": "k" } }]));
    }

    #[test]
    fn what_is_around_records_goes_with_anything_of_them() {
        assert_eq!(cut(&off("ats_users.email")).get("kit"), None);
        assert!(cut(&off("ats_jobs.name")).get("kit").is_some());
    }

    #[test]
    fn records_of_a_model_that_is_off_go_whole() {
        let cut = cut(&scopes(&json!({ "models": { "ats_users": "DISABLED" } })));
        assert_eq!(cut.get("team"), None);
    }

    #[test]
    fn a_text_is_concerned_by_what_is_off_within() {
        assert!(is_concerned(fields, Model::Candidate, &off("ats_users.email")), "through its jobs");
        assert!(!is_concerned(fields, Model::User, &off("ats_jobs.name")));
    }

    #[test]
    fn known_keys_can_go_and_others_stay() {
        let mut custom = json!({ "title": "Nurse", "shift": "night" });
        drop_unwanted(fields, JOBS, Model::Job, custom.as_object_mut().unwrap(), &off("ats_jobs.name"));
        assert_eq!(custom, json!({ "shift": "night" }));
    }
}
