//! What all pages have in common.

use maud::{DOCTYPE, Markup, html};

use super::voice::Voice;

/// What went wrong with what was entered: a sentence, and the field that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub field: Option<&'static str>,
    pub text: String,
}

/// A page. Of what it refers to, nothing lies with anybody else.
pub(super) fn page(voice: &Voice<'_>, title: &str, problems: &[Problem], content: &Markup) -> Markup {
    let of_problem = (!problems.is_empty()).then(|| format!("{}: ", voice.texts.did_not_work));
    html! {
        (DOCTYPE)
        html lang=(voice.language.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (of_problem.unwrap_or_default()) (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="style.css";
            }
            body {
                main {
                    h1 { (title) }
                    (summary(voice, problems))
                    (content)
                }
            }
        }
    }
}

/// Takes the focus, so that nobody has to look for it, and leads to the fields.
fn summary(voice: &Voice<'_>, problems: &[Problem]) -> Markup {
    html! {
        @if !problems.is_empty() {
            div.problems role="alert" tabindex="-1" autofocus {
                h2 { (voice.texts.did_not_work) }
                ul {
                    @for problem in problems {
                        li {
                            @match problem.field {
                                Some(field) => a href={ "#" (field) } { (problem.text) },
                                None => (problem.text),
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Beside a field: what is wrong with it.
pub(super) fn complaint(field: &str, problems: &[Problem]) -> Markup {
    let of_field = |problem: &&Problem| problem.field == Some(field);
    html! {
        @if let Some(problem) = problems.iter().find(of_field) {
            p.complaint id=(complaint_id(field)) { (problem.text) }
        }
    }
}

pub(super) fn complaint_id(field: &str) -> String {
    format!("{field}-problem")
}

pub(super) fn help_id(field: &str) -> String {
    format!("{field}-help")
}

/// The ids of what describes a field: its help, and what is wrong with it.
pub(super) fn described_by(field: &str, has_help: bool, problems: &[Problem]) -> Option<String> {
    let help = has_help.then(|| help_id(field));
    let wrong = problems.iter().any(|problem| problem.field == Some(field)).then(|| complaint_id(field));
    let ids: Vec<String> = help.into_iter().chain(wrong).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}
