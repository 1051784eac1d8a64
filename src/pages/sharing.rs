//! What an integration will share.

use maud::{Markup, html};

use super::texts::names;
use super::voice::Voice;
use crate::connect::visit::Visit;
use crate::connectors::capability::{Coverage, ModelCapability};

/// Everything that the connector can deliver and do.
pub(super) fn show(visit: &Visit, voice: &Voice<'_>) -> Markup {
    let capabilities = (visit.tool.capabilities)(&visit.settings);
    let name = |id: &str, label: &'static str| names::of(id, label, voice.language);
    let models: Vec<_> = capabilities.models.iter().filter(|model| model.available).collect();
    let actions: Vec<_> = capabilities.actions.iter().filter(|action| action.available).collect();
    html! {
        section {
            h2 { (voice.texts.shared) }
            @if !models.is_empty() {
                p { (voice.say(voice.texts.shared_intro)) }
                ul.shared { @for model in models { li { (model_of(model, name(model.id, model.label), voice)) } } }
            }
            @if !actions.is_empty() {
                p { (voice.say(voice.texts.actions_intro)) }
                ul { @for action in actions { li { (name(action.id, action.label)) } } }
            }
        }
    }
}

/// The fields under their names in the contract, for those who want to know.
fn model_of(model: &ModelCapability, name: &str, voice: &Voice<'_>) -> Markup {
    let filled = model.fields.iter().filter(|field| field.coverage == Coverage::Supported);
    let fields: Vec<&str> = filled.map(|field| field.id).collect();
    let count = fields.len().to_string();
    html! {
        details {
            summary { (name) " " span.count { "(" (voice.say_with(voice.texts.fields, ("count", &count))) ")" } }
            p lang="en" { (fields.join(", ")) }
        }
    }
}
