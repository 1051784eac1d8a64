//! What an integration will share.

use maud::{Markup, html};

use super::texts::names;
use super::voice::Voice;
use crate::connect::sharing::SHARED;
use crate::connect::visit::Visit;
use crate::connectors::capability::{ActionCapability, Coverage, FieldCapability, ModelCapability};
use crate::control::scopes::Choice;
use crate::domain::scopes::{Setting, Settings, field_id};

/// What the connector can deliver and do, and is to.
pub(super) fn show(visit: &Visit, voice: &Voice<'_>) -> Markup {
    let capabilities = (visit.tool.capabilities)(&visit.settings);
    let settings = visit.scopes.settings();
    let name = |id: &str, label: &'static str| names::of(id, label, voice.language);
    let models: Vec<_> = {
        let wanted =
            |model: &&ModelCapability| model.available && settings.model(model.id) != Setting::Disabled;
        capabilities.models.iter().filter(wanted).collect()
    };
    let actions: Vec<_> = {
        let wanted =
            |action: &&ActionCapability| action.available && settings.action(action.id) != Setting::Disabled;
        capabilities.actions.iter().filter(wanted).collect()
    };
    html! {
        section {
            h2 { (voice.texts.shared) }
            @if !models.is_empty() {
                p { (voice.say(voice.texts.shared_intro)) }
                ul.shared { @for model in models { li { (model_of(model, settings, name(model.id, model.label), voice)) } } }
            }
            @if !actions.is_empty() {
                p { (voice.say(voice.texts.actions_intro)) }
                ul { @for action in actions { li { (name(action.id, action.label)) } } }
            }
        }
    }
}

/// The fields under their names in the contract, for those who want to know.
fn model_of(model: &ModelCapability, settings: &Settings, name: &str, voice: &Voice<'_>) -> Markup {
    let is_wanted = |field: &&FieldCapability| {
        let setting = settings.field(&field_id(model.id, field.id));
        field.coverage == Coverage::Supported && setting != Setting::Disabled
    };
    let fields: Vec<&str> = model.fields.iter().filter(is_wanted).map(|field| field.id).collect();
    let count = fields.len().to_string();
    html! {
        details {
            summary { (name) " " span.count { "(" (voice.say_with(voice.texts.fields, ("count", &count))) ")" } }
            p lang="en" { (fields.join(", ")) }
        }
    }
}

/// What the customer can leave out; checked is what they share.
pub(super) fn optional(visit: &Visit, voice: &Voice<'_>) -> Markup {
    let optional = visit.optional();
    html! {
        @if !optional.is_empty() {
            fieldset {
                legend { (voice.texts.optional_title) }
                p { (voice.say(voice.texts.optional_intro)) }
                @for choice in &optional { (leave_out(choice, voice)) }
            }
        }
    }
}

fn leave_out(choice: &Choice, voice: &Voice<'_>) -> Markup {
    let owner = choice.id.split('.').next().unwrap_or_default();
    let name = names::of(owner, choice.label, voice.language);
    html! {
        div.check {
            label {
                input type="checkbox" name={ (SHARED) (choice.id) } value="on" checked[!choice.opted_out];
                (name)
                @if let Some(field) = choice.field { ": " span lang="en" { (field) } }
            }
        }
    }
}
