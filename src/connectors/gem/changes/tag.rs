//! Tags (W9 of Gem's sheet, by analogy with Harvest, unverified and unlikely): a tag's name stands in for its id.

use reqwest::Method;
use serde_json::Value;

use super::Changes;
use super::shown::Shown;
use crate::connectors::change::{Before, Effect, LookedBack, Survey, Unsent};
use crate::domain::change::Subject;
use crate::domain::refusal::Refusal;

impl Changes<'_> {
    pub(super) async fn tag(&self, of: &Subject, tag: &str, there: bool) -> Result<Effect, Unsent> {
        let method = if there { Method::PUT } else { Method::DELETE };
        self.client.send(method, &["candidates", &of.candidate, "tags", tag], None).await?;
        Ok(self.effect_on(of, Effect::default()).await)
    }
}

pub(super) fn survey(tag: &str, there: bool, shown: Shown) -> Survey {
    if matches!(tag, "." | "..") {
        // No address can end in them.
        return Survey::Refused(Refusal::invalid("tag.name", "Gem cannot be asked for a tag of this name"));
    }
    if shown.has_tag(tag) == there {
        return Survey::Already(Effect::of(shown.parts()));
    }
    Survey::Clear(Before(Value::Null))
}

pub(super) fn look_back(tag: &str, there: bool, shown: Shown) -> LookedBack {
    if shown.has_tag(tag) == there {
        return LookedBack::Done(Effect::of(shown.parts()));
    }
    LookedBack::NotYet
}
