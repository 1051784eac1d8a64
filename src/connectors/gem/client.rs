//! Requests to Gem: the canonical path, the credentials, the pace, and patience.

use std::sync::Arc;
use std::time::Duration;

use rand::RngExt as _;
use reqwest::header::HeaderMap;
use serde_json::Value;
use serde_json::value::RawValue;
use url::Url;

use super::ConnectorError;
use super::credentials::Credentials;
use super::failure::Failure;
use super::pace::Pace;
use crate::clock::Clock;
use crate::connectors::tool::Outbound;

/// How often one request is tried.
const TRIES: u32 = 6;
/// The longest pause that a single answer can cause.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// A page beyond this size is not a page: Gem's gateway stops at 10 MB.
const LARGEST_BODY: usize = 32 << 20;

#[derive(Clone)]
pub(super) struct Client {
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    base: Url,
    credentials: Credentials,
    pace: Arc<Pace>,
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
    /// Rows of the whole list, when a header says so.
    pub total: Option<u64>,
    /// A header says that no page follows.
    pub ends_here: bool,
}

impl RawPage {
    /// The rows, each as its own text; one that does not fit harms no other.
    pub(super) fn rows(&self) -> Result<Vec<&RawValue>, ConnectorError> {
        serde_json::from_slice(&self.body).map_err(|e| {
            ConnectorError::Unreadable(format!(
                "a list was expected, line {} column {}",
                e.line(),
                e.column()
            ))
        })
    }
}

impl Client {
    pub(super) fn new(
        outbound: &Outbound,
        credentials: Credentials,
        per_second: u32,
    ) -> Result<Self, ConnectorError> {
        if outbound.gem_base_url.cannot_be_a_base() {
            return Err(ConnectorError::Settings("GEM_BASE_URL is not an address with a host".to_owned()));
        }
        Ok(Self {
            http: outbound.http.clone(),
            clock: Arc::clone(&outbound.clock),
            base: outbound.gem_base_url.clone(),
            credentials,
            pace: Arc::new(Pace::new(per_second)),
        })
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
        self.get_patiently(url, self.credentials.headers()).await
    }

    /// The public job board, which takes no credentials. `None` when there is no board of that name.
    pub(super) async fn get_job_board(&self, vanity: &str) -> Result<Option<RawPage>, ConnectorError> {
        let mut url = self.base.clone();
        let root = self.base.path().trim_end_matches('/').trim_end_matches("/ats/v0").to_owned();
        url.set_path(&root);
        url.path_segments_mut()
            .map_err(|()| ConnectorError::Settings("GEM_BASE_URL is not an address with a host".to_owned()))?
            .pop_if_empty()
            .extend(["job_board", "v0", vanity, "job_posts", ""]);
        match self.get_patiently(url, HeaderMap::new()).await {
            Err(ConnectorError::Refused(text)) if text.starts_with("404") => Ok(None),
            other => other.map(Some),
        }
    }

    async fn get_patiently(&self, url: Url, headers: HeaderMap) -> Result<RawPage, ConnectorError> {
        let mut tried = 1;
        loop {
            self.pace.wait().await;
            match self.get(url.clone(), headers.clone()).await {
                Ok(page) => return Ok(page),
                Err(failure) if failure.transient && tried < TRIES => {
                    let pause = pause(tried, failure.retry_after, rand::rng().random());
                    tracing::debug!(path = url.path(), tried, ?pause, error = %failure.error, "Gem is asked again");
                    tokio::time::sleep(pause).await;
                    tried += 1;
                }
                Err(failure) => return Err(failure.error),
            }
        }
    }

    /// Redirects are not followed: the canonical path needs none, and credentials must not reach another host.
    async fn get(&self, url: Url, headers: HeaderMap) -> Result<RawPage, Failure> {
        let request = self.http.get(url).headers(headers);
        let mut response = request.send().await.map_err(|e| Failure::of_transport(&e))?;
        let status = response.status();
        let headers = response.headers().clone();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| Failure::of_transport(&e))? {
            if body.len() + chunk.len() > LARGEST_BODY {
                return Err(Failure::of_body("the answer is longer than 32 MiB"));
            }
            body.extend_from_slice(&chunk);
        }
        if status != reqwest::StatusCode::OK {
            return Err(Failure::of_answer(status, &headers, &body, self.clock.now()));
        }
        if serde_json::from_slice::<Vec<&RawValue>>(&body).is_err() {
            return Err(Failure::of_body("a list was expected"));
        }
        let (total, ends_here) = pagination(&headers);
        Ok(RawPage { body, total, ends_here })
    }
}

/// Exponential, with full jitter, never shorter than the ATS asks for. `chance` is from 0 to 1.
fn pause(tried: u32, asked: Option<Duration>, chance: f64) -> Duration {
    let most = Duration::from_millis(500) * 2_u32.pow(tried.min(16));
    (asked.unwrap_or_default() + most.mul_f64(chance.clamp(0.0, 1.0))).min(LONGEST_PAUSE)
}

/// What headers say about the list, if they say anything: `X-Pagination` (Gem's CRM API) or `Link` (Harvest).
fn pagination(headers: &HeaderMap) -> (Option<u64>, bool) {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(pagination) = text("x-pagination").and_then(|text| serde_json::from_str::<Value>(text).ok()) {
        let number = |name: &str| pagination.get(name).and_then(Value::as_u64);
        let ends =
            matches!((number("page"), number("total_pages")), (Some(page), Some(pages)) if page >= pages);
        return (number("total"), ends);
    }
    (None, text("link").is_some_and(|link| !link.contains("rel=\"next\"") && !link.contains("rel=next")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_grows_is_bounded_and_obeys() {
        assert_eq!(pause(1, None, 1.0), Duration::from_secs(1));
        assert_eq!(pause(3, None, 0.5), Duration::from_secs(2));
        assert_eq!(pause(1, Some(Duration::from_secs(9)), 0.0), Duration::from_secs(9));
        assert_eq!(pause(30, Some(Duration::from_mins(15)), 1.0), LONGEST_PAUSE);
    }

    #[test]
    fn headers_are_believed_when_they_end_the_list() {
        let headers = |name: &'static str, value: &str| {
            HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())])
        };
        assert_eq!(pagination(&HeaderMap::new()), (None, false));
        let last = r#"{"total": 7, "total_pages": 2, "page": 2}"#;
        assert_eq!(pagination(&headers("x-pagination", last)), (Some(7), true));
        assert_eq!(pagination(&headers("link", "<https://x>; rel=\"next\"")), (None, false));
        assert_eq!(pagination(&headers("link", "<https://x>; rel=\"prev\"")), (None, true));
    }
}
