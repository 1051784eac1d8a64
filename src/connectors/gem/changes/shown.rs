//! A candidate as Gem shows it at this moment, with the applications that it embeds.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::super::map::{self, Context};
use super::super::resource::{APPLICATIONS, CANDIDATES};
use super::Changes;
use crate::connectors::ConnectorError;
use crate::connectors::change::Part;

/// Rows of a list of one job's applications that are gone through at most, in pages.
const MOST_PAGES: u32 = 40;
/// Gem's longest page.
const PAGE: u32 = 500;

const CONTEXT: Context<'_> = Context { job_board: None, vanity: None, first_page: false };

#[derive(Debug)]
pub(super) struct Shown {
    raw: Box<RawValue>,
    value: Value,
    /// `None` when Gem embeds none (the sheet says: maybe absent).
    applications: Option<Vec<Application>>,
}

/// An application, as its own text and as a value.
#[derive(Debug)]
pub(super) struct Application {
    raw: Box<RawValue>,
    value: Value,
}

#[derive(Deserialize)]
struct Embedding<'a> {
    #[serde(borrow, default)]
    applications: Option<Vec<&'a RawValue>>,
}

impl Shown {
    pub(super) fn read(raw: Box<RawValue>) -> Result<Self, ConnectorError> {
        let unreadable = |_error| ConnectorError::Unreadable("a candidate was expected".to_owned());
        let value: Value = serde_json::from_str(raw.get()).map_err(unreadable)?;
        let embedding = serde_json::from_str::<Embedding<'_>>(raw.get()).ok();
        let applications = embedding.and_then(|embedding| embedding.applications);
        let applications = applications.map(|all| all.into_iter().filter_map(Application::read).collect());
        Ok(Self { raw, value, applications })
    }

    pub(super) fn id(&self) -> Option<&str> {
        self.value.get("id")?.as_str().filter(|id| !id.is_empty())
    }

    pub(super) fn is_deleted(&self) -> bool {
        self.value.get("deleted_at").is_some_and(|at| !at.is_null())
    }

    pub(super) fn is_named(&self, first_name: &str, last_name: &str) -> bool {
        let is = |field: &str, name: &str| {
            self.value.get(field).and_then(Value::as_str).is_some_and(|given| given.trim() == name.trim())
        };
        is("first_name", first_name) && is("last_name", last_name)
    }

    pub(super) fn has_email(&self, email: &str) -> bool {
        let addresses = self.value.get("email_addresses").and_then(Value::as_array).into_iter().flatten();
        addresses
            .filter_map(|address| address.get("value")?.as_str())
            .any(|address| address.to_lowercase() == email.to_lowercase())
    }

    pub(super) fn has_tag(&self, tag: &str) -> bool {
        let tags = self.value.get("tags").and_then(Value::as_array).into_iter().flatten();
        tags.filter_map(Value::as_str).any(|known| known == tag)
    }

    /// How many files of a name and type it has: they have no ids.
    pub(super) fn files(&self, name: &str, kind: &str) -> usize {
        let files = self.value.get("attachments").and_then(Value::as_array).into_iter().flatten();
        let is =
            |file: &Value, field: &str, text: &str| file.get(field).and_then(Value::as_str) == Some(text);
        files.filter(|file| is(file, "filename", name) && is(file, "type", kind)).count()
    }

    /// Of those that are embedded.
    pub(super) fn applications(&self) -> &[Application] {
        self.applications.as_deref().unwrap_or_default()
    }

    pub(super) fn embeds(&self) -> bool {
        self.applications.is_some()
    }

    pub(super) fn embed(&mut self, applications: Vec<Application>) {
        self.applications = Some(applications);
    }

    pub(super) fn application(&self, id: &str) -> Option<&Application> {
        self.applications().iter().find(|application| application.id() == Some(id))
    }

    /// The candidate and its applications, as pages of a sync would bring them.
    pub(super) fn parts(&self) -> Vec<Part> {
        let candidate = map::batch(CANDIDATES, &[&self.raw], &CONTEXT);
        let candidate = Part { about: CANDIDATES.pass.model, batch: candidate };
        [candidate].into_iter().chain(self.applications.as_deref().map(part)).collect()
    }
}

/// Applications, as a page of a sync would bring them.
pub(super) fn part(applications: &[Application]) -> Part {
    let rows: Vec<&RawValue> = applications.iter().map(|application| &*application.raw).collect();
    Part { about: APPLICATIONS.pass.model, batch: map::batch(APPLICATIONS, &rows, &CONTEXT) }
}

impl Application {
    pub(super) fn read(raw: &RawValue) -> Option<Self> {
        Some(Self { value: serde_json::from_str(raw.get()).ok()?, raw: raw.to_owned() })
    }

    fn text(&self, pointer: &str) -> Option<&str> {
        self.value.pointer(pointer)?.as_str()
    }

    pub(super) fn id(&self) -> Option<&str> {
        self.text("/id").filter(|id| !id.is_empty())
    }

    pub(super) fn candidate(&self) -> Option<&str> {
        self.text("/candidate_id")
    }

    pub(super) fn is_for(&self, job: &str) -> bool {
        self.text("/jobs/0/id") == Some(job)
    }

    pub(super) fn stage(&self) -> Option<&str> {
        self.text("/current_stage/id")
    }

    pub(super) fn source(&self) -> Option<&str> {
        self.text("/source/id")
    }

    pub(super) fn is_rejected_for(&self, reason: &str) -> bool {
        self.text("/status") == Some("rejected") && self.text("/rejection_reason/id") == Some(reason)
    }

    pub(super) fn is_deleted(&self) -> bool {
        self.value.get("deleted_at").is_some_and(|at| !at.is_null())
    }
}

impl Changes<'_> {
    /// Makes a candidate show its applications for a job also where Gem embeds none: there is no way to ask for those of
    /// a candidate, only for those of a job (Gem's sheet, G6).
    pub(super) async fn with_applications(
        &self,
        mut shown: Shown,
        job: Option<&str>,
    ) -> Result<Shown, ConnectorError> {
        let (false, Some(job), Some(id)) = (shown.embeds(), job, shown.id()) else { return Ok(shown) };
        let mut found = Vec::new();
        for page in 1..=MOST_PAGES {
            let query = [("job_id", job.to_owned())];
            let answer = self.client.get_page(APPLICATIONS.path, &query, page, PAGE).await?;
            let rows = answer.rows()?;
            let applications = rows.iter().filter_map(|row| Application::read(row));
            found.extend(applications.filter(|application| application.candidate() == Some(id)));
            if rows.len() < PAGE as usize {
                break;
            }
        }
        shown.embed(found);
        Ok(shown)
    }
}
