//! The last page: what the account offers to choose.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::entered::Step;
use super::layout::{Problem, complaint, described_by, help_id, page};
use super::sharing;
use super::voice::Voice;
use crate::connect::visit::Visit;
use crate::connectors::Offer;
use crate::connectors::form::Choice;

pub(super) fn show(
    visit: &Visit,
    (offers, chosen): (&[Offer], &BTreeMap<String, String>),
    problems: &[Problem],
) -> Markup {
    let voice = Voice::of(visit);
    let texts = voice.texts;
    let known =
        |offer: &&Offer| visit.tool.form.choices.iter().find(|choice| choice.setting == offer.setting);
    let content = html! {
        p { (voice.say(texts.choices_intro)) }
        form method="post" {
            @for offer in offers {
                @if let Some(choice) = known(&offer) {
                    (choose(&voice, choice, (offer, chosen.get(&offer.setting)), problems))
                }
            }
            (sharing::optional(visit, &voice))
            div.buttons {
                button type="submit" name=(Step::NAME) value=(Step::Finish.as_str()) { (texts.finish) }
                button.second type="submit" name=(Step::NAME) value=(Step::Back.as_str()) { (texts.back) }
            }
        }
    };
    page(&voice, texts.choices_title, problems, &content)
}

fn choose(
    voice: &Voice<'_>,
    choice: &Choice,
    (offer, chosen): (&Offer, Option<&String>),
    problems: &[Problem],
) -> Markup {
    let has_problem = problems.iter().any(|problem| problem.field == Some(choice.setting));
    html! {
        div.field {
            label for=(choice.setting) { (choice.label.to(voice.language)) }
            p.help id=(help_id(choice.setting)) { (choice.help.to(voice.language)) }
            (complaint(choice.setting, problems))
            select id=(choice.setting) name=(choice.setting) aria-invalid=[has_problem.then_some("true")]
                aria-describedby=[described_by(choice.setting, true, problems)] {
                option value="" { (choice.none.to(voice.language)) }
                @for option in &offer.options {
                    option value=(option.id) selected[chosen == Some(&option.id)] { (option.label) }
                }
            }
        }
    }
}

/// A setting was given what it does not have.
pub(super) fn not_offered(visit: &Visit, setting: &str) -> Vec<Problem> {
    let voice = Voice::of(visit);
    let choice = visit.tool.form.choices.iter().find(|choice| choice.setting == setting);
    choice
        .map(|choice| Problem {
            field: Some(choice.setting),
            text: voice.say_with(voice.texts.not_offered, ("field", choice.label.to(voice.language))),
        })
        .into_iter()
        .collect()
}
