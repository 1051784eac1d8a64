//! Leaves out of documents what is off, wherever it stands in them. Pure, and not called where nothing is off.

use serde_json::{Map, Value};

use crate::domain::model::Model;
use crate::domain::scopes::Scopes;

/// Fields that the contract has as lists and never as null.
const LISTS: [&str; 14] = [
    "integration_fields",
    "interviews",
    "offers",
    "tags",
    "applications",
    "stages",
    "screening_questions",
    "job_postings",
    "hiring_team",
    "hiring_team_roles",
    "job_roles",
    "users",
    "system_roles",
    "roles",
];

/// Where records of one model are shown within those of another one: under which field, and of which model.
const NESTED: [(Model, &str, Model); 14] = [
    (Model::Application, "candidate", Model::Candidate),
    (Model::Application, "current_stage", Model::ApplicationStage),
    (Model::Application, "job", Model::Job),
    (Model::Application, "interviews", Model::Interview),
    (Model::Application, "offers", Model::Offer),
    (Model::Candidate, "applications", Model::Application),
    (Model::Candidate, "tags", Model::Tag),
    (Model::Job, "stages", Model::ApplicationStage),
    (Model::Job, "job_postings", Model::JobPosting),
    (Model::Job, "hiring_team", Model::User),
    (Model::Interview, "users", Model::User),
    (Model::Interview, "application", Model::Application),
    (Model::Offer, "application", Model::Application),
    (Model::User, "system_roles", Model::Role),
];

/// Fields that show what a join of another model says, where a record is nested: the record's model, its field, and the
/// model and field that it is of.
const OF_JOINS: [(Model, &str, Model, &str); 3] = [
    (Model::ApplicationStage, "index", Model::JobApplicationStage, "index"),
    (Model::User, "hiring_team_roles", Model::JobHiringTeamMember, "roles"),
    (Model::User, "job_roles", Model::JobHiringTeamMember, "roles"),
];

/// Records that are shown under a field of a nested record only.
const DEEPER: [(Model, &str, Model); 1] = [(Model::User, "job_roles", Model::Role)];

/// Leaves out of a record's own document what is off. False: it was not there.
pub(super) fn record(value: &mut Value, model: Model, scopes: &Scopes) -> bool {
    value.as_object_mut().is_some_and(|fields| masked(fields, model, scopes))
}

/// The same of what is watched: a part for each of these fields, or the only one.
pub(super) fn watched(value: &mut Value, fields: &[&str], model: Model, scopes: &Scopes) {
    let nothing_of = |field: &str| {
        let of = NESTED.iter().find(|(holder, name, _of)| *holder == model && *name == field);
        let is_on = of.is_none_or(|(_holder, _name, of)| scopes.takes(*of));
        !is_on || scopes.held_off(model).any(|off| off == field)
    };
    match (fields, value) {
        ([field], value) if nothing_of(field) => *value = Value::Null,
        ([_field], _) => {}
        (fields, Value::Array(parts)) => {
            let off = parts.iter_mut().zip(fields).filter(|(_part, field)| nothing_of(field));
            off.for_each(|(part, _field)| *part = Value::Null);
        }
        _nothing => {}
    }
}

fn masked(fields: &mut Map<String, Value>, model: Model, scopes: &Scopes) -> bool {
    let mut changed = false;
    for field in scopes.held_off(model) {
        changed |= clear(fields, field);
    }
    for (holder, name, of, field) in OF_JOINS {
        let is_off = !scopes.takes(of) || !scopes.takes_field(of, field);
        if holder == model && is_off {
            changed |= clear(fields, name);
        }
    }
    for (holder, name, of) in NESTED.iter().chain(&DEEPER) {
        if *holder == model {
            changed |= nested(fields, name, *of, scopes);
        }
    }
    changed
}

fn nested(fields: &mut Map<String, Value>, name: &str, of: Model, scopes: &Scopes) -> bool {
    if !scopes.takes(of) {
        return clear(fields, name);
    }
    let mask = |fields: &mut Map<String, Value>| {
        // A nested role's scope is where it is nested, not what is known of it.
        let scope = (of == Model::Role).then(|| fields.get("scope").cloned()).flatten();
        let changed = masked(fields, of, scopes);
        if let Some(scope) = scope {
            fields.insert("scope".to_owned(), scope);
        }
        changed
    };
    match fields.get_mut(name) {
        Some(Value::Object(inner)) => mask(inner),
        Some(Value::Array(items)) => {
            let mut changed = false;
            for inner in items.iter_mut().filter_map(Value::as_object_mut) {
                changed |= mask(inner);
            }
            changed
        }
        _nothing => false,
    }
}

fn clear(fields: &mut Map<String, Value>, field: &str) -> bool {
    let Some(value) = fields.get_mut(field) else { return false };
    let empty = if LISTS.contains(&field) { Value::Array(Vec::new()) } else { Value::Null };
    let changed = *value != empty;
    *value = empty;
    changed
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::scopes::OptOuts;

    fn masked_by(settings: &Value, model: Model, mut document: Value) -> Value {
        let settings = serde_json::from_value(settings.clone()).unwrap();
        record(&mut document, model, &Scopes::new(None, settings, OptOuts::default()));
        document
    }

    fn off(field: &str) -> Value {
        json!({ "fields": { field: "DISABLED" } })
    }

    #[test]
    fn a_field_is_off_wherever_its_record_is_shown() {
        let user = || json!({ "id": "u", "email": "a@b.c" });
        let masked =
            masked_by(&off("ats_users.email"), Model::Job, json!({ "hiring_team": [user(), user()] }));
        assert_eq!(masked["hiring_team"][1], json!({ "id": "u", "email": null }));
        let candidate = json!({ "candidate": { "tags": [{ "name": "vip" }], "first_name": "Ada" } });
        let interview = json!({ "application": candidate });
        let masked = masked_by(&off("ats_candidates.first_name"), Model::Interview, interview.clone());
        assert_eq!(masked["application"]["candidate"]["first_name"], Value::Null);
        let masked = masked_by(&off("ats_tags.name"), Model::Interview, interview);
        assert_eq!(masked["application"]["candidate"]["tags"], json!([{ "name": null }]));
    }

    #[test]
    fn records_of_a_model_that_is_off_are_shown_nowhere() {
        let document =
            json!({ "candidate": { "id": "c" }, "interviews": [{ "id": "i" }], "job": { "id": "j" } });
        let settings = json!({ "models": { "ats_candidates": "DISABLED", "ats_interviews": "DISABLED" } });
        let masked = masked_by(&settings, Model::Application, document);
        assert_eq!(masked, json!({ "candidate": null, "interviews": [], "job": { "id": "j" } }));
    }

    #[test]
    fn what_joins_say_is_off_with_them() {
        let document = json!({
            "stages": [{ "name": "Onsite", "index": 2 }],
            "hiring_team": [{ "id": "u", "hiring_team_roles": ["RECRUITER"], "job_roles": [{ "scope": "JOB" }] }],
        });
        let settings = json!({ "fields": {
            "ats_join_jobs_application_stages.index": "DISABLED", "ats_join_jobs_users.roles": "DISABLED",
        } });
        let masked = masked_by(&settings, Model::Job, document);
        assert_eq!(masked["stages"], json!([{ "name": "Onsite", "index": null }]));
        assert_eq!(masked["hiring_team"], json!([{ "id": "u", "hiring_team_roles": [], "job_roles": [] }]));
    }

    #[test]
    fn a_nested_role_keeps_the_scope_that_its_place_gives_it() {
        let document = json!({ "system_roles": [{ "remote_label": "Admin", "scope": "SYSTEM" }] });
        let masked = masked_by(&off("ats_roles.scope"), Model::User, document.clone());
        assert_eq!(masked, document);
    }

    #[test]
    fn what_was_not_there_is_no_change() {
        let settings = serde_json::from_value(off("ats_jobs.name")).unwrap();
        let scopes = Scopes::new(None, settings, OptOuts::default());
        for (mut document, changes) in
            [(json!({ "name": null }), false), (json!({ "name": "x" }), true), (json!({}), false)]
        {
            assert_eq!(record(&mut document, Model::Job, &scopes), changes, "{document}");
        }
    }

    #[test]
    fn what_is_off_is_not_watched() {
        let settings = json!({ "fields": { "ats_jobs.job_postings": "DISABLED" }, "models": { "ats_offers": "DISABLED" } });
        let scopes = Scopes::new(None, serde_json::from_value(settings).unwrap(), OptOuts::default());
        let mut job = json!([[1], [2], [3]]);
        watched(&mut job, &["stages", "job_postings", "hiring_team"], Model::Job, &scopes);
        assert_eq!(job, json!([[1], null, [3]]));
        let mut application = json!([1, [2], [3]]);
        watched(&mut application, &["candidate", "interviews", "offers"], Model::Application, &scopes);
        assert_eq!(application, json!([1, [2], null]));
        let mut offer = json!("x");
        watched(&mut offer, &["application"], Model::Offer, &scopes);
        assert_eq!(offer, json!("x"));
    }
}
