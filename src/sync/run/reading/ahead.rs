//! Fetches the pages of a list ahead of the writer, in a task of its own. A page is kept in the database before the next
//! one is asked for: whoever takes the run over has at most the page to fetch again that was on its way. While one is
//! fetched, the one before it is read and prepared, and the one before that written.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use crate::clock::Clock;
use crate::connectors::{Answer, Connector, ConnectorError, Outline, PageRequest, Pass, Thoroughness};
use crate::store::answers::{self, Kept, Spot};
use crate::store::runs::Claim;
use crate::store::{IntegrationScope, Store, StoreError};
use crate::sync::prepared::Prepared;
use crate::sync::run::checkpoint::Walk;
use crate::sync::shaping::Shaping;

/// How many pages are fetched, prepared or wait while one is written, besides the one that is prepared for whoever waits.
/// This bounds the memory that pages take.
const AHEAD: usize = 1;

/// Why no page follows.
#[derive(Debug)]
pub(super) enum Halt {
    Connector(ConnectorError),
    Store(StoreError),
}

impl From<ConnectorError> for Halt {
    fn from(error: ConnectorError) -> Self {
        Self::Connector(error)
    }
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A page that is ready to be written.
#[derive(Debug)]
pub(super) struct Page {
    /// When the ATS was asked for it, or earlier: what it says is no older.
    pub asked_at: DateTime<Utc>,
    pub outline: Outline,
    pub prepared: Prepared,
}

/// The pages of a list, in their order, up to the last one. Dropped, it fetches no more.
#[derive(Debug)]
pub(super) struct Ahead {
    pages: mpsc::Receiver<Result<Preparing, Halt>>,
    _fetching: AbortOnDropHandle<()>,
}

/// A page that is being read and prepared.
type Preparing = AbortOnDropHandle<Result<Page, Halt>>;

impl Ahead {
    pub(super) fn start(fetcher: Fetcher) -> Self {
        let (sender, pages) = mpsc::channel(AHEAD);
        Self { pages, _fetching: AbortOnDropHandle::new(tokio::spawn(fetcher.run(sender))) }
    }

    /// Not to be asked again after the last page, or after a failure.
    pub(super) async fn next(&mut self) -> Result<Page, Halt> {
        let preparing = self
            .pages
            .recv()
            .await
            .unwrap_or_else(|| Err(broken("the task that fetches pages broke off")))?;
        preparing.await.unwrap_or_else(|error| Err(broken(error)))
    }
}

/// A task that did not end as it should.
fn broken(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Halt {
    StoreError::Driver(sqlx::Error::Io(std::io::Error::other(error))).into()
}

/// Everything that the fetching of a list needs.
pub(super) struct Fetcher {
    pub connector: Arc<dyn Connector>,
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub scope: IntegrationScope,
    pub claim: Claim,
    pub pass: Pass,
    pub since: Option<DateTime<Utc>>,
    pub thoroughness: Thoroughness,
    pub shaping: Arc<Shaping>,
    /// Where to go on.
    pub walk: Walk,
    /// The worker before may have kept pages.
    pub may_be_kept: bool,
}

impl Fetcher {
    async fn run(mut self, pages: mpsc::Sender<Result<Preparing, Halt>>) {
        while !self.walk.ended {
            // Nobody takes pages any more when the run was interrupted.
            let Ok(place) = pages.reserve().await else { return };
            let page = self.next().await;
            let failed = page.is_err();
            place.send(page);
            if failed {
                return;
            }
        }
    }

    async fn next(&mut self) -> Result<Preparing, Halt> {
        let cursor = self.walk.cursor.clone();
        let request = PageRequest { since: self.since, cursor, thoroughness: self.thoroughness };
        let kept = self.kept(&request).await?;
        let is_kept = kept.is_some();
        let (asked_at, answer) = match kept {
            Some(kept) => kept,
            None => self.ask(&request).await?,
        };
        let outline = self.connector.outline(self.pass, &request, &answer)?;
        self.walk.take(&outline);
        let (request, answer) = (Arc::new(request), Arc::new(answer));
        let preparing = self.prepare(Arc::clone(&request), Arc::clone(&answer), outline, asked_at);
        if !self.walk.ended && !is_kept {
            self.keep(&request, asked_at, &answer).await?;
        }
        Ok(preparing)
    }

    async fn ask(&self, request: &PageRequest) -> Result<(DateTime<Utc>, Answer), ConnectorError> {
        // Before it waits for its turn: too early a time lets no old row through, too late a one might.
        let asked_at = self.clock.now();
        Ok((asked_at, self.connector.fetch(self.pass, request).await?))
    }

    fn prepare(
        &self,
        request: Arc<PageRequest>,
        answer: Arc<Answer>,
        outline: Outline,
        asked_at: DateTime<Utc>,
    ) -> Preparing {
        let (connector, scope, pass) = (Arc::clone(&self.connector), self.scope.clone(), self.pass);
        let shaping = Arc::clone(&self.shaping);
        AbortOnDropHandle::new(tokio::spawn(async move {
            let batch = connector.read(pass, &request, &answer).await?;
            Ok(Page { asked_at, outline, prepared: Prepared::of(&scope, batch, &shaping) })
        }))
    }

    /// The next page and when it was asked for, if the worker before had fetched it.
    async fn kept(&mut self, request: &PageRequest) -> Result<Option<(DateTime<Utc>, Answer)>, StoreError> {
        if !self.may_be_kept {
            return Ok(None);
        }
        let mut db = self.store.pool().acquire().await?;
        let spot = spot(&self.walk, self.walk.pages + 1, request);
        let kept = answers::find(&mut db, &self.scope, &self.claim, spot).await?;
        self.may_be_kept = kept.is_some();
        Ok(kept.map(|Kept { asked_at, body, notes }| (asked_at, Answer { body, notes })))
    }

    /// The walk is behind the page already.
    async fn keep(
        &self,
        request: &PageRequest,
        asked_at: DateTime<Utc>,
        answer: &Answer,
    ) -> Result<(), StoreError> {
        let mut db = self.store.pool().acquire().await?;
        let spot = spot(&self.walk, self.walk.pages, request);
        answers::keep(&mut db, &self.scope, &self.claim, spot, asked_at, &answer.body, &answer.notes).await
    }
}

fn spot<'a>(walk: &'a Walk, page: u32, request: &'a PageRequest) -> Spot<'a> {
    let cursor = request.cursor.as_ref().map(|cursor| &cursor.0);
    Spot { pass: &walk.name, read: walk.read, page, cursor }
}
