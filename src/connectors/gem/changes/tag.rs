//! Tags (W9 of Gem's sheet, by analogy with Harvest, unverified and unlikely): a tag's name stands in for its id.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use serde_json::Value;

use super::shown::Shown;
use super::{Changes, doubt, has_text};
use crate::connectors::change::{Before, Effect, LookedBack, Survey, Unsent};
use crate::domain::change::Subject;
use crate::domain::refusal::Refusal;

impl Changes<'_> {
    pub(super) async fn tag(&self, of: &Subject, tag: &str, there: bool) -> Result<Effect, Unsent> {
        let method = if there { Method::PUT } else { Method::DELETE };
        let answer = self.client.send(method, &["candidates", &of.candidate, "tags", tag], None).await?;
        if !has_text(&answer, "id") {
            return Err(doubt("Gem's answer is no candidate"));
        }
        Ok(self.effect_on(of, Effect::default()).await)
    }
}

/// The most bytes of a tag's name in an address. Gem's gateway takes 10,240 bytes for the address and all headers
/// (inferred), and would answer a longer one with something that leaves open what happened.
const LONGEST: usize = 8_000;

pub(super) fn survey(tag: &str, there: bool, shown: &Shown) -> Survey {
    if shown.has_tag(tag) == there {
        return Survey::Already(Effect::of(shown.parts()));
    }
    // An address cannot end in dots alone, and loses tabs and line breaks.
    if matches!(tag, "." | "..") || tag.contains(char::is_control) {
        return Survey::Refused(Refusal::invalid("tag.name", "Gem cannot be asked for a tag of this name"));
    }
    if utf8_percent_encode(tag, NON_ALPHANUMERIC).map(str::len).sum::<usize>() > LONGEST {
        return Survey::Refused(Refusal::invalid(
            "tag.name",
            "Gem cannot be asked for a tag with a name this long",
        ));
    }
    Survey::Clear(Before(Value::Null))
}

pub(super) fn look_back(tag: &str, there: bool, shown: &Shown) -> LookedBack {
    if shown.has_tag(tag) == there {
        return LookedBack::Done(Effect::of(shown.parts()));
    }
    LookedBack::NotYet
}
