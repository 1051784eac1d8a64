//! Requests to Gem: the canonical path, the credentials, a turn from the budget, and patience.

mod passing;
mod writing;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rand::RngExt as _;
use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use url::Url;

use super::credentials::Credentials;
use super::failure::Failure;
use super::patience::{Next, Patience, Spent};
use super::{ConnectorError, path};
use crate::clock::Clock;
use crate::connectors::budget::{Budget, Grant, Limit, Urgency};
use crate::connectors::calls::Call;
use crate::connectors::meter::{Meter, WaitReason, Waiting};
use crate::connectors::tool::Outbound;
use crate::connectors::{Answer, Calls};
use crate::domain::interaction::Mishap;

/// A page beyond this size is not a page: Gem's gateway stops at 10 MB.
const LARGEST_BODY: usize = 32 << 20;

#[derive(Clone)]
pub(super) struct Client {
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    base: Url,
    credentials: Credentials,
    budget: Arc<dyn Budget>,
    meter: Arc<Meter>,
    calls: Calls,
    urgency: Urgency,
    patience: Patience,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

/// A page as it came over the wire.
#[derive(Debug)]
pub(super) struct RawPage {
    body: Vec<u8>,
    hints: Hints,
}

/// What headers say about the list, if they say anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Hints {
    /// Rows of the whole list.
    pub total: Option<u64>,
    /// No page follows.
    pub ends_here: bool,
}

impl Hints {
    /// Those of an answer that may have been kept. Hints that cannot be read are none.
    pub(super) fn of(answer: &Answer) -> Self {
        Self::deserialize(&answer.notes).unwrap_or_default()
    }
}

impl RawPage {
    pub(super) fn rows(&self) -> Result<Vec<&RawValue>, ConnectorError> {
        rows(&self.body)
    }

    pub(super) fn into_answer(self) -> Answer {
        Answer { body: self.body, notes: json!(self.hints) }
    }
}

/// The rows of a page, each as its own text; one that does not fit harms no other.
pub(super) fn rows(body: &[u8]) -> Result<Vec<&RawValue>, ConnectorError> {
    serde_json::from_slice(body).map_err(|e| {
        ConnectorError::Unreadable(format!("a list was expected, line {} column {}", e.line(), e.column()))
    })
}

impl Client {
    pub(super) fn new(
        outbound: &Outbound,
        credentials: Credentials,
        limit: Limit,
    ) -> Result<Self, ConnectorError> {
        if outbound.gem_base_url.cannot_be_a_base() {
            return Err(no_host());
        }
        Ok(Self {
            http: outbound.http.clone(),
            clock: Arc::clone(&outbound.clock),
            base: outbound.gem_base_url.clone(),
            budget: outbound.budgets.open(credentials.budget_key(&outbound.gem_base_url), limit),
            credentials,
            meter: Arc::default(),
            calls: outbound.calls.clone(),
            urgency: Urgency::Sync,
            patience: Patience::SYNC,
        })
    }

    /// The same for requests that somebody waits for: they go before syncs, and give up sooner.
    pub(super) fn for_a_caller(&self) -> Self {
        Self { urgency: Urgency::Write, patience: Patience::WRITE, ..self.clone() }
    }

    pub(super) fn meter(&self) -> &Arc<Meter> {
        &self.meter
    }

    pub(super) fn calls(&self) -> &Calls {
        &self.calls
    }

    /// One page of a collection. `path` is the canonical one, with slashes at both ends.
    pub(super) async fn get_page(
        &self,
        path: &str,
        query: &[(&str, String)],
        page: u32,
        size: u32,
    ) -> Result<RawPage, ConnectorError> {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url.query_pairs_mut()
            .append_pair("page", &page.to_string())
            .append_pair("per_page", &size.to_string())
            .extend_pairs(query);
        self.get_patiently(url, self.credentials.headers(), Expected::List).await
    }

    /// One object, by the parts of its path; `None` when there is none.
    pub(super) async fn get_item(&self, path: &[&str]) -> Result<Option<Box<RawValue>>, ConnectorError> {
        let url = self.address(path)?;
        let page = match self.get_patiently(url, self.credentials.headers(), Expected::Object).await {
            Err(ConnectorError::Refused(text)) if text.starts_with("404") => return Ok(None),
            other => other?,
        };
        serde_json::from_slice(&page.body)
            .map(Some)
            .map_err(|_unreadable| ConnectorError::Unreadable("an object was expected".to_owned()))
    }

    /// Ids are percent-encoded: they are anybody's text.
    fn address(&self, path: &[&str]) -> Result<Url, ConnectorError> {
        let mut url = self.base.clone();
        url.path_segments_mut().map_err(|()| no_host())?.pop_if_empty().extend(path);
        Ok(url)
    }

    /// The public job board, which takes no credentials. `None` when there is no board of that name.
    pub(super) async fn get_job_board(&self, vanity: &str) -> Result<Option<RawPage>, ConnectorError> {
        let mut url = self.base.clone();
        let root = self.base.path().trim_end_matches('/').trim_end_matches("/ats/v0").to_owned();
        url.set_path(&root);
        url.path_segments_mut().map_err(|()| no_host())?.pop_if_empty().extend([
            "job_board",
            "v0",
            vanity,
            "job_posts",
            "",
        ]);
        match self.get_patiently(url, HeaderMap::new(), Expected::List).await {
            Err(ConnectorError::Refused(text)) if text.starts_with("404") => Ok(None),
            other => other.map(Some),
        }
    }

    async fn get_patiently(
        &self,
        url: Url,
        headers: HeaderMap,
        expected: Expected,
    ) -> Result<RawPage, ConnectorError> {
        let mut spent = Spent::of(self.patience);
        loop {
            self.turn(&mut spent).await?;
            let failure = match self.get(url.clone(), headers.clone(), expected).await {
                Ok(page) => return Ok(page),
                Err(failure) => failure,
            };
            let next = spent.after(&failure, rand::rng().random());
            tracing::debug!(path = path::of(&url), ?next, error = %failure.error, "Gem did not answer as hoped");
            match next {
                Next::GiveUp => return Err(failure.error),
                Next::Pause(pause) => self.wait(self.clock.now() + pause, WaitReason::Retry).await,
                // The next turn is made to wait, and so is everybody else's.
                Next::HoldOff(pause) => self.budget.hold_off(self.clock.now() + pause).await?,
            }
        }
    }

    /// Waits until the budget allows a request, as long as patience allows.
    async fn turn(&self, spent: &mut Spent) -> Result<(), ConnectorError> {
        loop {
            let (until, reason) = match self.budget.take(self.urgency).await? {
                Grant::Go => return Ok(()),
                Grant::Spent { until } => (until, WaitReason::Budget),
                Grant::HeldOff { until } => (until, WaitReason::RateLimited),
            };
            let wait = (until - self.clock.now()).to_std().unwrap_or_default();
            if !spent.allows(wait) {
                return Err(ConnectorError::RateLimited(Some(wait)));
            }
            self.wait(until, reason).await;
        }
    }

    async fn wait(&self, until: DateTime<Utc>, reason: WaitReason) {
        self.meter.wait(self.clock.as_ref(), Waiting { until, reason }).await;
    }

    /// Redirects are not followed: the canonical path needs none, and credentials must not reach another host.
    async fn get(&self, url: Url, headers: HeaderMap, expected: Expected) -> Result<RawPage, Failure> {
        let mut call = self.calls.begin(self.clock.as_ref(), "GET", path::of(&url), 0);
        let request = self.http.get(url).headers(headers);
        self.meter.count_request();
        let mut response = request.send().await.map_err(|error| lost(&mut call, &error))?;
        let status = response.status();
        call.answered(status.as_u16());
        let headers = response.headers().clone();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| lost(&mut call, &error))? {
            self.meter.count_bytes(chunk.len());
            call.received(chunk.len());
            if body.len() + chunk.len() > LARGEST_BODY {
                call.went_wrong(Mishap::TooLong);
                return Err(Failure::of_body("the answer is longer than 32 MiB"));
            }
            body.extend_from_slice(&chunk);
        }
        call.ended(&body);
        if status != reqwest::StatusCode::OK {
            return Err(Failure::of_answer(status, &headers, &body, self.clock.now()));
        }
        if let Err(reason) = expected.check(&body) {
            call.unreadable(&body);
            return Err(Failure::of_body(reason));
        }
        Ok(RawPage { body, hints: hints(&headers) })
    }
}

fn lost(call: &mut Call<'_>, error: &reqwest::Error) -> Failure {
    call.lost(error);
    Failure::of_transport(error)
}

fn no_host() -> ConnectorError {
    ConnectorError::Settings("GEM_BASE_URL is not an address with a host".to_owned())
}

/// What a good answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    List,
    Object,
}

impl Expected {
    fn check(self, body: &[u8]) -> Result<(), &'static str> {
        let fits = match self {
            Self::List => serde_json::from_slice::<Vec<&RawValue>>(body).is_ok(),
            Self::Object => serde_json::from_slice::<BTreeMap<Cow<'_, str>, &RawValue>>(body).is_ok(),
        };
        match self {
            _ if fits => Ok(()),
            Self::List => Err("a list was expected"),
            Self::Object => Err("an object was expected"),
        }
    }
}

/// By `X-Pagination` (Gem's CRM API) or `Link` (Harvest).
fn hints(headers: &HeaderMap) -> Hints {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(pagination) = text("x-pagination").and_then(|text| serde_json::from_str::<Value>(text).ok()) {
        let number = |name: &str| pagination.get(name).and_then(Value::as_u64);
        let ends =
            matches!((number("page"), number("total_pages")), (Some(page), Some(pages)) if page >= pages);
        return Hints { total: number("total"), ends_here: ends };
    }
    let ends = text("link").is_some_and(|link| !link.contains("rel=\"next\"") && !link.contains("rel=next"));
    Hints { total: None, ends_here: ends }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_believed_when_they_end_the_list() {
        let headers = |name: &'static str, value: &str| {
            HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())])
        };
        let hints = |headers: &HeaderMap| {
            let Hints { total, ends_here } = hints(headers);
            (total, ends_here)
        };
        assert_eq!(hints(&HeaderMap::new()), (None, false));
        let last = r#"{"total": 7, "total_pages": 2, "page": 2}"#;
        assert_eq!(hints(&headers("x-pagination", last)), (Some(7), true));
        assert_eq!(hints(&headers("link", "<https://x>; rel=\"next\"")), (None, false));
        assert_eq!(hints(&headers("link", "<https://x>; rel=\"prev\"")), (None, true));
    }
}
