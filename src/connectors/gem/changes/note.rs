//! Notes (W2 of Gem's sheet, confirmed), and result links, which become notes.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Changes, doubt, has_text};
use crate::connectors::change::{Before, Effect, Survey, Unsent};
use crate::domain::change::{ResultLink, Subject};
use crate::domain::problem::ProblemCode;
use crate::domain::refusal::Refusal;

/// Gem's limit, in characters.
const LONGEST: usize = 10_000;

impl Changes<'_> {
    /// `name` is the field that has most of the text.
    pub(super) fn survey_note(&self, text: &str, name: &str) -> Survey {
        if self.settings.acting_user_id.is_none() {
            return Survey::Refused(no_acting_user());
        }
        let length = text.chars().count();
        if length > LONGEST {
            let reason = format!("Gem takes notes of at most {LONGEST} characters; this one has {length}");
            return Survey::Refused(Refusal::invalid(name, &reason));
        }
        Survey::Clear(Before(Value::Null))
    }

    pub(super) async fn add_note(&self, of: &Subject, text: &str) -> Result<Effect, Unsent> {
        let user =
            self.settings.acting_user_id.as_deref().ok_or_else(|| Unsent::Refused(no_acting_user()))?;
        let body =
            json!({ "user_id": user, "body": text, "visibility": self.settings.note_visibility.as_str() });
        let path = ["candidates", &of.candidate, "activity_feed", "notes"];
        let answer = self.client.send(Method::POST, &path, Some(&body)).await?;
        if !has_text(&answer, "id") {
            return Err(doubt("Gem's answer is no note"));
        }
        Ok(self.effect_on(of, Effect::default()).await)
    }
}

fn no_acting_user() -> Refusal {
    let message = "Notes are written in the name of a Gem user, and none is set for the integration. Set its Gem id with \
                   PATCH /v1/management/integrations/{integration_id}/connector-settings and \
                   {\"acting_user_id\": \"…\"}, or with `unified-ats integration update --settings`.";
    Refusal::new(ProblemCode::SetupIncomplete, message)
}

/// A link with what it leads to, for people who read notes.
pub(super) fn of_link(link: &ResultLink) -> String {
    let ResultLink { label, url, attributes } = link;
    let details: Vec<String> = attributes.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let details = if details.is_empty() { String::new() } else { format!("\n\n{}", details.join("\n")) };
    format!("{label}\n{url}{details}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_readable_as_a_note() {
        let attributes =
            vec![("Test Score".to_owned(), "87".to_owned()), ("Test Level".to_owned(), "B".to_owned())];
        let link =
            ResultLink { label: "Coding test".to_owned(), url: "https://x.example/1".to_owned(), attributes };
        assert_eq!(of_link(&link), "Coding test\nhttps://x.example/1\n\nTest Score: 87\nTest Level: B");
        let bare = ResultLink { attributes: Vec::new(), ..link };
        assert_eq!(of_link(&bare), "Coding test\nhttps://x.example/1");
    }
}
