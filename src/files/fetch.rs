//! Fetches files from addresses that callers give, and nothing from where callers must not reach.

mod answer;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, Response, redirect};
use url::Url;

use self::answer::{read, target};
use crate::guard::{Guard, Lookup, Refusal, Resolver, SystemLookup};

/// How many redirects are followed.
const REDIRECTS: usize = 3;

/// How long a file may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until a name is looked up and a connection is there.
    pub connect: Duration,
    /// From the beginning to the last byte, with all redirects.
    pub total: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(20) }
    }
}

/// Fetches one file at a time. It sends nothing that belongs to anybody: no credentials, no cookies, no word of where it
/// was redirected from.
#[derive(Clone)]
pub struct Fetcher {
    client: Client,
    guard: Guard,
    patience: Patience,
}

/// What was fetched.
#[derive(Clone, PartialEq, Eq)]
pub struct Fetched {
    pub bytes: Vec<u8>,
    /// The media type that the answer says, without parameters and in lower case.
    pub content_type: Option<String>,
}

/// What is in a file does not belong into a log.
impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fetched({} bytes of {:?})", self.bytes.len(), self.content_type)
    }
}

/// Why a file was not fetched. The address is not repeated, because it may be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    #[error(transparent)]
    NotAllowed(Refusal),
    #[error("the address redirects to another one, where {0}")]
    RedirectNotAllowed(Refusal),
    #[error("the address redirects too often")]
    TooManyRedirects,
    #[error("the address cannot be reached")]
    Unreachable,
    #[error("the address answers with status {0}")]
    Status(u16),
    #[error("the file comes in an encoding that was not asked for")]
    Encoded,
    #[error("the file is too large")]
    TooLarge,
    #[error("the file does not come in time")]
    TooSlow,
    #[error("the file breaks off")]
    BrokeOff,
}

impl Fetcher {
    /// Asks what the guard allows, with the usual patience.
    pub fn new(guard: Guard) -> reqwest::Result<Self> {
        Self::with(guard, Arc::new(SystemLookup), Patience::default())
    }

    /// The same, with another patience, and names looked up in another way.
    pub fn with(guard: Guard, lookup: Arc<dyn Lookup>, patience: Patience) -> reqwest::Result<Self> {
        let client = Client::builder()
            .user_agent(concat!("unified-ats/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(Resolver::with(guard.clone(), lookup))
            // A proxy would look names up itself, where nobody judges what they stand for.
            .no_proxy()
            .redirect(redirect::Policy::none())
            .connect_timeout(patience.connect)
            // A connection is good for one file: its name is looked up and judged again for the next.
            .pool_max_idle_per_host(0)
            .build()?;
        Ok(Self { client, guard, patience })
    }

    /// Fetches what is at the address, unless it has more bytes than that.
    pub async fn fetch(&self, url: &Url, at_most: usize) -> Result<Fetched, FetchError> {
        let fetched = tokio::time::timeout(self.patience.total, self.follow(url, at_most)).await;
        fetched.unwrap_or(Err(FetchError::TooSlow))
    }

    async fn follow(&self, url: &Url, at_most: usize) -> Result<Fetched, FetchError> {
        let mut response = self.ask(url).await?;
        for _redirect in 0..REDIRECTS {
            let Some(target) = target(&response)? else { return read(response, at_most).await };
            response = self.ask(&target).await.map_err(FetchError::behind_redirect)?;
        }
        if target(&response)?.is_some() {
            return Err(FetchError::TooManyRedirects);
        }
        read(response, at_most).await
    }

    async fn ask(&self, url: &Url) -> Result<Response, FetchError> {
        self.guard.check(url).map_err(FetchError::NotAllowed)?;
        self.client.get(url.clone()).send().await.map_err(|error| failure(&error))
    }
}

impl FetchError {
    fn behind_redirect(self) -> Self {
        match self {
            Self::NotAllowed(refusal) => Self::RedirectNotAllowed(refusal),
            other => other,
        }
    }
}

/// Why nothing came. Only a resolver's refusal is told from other failures to connect.
fn failure(error: &reqwest::Error) -> FetchError {
    match Refusal::behind(error) {
        Some(refusal) => FetchError::NotAllowed(refusal),
        None => FetchError::Unreachable,
    }
}
