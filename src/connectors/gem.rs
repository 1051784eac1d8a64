//! Gem (`https://api.gem.com/ats/v0`): its transport, its objects, and their mapping into the domain.
//!
//! What is known about Gem, how surely, and what is only guessed stands in `docs/connectors/gem.md`. Guesses are
//! switched off by default.

mod attachments;
mod capabilities;
mod changes;
mod choices;
mod client;
mod credentials;
mod failure;
mod fields;
mod form;
mod job_board;
mod map;
mod path;
mod patience;
mod raw;
mod resource;
mod row;
mod settings;
mod walk;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::tool::{Outbound, Tool};
use super::{
    Answer, Before, Calls, Connector, ConnectorError, Cursor, Effect, LookedBack, Meter, Offer, Outline,
    PageRequest, Pass, Passthrough, Relayed, RemoteFiles, Survey, Unsent,
};
use crate::clock::Clock;
use crate::domain::change::Change;
use crate::domain::remote::Batch;
use changes::Changes;
use client::{Client, Hints};
use credentials::Credentials;
use job_board::JobBoard;
use resource::{Key, Resource};
use settings::Settings;
use walk::{Position, RowKey, Terms};

/// To be counted up when the same row of Gem's becomes another record: all rows are then read and mapped again.
const MAPPING: u32 = 3;
/// How long after its beginning an interview is read again at every incremental sync (Gem's sheet, section 9).
const RECENTLY: TimeDelta = TimeDelta::days(14);

/// The registry's entry.
pub const TOOL: Tool = Tool {
    slug: "gem",
    label: "Gem",
    api: "api",
    reserved_headers: &credentials::HEADERS,
    capabilities: capabilities::of,
    check_settings: |settings| Settings::read(settings).map(|_fit| ()),
    fields: fields::FIELDS,
    raw_fields: raw::fields,
    custom_fields: raw::custom_fields,
    connect,
    form: &form::FORM,
};

fn connect(
    outbound: &Outbound,
    credentials: &SecretString,
    settings: &Value,
) -> Result<Arc<dyn Connector>, ConnectorError> {
    let settings = Settings::read(settings)?;
    let credentials = Credentials::read(credentials)?;
    let client = Client::new(outbound, credentials, settings.limit())?;
    let clock = Arc::clone(&outbound.clock);
    Ok(Arc::new(Gem { client, clock, settings, job_board: tokio::sync::OnceCell::new() }))
}

/// One customer's Gem account.
struct Gem {
    client: Client,
    clock: Arc<dyn Clock>,
    settings: Settings,
    /// The public job board, read once when it is first needed.
    job_board: tokio::sync::OnceCell<JobBoard>,
}

impl std::fmt::Debug for Gem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gem")
            .field("client", &self.client)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Gem {
    async fn job_board(&self, client: &Client) -> Result<&JobBoard, ConnectorError> {
        self.job_board
            .get_or_try_init(|| async {
                match &self.settings.job_board_vanity {
                    Some(vanity) => JobBoard::fetch(client, vanity).await,
                    None => Ok(JobBoard::default()),
                }
            })
            .await
    }
}

#[async_trait]
impl Connector for Gem {
    fn meter(&self) -> &Arc<Meter> {
        self.client.meter()
    }

    fn calls(&self) -> &Calls {
        self.client.calls()
    }

    fn masked(&self, path: &str) -> String {
        path::masked(path)
    }

    async fn check(&self) -> Result<(), ConnectorError> {
        let client = self.client.for_a_caller();
        client.get_page(resource::USERS.path, &[], 1, 1).await?;
        self.job_board(&client).await?;
        Ok(())
    }

    async fn choices(&self) -> Result<Vec<Offer>, ConnectorError> {
        choices::read(&self.client.for_a_caller(), &self.settings).await
    }

    fn full_plan(&self) -> Vec<Pass> {
        Resource::full_plan(&self.settings).map(|resource| resource.pass).collect()
    }

    fn delta_plan(&self) -> Vec<Pass> {
        Resource::delta_plan(&self.settings).map(|resource| resource.pass).collect()
    }

    fn shape(&self) -> String {
        // Switches of actions make no other records. The text is that of earlier versions, which would read everything anew.
        let (vanity, offers) = (&self.settings.job_board_vanity, self.settings.unverified.offers);
        format!("{MAPPING}:{vanity:?}:Unverified {{ offers: {offers} }}")
    }

    async fn fetch(&self, pass: Pass, request: &PageRequest) -> Result<Answer, ConnectorError> {
        let resource = self.resource(pass)?;
        let position = position(request.cursor.as_ref())?;
        let query = self.query(&resource, request.since, &position);
        let raw =
            self.client.get_page(resource.path, &query, position.page(), self.settings.page_size).await?;
        Ok(raw.into_answer())
    }

    fn outline(&self, pass: Pass, request: &PageRequest, answer: &Answer) -> Result<Outline, ConnectorError> {
        let resource = self.resource(pass)?;
        let position = position(request.cursor.as_ref())?;
        let Hints { total, ends_here } = Hints::of(answer);
        let terms = Terms {
            size: self.settings.page_size as usize,
            thoroughness: request.thoroughness,
            knows_creation: resource.knows_creation(),
            ends_here,
        };
        let keys: Vec<RowKey> =
            client::rows(&answer.body)?.into_iter().map(|row| RowKey::of(row, resource.created)).collect();
        let step = position.step(&keys, terms)?;
        Ok(Outline {
            rows: u32::try_from(step.fresh).unwrap_or(u32::MAX),
            total: total.filter(|_total| position.is_start()),
            next: step.next.map(|next| cursor(&next)),
            unsteady: step.unsteady,
        })
    }

    async fn read(
        &self,
        pass: Pass,
        request: &PageRequest,
        answer: &Answer,
    ) -> Result<Batch, ConnectorError> {
        let resource = self.resource(pass)?;
        let rows = client::rows(&answer.body)?;
        let needs_job_board = resource.needs_job_board && !rows.is_empty();
        let context = map::Context {
            job_board: if needs_job_board { Some(self.job_board(&self.client).await?) } else { None },
            vanity: self.settings.job_board_vanity.as_deref(),
            first_page: position(request.cursor.as_ref())?.is_start(),
        };
        Ok(map::batch(resource, &rows, &context))
    }

    async fn survey(&self, change: &Change) -> Result<Survey, ConnectorError> {
        self.changes().survey(change).await
    }

    async fn make(&self, change: &Change, before: &Before) -> Result<Effect, Unsent> {
        self.changes().make(change, before).await
    }

    async fn pass_through(&self, request: &Passthrough) -> Result<Relayed, Unsent> {
        self.client.for_a_caller().pass(request).await
    }

    async fn files(&self, candidate: &str) -> Result<Option<RemoteFiles>, ConnectorError> {
        attachments::of(&self.client.for_a_caller(), candidate).await
    }

    async fn look_back(&self, change: &Change, before: &Before) -> Result<LookedBack, ConnectorError> {
        self.changes().look_back(change, before).await
    }
}

impl Gem {
    fn changes(&self) -> Changes<'_> {
        Changes { client: self.client.for_a_caller(), settings: &self.settings }
    }

    fn resource(&self, pass: Pass) -> Result<Resource, ConnectorError> {
        Resource::of(pass, &self.settings)
            .ok_or_else(|| ConnectorError::Settings(format!("there is no pass {:?}", pass.name)))
    }

    fn query(
        &self,
        resource: &Resource,
        since: Option<DateTime<Utc>>,
        position: &Position,
    ) -> Vec<(&'static str, String)> {
        let mut query: Vec<_> =
            resource.query.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let created_after = position.created_after();
        match (resource.key, since) {
            // The walk is further on in time than the read began.
            (Key::Since("created_after"), Some(_)) if created_after.is_some() => {}
            (Key::Since(key), Some(since)) => query.push((key, walk::text(since))),
            (Key::StartsRecently, _) => {
                query.push(("starts_after", walk::text(self.clock.now() - RECENTLY)));
            }
            (Key::Since(_) | Key::Nothing, _) => {}
        }
        query.extend(created_after.map(|after| ("created_after", after)));
        query
    }
}

fn position(cursor: Option<&Cursor>) -> Result<Position, ConnectorError> {
    let Some(Cursor(value)) = cursor else { return Ok(Position::start()) };
    serde_json::from_value(value.clone())
        .map_err(|e| ConnectorError::Unreadable(format!("a stored position cannot be read ({e})")))
}

fn cursor(position: &Position) -> Cursor {
    Cursor(json!(position))
}
