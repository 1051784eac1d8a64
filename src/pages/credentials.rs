//! The first page: what will be shared with whom, where the credentials are found, and where they are entered.

use maud::{Markup, html};

use super::entered::Step;
use super::layout::{Problem, complaint, described_by, help_id, page};
use super::sharing;
use super::voice::Voice;
use crate::connect::visit::{MOST_TRIES, Visit};
use crate::connectors::ConnectorError;
use crate::connectors::form::Field;
use crate::store::connect_links::Purpose;

pub(super) fn show(visit: &Visit, problems: &[Problem]) -> Markup {
    let voice = Voice::of(visit);
    let texts = voice.texts;
    let is_again = visit.link.purpose == Purpose::Relink;
    let (title, intro) = if is_again {
        (texts.relink_title, texts.relink_intro)
    } else {
        (texts.connect_title, texts.connect_intro)
    };
    let content = html! {
        p { (voice.say(intro)) }
        @if is_again { p { (voice.say(texts.relink_care)) } }
        @else { (sharing::show(visit, &voice)) }
        section {
            h2 { (texts.guide) }
            ol { @for step in visit.tool.form.guide { li { (step.to(voice.language)) } } }
        }
        form method="post" novalidate {
            fieldset {
                legend { (texts.credentials) }
                @for field in visit.tool.form.fields { (entry(&voice, field, problems)) }
                p.note { (texts.kept) }
            }
            button type="submit" name=(Step::NAME) value=(Step::Credentials.as_str()) { (texts.connect) }
        }
    };
    page(&voice, &voice.say(title), problems, &content)
}

/// What was entered before is not shown again.
fn entry(voice: &Voice<'_>, field: &Field, problems: &[Problem]) -> Markup {
    let has_problem = problems.iter().any(|problem| problem.field == Some(field.name));
    html! {
        div.field {
            label for=(field.name) {
                (field.label.to(voice.language))
                @if !field.is_required { span.optional { " (" (voice.texts.optional) ")" } }
            }
            @if let Some(help) = &field.help { p.help id=(help_id(field.name)) { (help.to(voice.language)) } }
            (complaint(field.name, problems))
            input id=(field.name) name=(field.name) type="password" autocomplete="off" autocapitalize="none"
                spellcheck="false" required[field.is_required] aria-invalid=[has_problem.then_some("true")]
                aria-describedby=[described_by(field.name, field.help.is_some(), problems)];
        }
    }
}

/// The fields that have to be filled in.
pub(super) fn missing(visit: &Visit, fields: &[&'static str]) -> Vec<Problem> {
    let voice = Voice::of(visit);
    let known = visit.tool.form.fields.iter().filter(|field| fields.contains(&field.name));
    known
        .map(|field| Problem {
            field: Some(field.name),
            text: voice.say_with(voice.texts.missing, ("field", field.label.to(voice.language))),
        })
        .collect()
}

/// Why the credentials were not taken, and how often others can be tried.
pub(super) fn refused(visit: &Visit, error: &ConnectorError) -> Vec<Problem> {
    let voice = Voice::of(visit);
    let (texts, form) = (voice.texts, visit.tool.form);
    let first = form.fields.first().map(|field| field.name);
    let (field, text) = match error {
        ConnectorError::Credentials(_) => (first, form.on_credentials.to(voice.language)),
        ConnectorError::NoAccess(_) => (first, form.on_no_access.to(voice.language)),
        ConnectorError::RateLimited(_) => (None, texts.too_many),
        ConnectorError::Unavailable(_) => (None, texts.unreachable),
        ConnectorError::Refused(_)
        | ConnectorError::Unreadable(_)
        | ConnectorError::Settings(_)
        | ConnectorError::Budget(_) => (None, texts.unexpected),
    };
    // The one that was just counted is not in the visit yet.
    let left = MOST_TRIES.saturating_sub(visit.link.tries + 1).to_string();
    vec![
        Problem { field, text: voice.say(text) },
        Problem { field: None, text: voice.say_with(texts.tries_left, ("count", &left)) },
    ]
}
