//! The names that settings can use: what the connectors of this build know.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::Refusal;
use crate::connectors::Capabilities;
use crate::connectors::registry::{self, TOOLS};
use crate::domain::scopes::{OptOuts, Scopes, Setting, Settings, field_id, is_fixed};

/// Something that is left to the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// A model, a field as `<model>.<field>`, or an action.
    pub id: String,
    /// The name of the model or action; of a field, its model's.
    pub label: &'static str,
    /// Of a field, its own name.
    pub field: Option<&'static str>,
    pub opted_out: bool,
}

/// What scopes leave to the customer of what a tool can deliver: models, each followed by its fields, then actions.
pub fn optional(tool: &str, scopes: &Scopes) -> Vec<Choice> {
    let Some(capabilities) = capabilities_of(tool) else { return Vec::new() };
    let (settings, opted_out) = (scopes.settings(), scopes.opted_out());
    let choice = |id: String, label, field, out: &BTreeSet<String>| Choice {
        opted_out: out.contains(&id),
        id,
        label,
        field,
    };
    let mut choices = Vec::new();
    for model in &capabilities.models {
        if settings.model(model.id) == Setting::Optional {
            choices.push(choice(model.id.to_owned(), model.label, None, &opted_out.models));
        }
        let fields = model.fields.iter().map(|field| (field.id, field_id(model.id, field.id)));
        let fields = fields.filter(|(_name, id)| settings.field(id) == Setting::Optional);
        choices.extend(fields.map(|(name, id)| choice(id, model.label, Some(name), &opted_out.fields)));
    }
    let actions = capabilities.actions.iter();
    let actions = actions.filter(|action| settings.action(action.id) == Setting::Optional);
    choices.extend(actions.map(|a| choice(a.id.to_owned(), a.label, None, &opted_out.actions)));
    choices
}

fn capabilities_of(tool: &str) -> Option<Capabilities> {
    registry::find(tool).map(|tool| (tool.capabilities)(&json!({})))
}

/// Refuses names that mean nothing, and fields that can never be off.
pub(super) fn check(settings: &Settings) -> Result<(), Refusal> {
    let known = Known::names();
    refuse_unknown("settings.models", settings.models.keys(), &known.models)?;
    refuse_unknown("settings.actions", settings.actions.keys(), &known.actions)?;
    refuse_unknown("settings.fields", settings.fields.keys(), &known.fields)?;
    Ok(())
}

pub(super) fn check_opt_outs(opted_out: &OptOuts) -> Result<(), Refusal> {
    let known = Known::names();
    refuse_unknown("models", opted_out.models.iter(), &known.models)?;
    refuse_unknown("actions", opted_out.actions.iter(), &known.actions)?;
    refuse_unknown("fields", opted_out.fields.iter(), &known.fields)
}

fn refuse_unknown<'a>(
    part: &'static str,
    mut given: impl Iterator<Item = &'a String>,
    known: &BTreeSet<String>,
) -> Result<(), Refusal> {
    let Some(unknown) = given.find(|name| !known.contains(*name)) else { return Ok(()) };
    let fixed = unknown.split_once('.').is_some_and(|(model, field)| is_fixed(model, field));
    // Of fields only those of the model that was meant: all of them would be too many to read.
    let of_model = unknown.split_once('.').map(|(model, _field)| format!("{model}."));
    let close = |name: &&String| of_model.as_ref().is_some_and(|prefix| name.starts_with(prefix.as_str()));
    let mut allowed: Vec<&str> = known.iter().filter(close).map(String::as_str).collect();
    if allowed.is_empty() {
        allowed = first_parts(known);
    }
    let why = if fixed { "it can never be off" } else { "it is not known" };
    let reason = format!("{unknown:?} cannot be set: {why}. Allowed are {}", allowed.join(", "));
    Err(Refusal::Unknown { name: part, reason })
}

/// The names; of fields, their models with a star in place of the field.
fn first_parts(known: &BTreeSet<String>) -> Vec<&str> {
    let parts: BTreeSet<&str> = known
        .iter()
        .map(|name| name.split_once('.').map_or(name.as_str(), |(model, _field)| model))
        .collect();
    parts.into_iter().collect()
}

struct Known {
    models: BTreeSet<String>,
    fields: BTreeSet<String>,
    actions: BTreeSet<String>,
}

impl Known {
    fn names() -> Self {
        let all: BTreeMap<&str, Capabilities> =
            TOOLS.iter().map(|tool| (tool.slug, (tool.capabilities)(&json!({})))).collect();
        let mut known = Self { models: BTreeSet::new(), fields: BTreeSet::new(), actions: BTreeSet::new() };
        for capabilities in all.values() {
            known.actions.extend(capabilities.actions.iter().map(|action| action.id.to_owned()));
            for model in &capabilities.models {
                known.models.insert(model.id.to_owned());
                let fields = model.fields.iter().filter(|field| !is_fixed(model.id, field.id));
                known.fields.extend(fields.map(|field| field_id(model.id, field.id)));
            }
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(settings: &serde_json::Value) -> String {
        check(&serde_json::from_value(settings.clone()).unwrap()).unwrap_err().to_string()
    }

    #[test]
    fn unknown_names_are_refused_with_the_allowed_ones() {
        let text = refusal(&json!({ "models": { "ats_job": "DISABLED" } }));
        assert!(text.contains("ats_job") && text.contains("ats_jobs, "), "{text}");
        let text = refusal(&json!({ "fields": { "ats_tags.colour": "DISABLED" } }));
        assert!(text.contains("ats_tags.name") && !text.contains("ats_jobs"), "{text}");
        let text = refusal(&json!({ "fields": { "colour": "DISABLED" } }));
        assert!(text.contains("ats_tags"), "{text}");
        let text = refusal(&json!({ "actions": { "ats_delete_everything": "ENABLED" } }));
        assert!(text.contains("ats_create_application"), "{text}");
    }

    #[test]
    fn what_makes_a_record_can_never_be_off() {
        for field in
            ["ats_jobs.id", "ats_candidates.remote_id", "ats_users.changed_at", "ats_join_jobs_users.job_id"]
        {
            let text = refusal(&json!({ "fields": { field: "OPTIONAL" } }));
            assert!(text.contains("never be off"), "{text}");
        }
    }

    #[test]
    fn what_is_left_to_the_customer_is_listed_with_its_label() {
        let settings = json!({
            "models": { "ats_jobs": "OPTIONAL", "ats_users": "DISABLED" },
            "fields": { "ats_candidates.phone_numbers": "OPTIONAL" },
            "actions": { "ats_create_candidate": "OPTIONAL" },
        });
        let opted_out = OptOuts { models: ["ats_jobs".to_owned()].into(), ..OptOuts::default() };
        let scopes = Scopes::new(None, serde_json::from_value(settings).unwrap(), opted_out);
        let tool = TOOLS[0].slug;
        let choices = optional(tool, &scopes);
        let told: Vec<(&str, &str, bool)> =
            choices.iter().map(|c| (c.id.as_str(), c.label, c.opted_out)).collect();
        assert_eq!(
            told,
            [
                ("ats_jobs", "Jobs", true),
                ("ats_candidates.phone_numbers", "Candidates", false),
                ("ats_create_candidate", "Create candidates", false),
            ]
        );
        assert_eq!(optional("no such tool", &scopes), []);
    }
}
