//! What the customer may set of an integration that is there.

use maud::{Markup, html};

use super::entered::Step;
use super::layout::page;
use super::voice::Voice;
use crate::connect::visit::Visit;

/// Says who has set it; there is nothing to choose here yet.
pub(super) fn show(visit: &Visit) -> Markup {
    let voice = Voice::of(visit);
    let texts = voice.texts;
    let steps = visit.link.steps;
    let content = html! {
        p { (voice.say(texts.setup_intro)) }
        ul {
            @if steps.filtering { li { (voice.say(texts.setup_filtering)) } }
            @if steps.mapping { li { (voice.say(texts.setup_mapping)) } }
        }
        form method="post" {
            button type="submit" name=(Step::NAME) value=(Step::Finish.as_str()) { (texts.finish) }
        }
    };
    page(&voice, &voice.say(texts.setup_title), &[], &content)
}
