//! Changes in Gem (Gem's sheet, sections 7.2, 7.3 and 14). Creating candidates, notes and sources are confirmed; all
//! others exist by analogy only, and are switched off unless an integration's settings say otherwise.

mod application;
mod apply;
mod attachment;
mod body;
mod note;
mod shown;
mod tag;

use serde_json::Value;
use serde_json::value::RawValue;

use super::client::Client;
use super::settings::Settings;
use crate::connectors::ConnectorError;
use crate::connectors::change::{Before, Doubt, Effect, LookedBack, Survey, Unsent};
use crate::domain::change::{Change, Subject};
use crate::domain::refusal::Refusal;
use shown::Shown;

/// What it takes to change something: a client that somebody waits for.
pub(super) struct Changes<'a> {
    pub client: Client,
    pub settings: &'a Settings,
}

impl Changes<'_> {
    pub(super) async fn survey(&self, change: &Change) -> Result<Survey, ConnectorError> {
        if let Change::Apply(new) = change {
            return self.survey_person(new).await;
        }
        let Some(of) = change.subject() else { return Ok(Survey::Refused(gone("candidate_id"))) };
        let Some(shown) = self.candidate(&of.candidate).await? else {
            return Ok(Survey::Refused(gone(name_of(of))));
        };
        match change {
            Change::SetStage { stage, .. } => self.survey_stage(of, stage, shown).await,
            Change::Reject { reason, .. } => self.survey_rejection(of, reason, shown).await,
            Change::AddNote { text, .. } => Ok(self.survey_note(text, "content")),
            Change::AddResultLink { link, .. } => Ok(self.survey_note(&note::of_link(link), "label")),
            Change::AddAttachment { file, .. } => Ok(attachment::survey(file, &shown)),
            Change::AddTag { tag, .. } => Ok(tag::survey(tag, true, &shown)),
            Change::RemoveTag { tag, .. } => Ok(tag::survey(tag, false, &shown)),
            Change::Apply(_new) => Ok(Survey::Refused(gone("candidate_id"))),
        }
    }

    pub(super) async fn make(&self, change: &Change, before: &Before) -> Result<Effect, Unsent> {
        match change {
            Change::Apply(new) => self.apply(new, before).await,
            Change::SetStage { of, stage } => self.set_stage(of, stage, before).await,
            Change::Reject { of, reason, note } => self.reject(of, reason, note.as_deref()).await,
            Change::AddNote { of, text } => self.add_note(of, text).await,
            Change::AddResultLink { of, link } => self.add_note(of, &note::of_link(link)).await,
            Change::AddAttachment { of, file } => self.attach(of, file).await,
            Change::AddTag { of, tag } => self.tag(of, tag, true).await,
            Change::RemoveTag { of, tag } => self.tag(of, tag, false).await,
        }
    }

    pub(super) async fn look_back(
        &self,
        change: &Change,
        before: &Before,
    ) -> Result<LookedBack, ConnectorError> {
        let of = match change {
            Change::Apply(new) => return self.look_for_person(new, before).await,
            // No list of notes is known.
            Change::AddNote { .. } | Change::AddResultLink { .. } => return Ok(LookedBack::Untold),
            other => other.subject(),
        };
        let Some(of) = of else { return Ok(LookedBack::Untold) };
        // Whoever deleted the candidate took with it what is looked for.
        let Some(shown) = self.candidate(&of.candidate).await? else { return Ok(LookedBack::Untold) };
        match change {
            Change::SetStage { stage, .. } => self.look_for_stage(of, stage, shown).await,
            Change::Reject { reason, .. } => self.look_for_rejection(of, reason, shown).await,
            Change::AddAttachment { file, .. } => Ok(attachment::look_back(file, before, &shown)),
            Change::AddTag { tag, .. } => Ok(tag::look_back(tag, true, &shown)),
            Change::RemoveTag { tag, .. } => Ok(tag::look_back(tag, false, &shown)),
            Change::Apply(_) | Change::AddNote { .. } | Change::AddResultLink { .. } => {
                Ok(LookedBack::Untold)
            }
        }
    }

    /// A live candidate as it is now; `None` when it is gone.
    async fn candidate(&self, id: &str) -> Result<Option<Shown>, ConnectorError> {
        let found = self.client.get_item(&["candidates", id]).await?;
        let shown = found.map(Shown::read).transpose()?;
        Ok(shown.filter(|shown| !shown.is_deleted()))
    }

    /// What a change did, as Gem shows it from now on. When that cannot be read, the next sync brings it; `known` is
    /// what the change's own answer told.
    async fn effect_on(&self, of: &Subject, known: Effect) -> Effect {
        match self.candidate(&of.candidate).await {
            Ok(Some(shown)) => {
                let parts = known.parts.into_iter().chain(shown.parts()).collect();
                Effect { parts, ..known }
            }
            Ok(None) => known,
            Err(error) => {
                tracing::warn!(%error, "a candidate could not be read after a change; the next sync will do it");
                known
            }
        }
    }
}

/// The part of the path that names whom it is done to.
fn name_of(of: &Subject) -> &'static str {
    if of.application.is_some() { "application_id" } else { "candidate_id" }
}

/// A good status is not believed where the answer is not what the change is answered with: it may be somebody else's.
fn doubt(what: &str) -> Unsent {
    Unsent::Uncertain(Doubt { what: what.to_owned(), timed_out: false })
}

/// Whether an answer has a field with a text.
fn has_text(answer: &RawValue, field: &str) -> bool {
    let answer: Value = serde_json::from_str(answer.get()).unwrap_or_default();
    answer.get(field).and_then(Value::as_str).is_some_and(|text| !text.is_empty())
}

fn gone(name: &str) -> Refusal {
    Refusal::absent(name, "the candidate is no longer in the ATS")
}
