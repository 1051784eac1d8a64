//! Moving and rejecting applications (W4 and W6 of Gem's sheet, by analogy with Harvest, unverified).

use reqwest::Method;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::shown::{Application, Shown, part};
use super::{Changes, doubt, gone, name_of};
use crate::connectors::ConnectorError;
use crate::connectors::change::{Before, Effect, LookedBack, Survey, Unsent};
use crate::domain::change::{ApplicationLinks, Subject};

impl Changes<'_> {
    pub(super) async fn survey_stage(
        &self,
        of: &Subject,
        stage: &str,
        shown: Shown,
    ) -> Result<Survey, ConnectorError> {
        let Some(links) = &of.application else { return Ok(Survey::Refused(gone(name_of(of)))) };
        let shown = self.with_applications(shown, links.job.as_deref()).await?;
        let now = match shown.application(&links.id) {
            Some(application) if application.stage() == Some(stage) => return Ok(already(&shown)),
            Some(application) => application.stage(),
            // As it was when it was last read.
            None => links.stage.as_deref(),
        };
        Ok(Survey::Clear(Before(json!({ "stage": now }))))
    }

    pub(super) async fn set_stage(
        &self,
        of: &Subject,
        stage: &str,
        before: &Before,
    ) -> Result<Effect, Unsent> {
        let body = json!({ "from_stage_id": before.0.get("stage"), "to_stage_id": stage });
        self.post_to_application(of, "move", &body).await
    }

    pub(super) async fn look_for_stage(
        &self,
        of: &Subject,
        stage: &str,
        shown: Shown,
    ) -> Result<LookedBack, ConnectorError> {
        self.look(of, shown, |application| application.stage() == Some(stage)).await
    }

    pub(super) async fn survey_rejection(
        &self,
        of: &Subject,
        reason: &str,
        shown: Shown,
    ) -> Result<Survey, ConnectorError> {
        let job = of.application.as_ref().and_then(|links| links.job.as_deref());
        let shown = self.with_applications(shown, job).await?;
        let application = of.application.as_ref().and_then(|links| shown.application(&links.id));
        if application.is_some_and(|application| application.is_rejected_for(reason)) {
            return Ok(already(&shown));
        }
        Ok(Survey::Clear(Before(Value::Null)))
    }

    pub(super) async fn reject(
        &self,
        of: &Subject,
        reason: &str,
        note: Option<&str>,
    ) -> Result<Effect, Unsent> {
        let note = note.filter(|note| !note.trim().is_empty());
        let notes = note.map(|note| ("notes".to_owned(), json!(note)));
        let reason = ("rejection_reason_id".to_owned(), json!(reason));
        let body = Value::Object([reason].into_iter().chain(notes).collect());
        self.post_to_application(of, "reject", &body).await
    }

    pub(super) async fn look_for_rejection(
        &self,
        of: &Subject,
        reason: &str,
        shown: Shown,
    ) -> Result<LookedBack, ConnectorError> {
        self.look(of, shown, |application| application.is_rejected_for(reason)).await
    }

    async fn post_to_application(&self, of: &Subject, what: &str, body: &Value) -> Result<Effect, Unsent> {
        let ApplicationLinks { id, .. } =
            of.application.as_ref().ok_or_else(|| Unsent::Refused(gone(name_of(of))))?;
        let answer = self.client.send(Method::POST, &["applications", id, what], Some(body)).await?;
        let known =
            of_application(&answer, id).ok_or_else(|| doubt("Gem's answer is not the application"))?;
        Ok(self.effect_on(of, known).await)
    }

    /// Whether an application is as it was to become.
    async fn look(
        &self,
        of: &Subject,
        shown: Shown,
        is: impl Fn(&Application) -> bool,
    ) -> Result<LookedBack, ConnectorError> {
        let Some(links) = &of.application else { return Ok(LookedBack::Untold) };
        let shown = self.with_applications(shown, links.job.as_deref()).await?;
        Ok(match shown.application(&links.id) {
            Some(application) if is(application) => LookedBack::Done(Effect::of(shown.parts())),
            Some(_as_before) => LookedBack::NotYet,
            None => LookedBack::Untold,
        })
    }
}

fn already(shown: &Shown) -> Survey {
    Survey::Already(Effect::of(shown.parts()))
}

/// What the answer to a change of an application tells, if it is that application.
fn of_application(answer: &RawValue, id: &str) -> Option<Effect> {
    let application = Application::read(answer).filter(|application| application.id() == Some(id))?;
    Some(Effect::of(vec![part(&[application])]))
}
