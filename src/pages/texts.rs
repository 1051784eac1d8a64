//! What the pages say, in every language. What names an ATS is the connector's; what a text has in braces is filled in.

mod de;
mod en;
mod es;
mod fr;
mod it;
pub(super) mod names;

use crate::domain::language::Language;

/// Every text of the pages, so that none can lack in a language.
#[derive(Debug)]
pub(super) struct Texts {
    pub connect_title: &'static str,
    pub connect_intro: &'static str,
    pub relink_title: &'static str,
    pub relink_intro: &'static str,
    pub relink_care: &'static str,
    pub shared: &'static str,
    pub shared_intro: &'static str,
    pub fields: &'static str,
    pub actions_intro: &'static str,
    pub guide: &'static str,
    pub credentials: &'static str,
    pub optional: &'static str,
    pub kept: &'static str,
    pub connect: &'static str,
    pub did_not_work: &'static str,
    pub missing: &'static str,
    pub unreachable: &'static str,
    pub too_many: &'static str,
    pub unexpected: &'static str,
    pub tries_left: &'static str,
    pub choices_title: &'static str,
    pub choices_intro: &'static str,
    pub optional_title: &'static str,
    pub optional_intro: &'static str,
    pub not_offered: &'static str,
    pub finish: &'static str,
    pub back: &'static str,
    pub setup_title: &'static str,
    pub setup_intro: &'static str,
    pub setup_filtering: &'static str,
    pub setup_mapping: &'static str,
    pub done_title: &'static str,
    pub done: &'static str,
    pub relinked: &'static str,
    pub set_up: &'static str,
    pub close: &'static str,
    pub code: &'static str,
    pub used_title: &'static str,
    pub used: &'static str,
    pub expired_title: &'static str,
    pub expired: &'static str,
    pub blocked_title: &'static str,
    pub blocked: &'static str,
    pub unknown_title: &'static str,
    pub unknown: &'static str,
    pub failed_title: &'static str,
    pub failed: &'static str,
}

pub(super) const fn of(language: Language) -> &'static Texts {
    match language {
        Language::En => &en::TEXTS,
        Language::De => &de::TEXTS,
        Language::Fr => &fr::TEXTS,
        Language::It => &it::TEXTS,
        Language::Es => &es::TEXTS,
    }
}

/// Fills in what stands in braces.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    // From left to right, so that nothing that was filled in is taken for a place again.
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, behind)) = after.split_once('}') else { break };
        filled.push_str(
            values.iter().find(|(known, _value)| *known == name).map_or("", |(_name, value)| *value),
        );
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let values = [("environment", "{organization}"), ("organization", "Acme")];
        assert_eq!(fill("{environment} asks {organization}.", &values), "{organization} asks Acme.");
    }

    #[test]
    fn every_language_has_the_same_places() {
        let places = |text: &Texts| {
            let text = format!("{text:?}");
            // The debug form has braces of its own around all of it.
            let inner = text.trim_start_matches("Texts {").trim_end_matches('}');
            let mut found: Vec<String> =
                inner.split('{').skip(1).map(|rest| rest.split('}').next().unwrap().to_owned()).collect();
            found.sort();
            found
        };
        for language in Language::ALL {
            assert_eq!(places(of(language)), places(of(Language::En)), "{language:?}");
        }
    }
}
