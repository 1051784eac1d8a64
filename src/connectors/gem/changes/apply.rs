//! Creating a candidate with an application (W1 of Gem's sheet, confirmed), or a further application of a candidate that
//! Gem has (W7, by analogy with Harvest, unverified).

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::resource::CANDIDATES;
use super::shown::{Application, Shown, part};
use super::{Changes, body, doubt};
use crate::connectors::ConnectorError;
use crate::connectors::change::{Before, Created, Effect, LookedBack, Survey, Unsent};
use crate::domain::change::{NewApplication, Source};
use crate::domain::problem::ProblemCode;
use crate::domain::refusal::Refusal;

/// More candidates with one e-mail address than that are none.
const MOST_NAMESAKES: u32 = 500;

/// How things were before, to tell a new record by.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Found {
    /// The candidates that had the address.
    candidates: Vec<String>,
    /// The one among them who applies, if there is one, and the applications that it had.
    known: Option<String>,
    applications: Vec<String>,
    source: Option<String>,
    warnings: Vec<String>,
}

impl Found {
    fn of(before: &Before) -> Self {
        Self::deserialize(&before.0).unwrap_or_default()
    }
}

/// The candidates that Gem finds by an e-mail address.
struct Namesakes {
    candidates: Vec<Shown>,
    /// Gem left the filter out of account: there may be more.
    unfiltered: bool,
}

impl Changes<'_> {
    pub(super) async fn survey_person(&self, new: &NewApplication) -> Result<Survey, ConnectorError> {
        let mut namesakes = self.namesakes(&new.person.email_address).await?.candidates;
        for id in &new.known_as {
            // Known by another of its addresses, or found by us only.
            if !namesakes.iter().any(|shown| shown.id() == Some(id)) {
                namesakes.extend(self.candidate(id).await?);
            }
        }
        let mut found = Found::default();
        for shown in namesakes {
            let shown = self.with_applications(shown, Some(&new.job)).await?;
            let mut applications =
                shown.applications().iter().filter(|application| !application.is_deleted());
            if applications.any(|application| application.is_for(&new.job)) {
                return Ok(Survey::Refused(already_applied()));
            }
            let Some(id) = shown.id() else { continue };
            if found.known.is_none() {
                found.known = Some(id.to_owned());
                found.applications = ids(shown.applications());
            }
            found.candidates.push(id.to_owned());
        }
        if found.known.is_some() && !self.settings.unverified.further_applications {
            return Ok(Survey::Refused(no_further_application()));
        }
        (found.source, found.warnings) = self.source(new.source.as_ref()).await?;
        Ok(Survey::Clear(Before(json!(found))))
    }

    pub(super) async fn apply(&self, new: &NewApplication, before: &Before) -> Result<Effect, Unsent> {
        let found = Found::of(before);
        let source = found.source.as_deref();
        let (path, (body, warnings)) = match &found.known {
            Some(known) => (vec!["candidates", known, "applications"], body::of_application(new, source)),
            // The canonical path of a collection ends with a slash (Gem's sheet, section 3).
            None => (vec!["candidates", ""], body::of_candidate(new, source)),
        };
        let answer = self.client.send(Method::POST, &path, Some(&body)).await?;
        let answered = match &found.known {
            Some(known) => self.candidate(known).await,
            None => Shown::read(answer).map(Some),
        };
        let effect = match answered {
            Ok(Some(shown)) => self.effect_of(new, &found, shown).await,
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        match effect {
            Ok(Some(effect)) => Ok(with_warnings(effect, [warnings, found.warnings].concat())),
            Ok(None) => Err(doubt("Gem's answer does not show what it created")),
            Err(_unread) => Err(doubt("what Gem created could not be read")),
        }
    }

    pub(super) async fn look_for_person(
        &self,
        new: &NewApplication,
        before: &Before,
    ) -> Result<LookedBack, ConnectorError> {
        let found = Found::of(before);
        let (looked_at, unfiltered) = if let Some(known) = &found.known {
            (self.candidate(known).await?.into_iter().collect(), false)
        } else {
            let namesakes = self.namesakes(&new.person.email_address).await?;
            (newcomers(new, &found, namesakes.candidates), namesakes.unfiltered)
        };
        for shown in looked_at {
            if let Some(effect) = self.effect_of(new, &found, shown).await? {
                let (_body, warnings) = match &found.known {
                    Some(_known) => body::of_application(new, None),
                    None => body::of_candidate(new, None),
                };
                return Ok(LookedBack::Done(with_warnings(effect, [warnings, found.warnings].concat())));
            }
        }
        Ok(if unfiltered { LookedBack::Untold } else { LookedBack::NotYet })
    }

    /// The application that was created, if the candidate has it.
    async fn effect_of(
        &self,
        new: &NewApplication,
        found: &Found,
        shown: Shown,
    ) -> Result<Option<Effect>, ConnectorError> {
        let shown = self.with_applications(shown, Some(&new.job)).await?;
        let mut applications = shown.applications().iter().filter(|application| {
            application.is_for(&new.job)
                && application.id().is_some_and(|id| !found.applications.iter().any(|known| known == id))
        });
        let (Some(application), Some(candidate)) = (applications.next(), shown.id()) else { return Ok(None) };
        let created = Created {
            candidate: candidate.to_owned(),
            application: application.id().unwrap_or_default().to_owned(),
        };
        let mut effect = Effect { created: Some(created), ..Effect::of(shown.parts()) };
        self.credit(application, found.source.as_deref(), &mut effect).await;
        Ok(Some(effect))
    }

    /// Sets the source (W3, confirmed) where the creation did not. Sending it twice does no harm.
    async fn credit(&self, application: &Application, source: Option<&str>, effect: &mut Effect) {
        let (Some(source), Some(id)) = (source, application.id()) else { return };
        if application.source() == Some(source) {
            return;
        }
        let body = json!({ "source_id": source });
        match self.client.send(Method::PATCH, &["applications", id], Some(&body)).await {
            Ok(answer) => effect.parts.extend(Application::read(&answer).map(|now| part(&[now]))),
            Err(_refused) => {
                effect
                    .warnings
                    .push(body::warning("source", "Gem did not take the source; everything else was done"));
            }
        }
    }

    async fn namesakes(&self, email: &str) -> Result<Namesakes, ConnectorError> {
        let query = [("email", email.to_owned())];
        let page = self.client.get_page(CANDIDATES.path, &query, 1, MOST_NAMESAKES).await?;
        let rows = page.rows()?;
        let all = rows.into_iter().map(|row| Shown::read(row.to_owned())).collect::<Result<Vec<_>, _>>()?;
        let (candidates, others): (Vec<Shown>, Vec<Shown>) =
            all.into_iter().filter(|shown| !shown.is_deleted()).partition(|shown| shown.has_email(email));
        Ok(Namesakes { candidates, unfiltered: !others.is_empty() })
    }

    /// The id of the source to credit, and what stands in the way.
    async fn source(&self, wanted: Option<&Source>) -> Result<(Option<String>, Vec<String>), ConnectorError> {
        let standard = self.settings.source_id.clone();
        let name = match wanted {
            None => return Ok((standard, Vec::new())),
            Some(Source::Id(id) | Source::Found { id, .. }) => return Ok((Some(id.clone()), Vec::new())),
            Some(Source::Named(name)) => name,
        };
        if self.settings.unverified.sources {
            match self.listed_source(name).await {
                Ok(Some(id)) => return Ok((Some(id), Vec::new())),
                Ok(None) => {}
                // There is no such list: nobody is to go without an application for the sake of its source.
                Err(error @ (ConnectorError::Refused(_) | ConnectorError::Unreadable(_))) => {
                    tracing::warn!(%error, "the list of sources cannot be read");
                }
                Err(error) => return Err(error),
            }
        }
        let what = "Gem has no source of this name, as far as is known; it was left out";
        Ok((standard, vec![body::warning("source", what)]))
    }

    /// By the list of sources (R16, unverified). New ones appear there after a minute or two.
    async fn listed_source(&self, name: &str) -> Result<Option<String>, ConnectorError> {
        let page = self.client.get_page("/sources/", &[], 1, MOST_NAMESAKES).await?;
        let rows: Vec<serde_json::Value> =
            page.rows()?.into_iter().filter_map(|row| serde_json::from_str(row.get()).ok()).collect();
        let is_named = |row: &serde_json::Value| {
            let names = ["public_name", "name"].into_iter().filter_map(|field| row.get(field)?.as_str());
            names.into_iter().any(|given| given.trim().to_lowercase() == name.trim().to_lowercase())
        };
        Ok(rows.iter().find(|row| is_named(row)).and_then(|row| Some(row.get("id")?.as_str()?.to_owned())))
    }
}

/// Who was not there before and is called like the person.
fn newcomers(new: &NewApplication, found: &Found, candidates: Vec<Shown>) -> Vec<Shown> {
    let is_new = |shown: &Shown| {
        shown.id().is_some_and(|id| !found.candidates.iter().any(|known| known == id))
            && shown.is_named(&new.person.first_name, &new.person.last_name)
    };
    candidates.into_iter().filter(is_new).collect()
}

fn ids(applications: &[Application]) -> Vec<String> {
    applications.iter().filter_map(|application| application.id().map(str::to_owned)).collect()
}

fn with_warnings(mut effect: Effect, mut warnings: Vec<String>) -> Effect {
    warnings.append(&mut effect.warnings);
    Effect { warnings, ..effect }
}

fn already_applied() -> Refusal {
    Refusal::new(
        ProblemCode::ApplicationAlreadyExists,
        "A candidate with this e-mail address has an application to this job already.",
    )
}

fn no_further_application() -> Refusal {
    Refusal::new(
        ProblemCode::ActionNotAvailable,
        "Gem has a candidate with this e-mail address already. Further applications of known candidates are not verified \
         with Gem, and switched off for the integration (`unverified.further_applications`).",
    )
}
