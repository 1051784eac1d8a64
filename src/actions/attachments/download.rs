//! The file behind a link: looked up at the ATS again, because its address does not last, and handed through.

use std::sync::Arc;

use super::super::failure::Broken;
use super::super::{Actions, Turns};
use super::link::Link;
use super::media_type;
use crate::connectors::{Connector, ConnectorError};
use crate::domain::ats::Candidate;
use crate::domain::interaction::{CauseKind, Mishap};
use crate::files::{FetchError, Fetched};
use crate::store::integrations::{self, Integration, Status};
use crate::store::{StoreError, records};

/// A file beyond this size is not handed through.
const LARGEST: usize = 25 << 20;
/// Where files are kept is the ATS's secret.
const HIDDEN: &str = "/*";

/// A file on its way to whoever has the link.
pub struct Download {
    pub name: String,
    pub content_type: String,
    pub bytes: Vec<u8>,
}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum NoDownload {
    #[error("There is no such file. Links are given by the lists of attachments, and are good for 7 days.")]
    Absent,
    #[error("The link has expired. Ask for the list of attachments again: it has fresh links.")]
    Expired,
    #[error("Too many requests of this integration are under way. Try again in about a second.")]
    Busy,
    #[error("The ATS limits the rate of requests. Try again later.")]
    Limited,
    #[error("The file has more than {} bytes, and is not handed through.", LARGEST)]
    TooLarge,
    #[error("The ATS does not hand the file over at this moment. Try again later.")]
    Unavailable,
    #[error("The service failed. The operator finds the reason in its log.")]
    Failed,
}

impl From<Broken> for NoDownload {
    fn from(broken: Broken) -> Self {
        tracing::error!(error = %broken, "a file could not be looked up");
        Self::Failed
    }
}

impl Actions {
    /// What a link leads to. It takes one of the integration's turns.
    pub async fn download(&self, token: &str, turns: &Turns) -> Result<Download, NoDownload> {
        let link = Link::open(token, &self.connections.sealer).ok_or(NoDownload::Absent)?;
        if self.clock.now() >= link.until {
            return Err(NoDownload::Expired);
        }
        let (integration, candidate) = self.behind(&link).await?.ok_or(NoDownload::Absent)?;
        let turn = turns.take(&integration.scope).await.map_err(Broken::from)?.ok_or(NoDownload::Busy)?;
        let download = self.handed_through(&integration, &candidate, &link).await;
        turns.give_back(&integration.scope, turn).await;
        download
    }

    /// The integration, unless it is switched off, and the ATS's id of the candidate, unless deleted.
    async fn behind(&self, link: &Link) -> Result<Option<(Integration, String)>, Broken> {
        let mut db = self.store().pool().acquire().await.map_err(StoreError::from)?;
        let found = integrations::find(&mut db, &link.integration).await?;
        let Some(integration) = found.filter(|found| found.status != Status::Inactive) else {
            return Ok(None);
        };
        let ids = [link.candidate.as_str()];
        let candidate = records::load::<Candidate>(&mut db, &integration.scope, &ids).await?.pop();
        let live = candidate.filter(records::Stored::live);
        Ok(live.map(|candidate| (integration, candidate.remote_id)))
    }

    async fn handed_through(
        &self,
        integration: &Integration,
        candidate: &str,
        link: &Link,
    ) -> Result<Download, NoDownload> {
        let connector = self.connections.open_for(integration, CauseKind::Attachments.into()).await;
        let connector = connector.map_err(Broken::from)?;
        let found = connector.files(candidate).await.map_err(|error| not_listed(&error))?;
        let found = found.into_iter().flat_map(|found| found.files).find(|file| file.id == link.attachment);
        let file = found.ok_or(NoDownload::Absent)?;
        let Fetched { bytes, content_type } = self.fetch(&connector, &file.address).await?;
        Ok(Download { content_type: media_type::best(content_type, &file.name), name: file.name, bytes })
    }

    async fn fetch(&self, connector: &Arc<dyn Connector>, address: &url::Url) -> Result<Fetched, NoDownload> {
        let mut call = connector.calls().begin(self.clock.as_ref(), "GET", HIDDEN.to_owned(), 0);
        match self.remote_files.fetch(address, LARGEST).await {
            Ok(fetched) => {
                call.answered(200);
                call.received(fetched.bytes.len());
                call.ended(&[]);
                Ok(fetched)
            }
            Err(error) => {
                match error {
                    FetchError::Status(status) => {
                        call.answered(status);
                        call.ended(&[]);
                    }
                    FetchError::TooLarge => call.went_wrong(Mishap::TooLong),
                    FetchError::TooSlow => call.went_wrong(Mishap::TimedOut),
                    FetchError::BrokeOff | FetchError::Encoded => call.went_wrong(Mishap::Broken),
                    _unreached => call.went_wrong(Mishap::NoConnection),
                }
                Err(not_fetched(error))
            }
        }
    }
}

fn not_listed(error: &ConnectorError) -> NoDownload {
    tracing::warn!(%error, "the ATS does not list the files of a candidate");
    match error {
        ConnectorError::RateLimited(_) => NoDownload::Limited,
        ConnectorError::Settings(_) | ConnectorError::Budget(_) => NoDownload::Failed,
        _ => NoDownload::Unavailable,
    }
}

/// The error names no address.
fn not_fetched(error: FetchError) -> NoDownload {
    tracing::warn!(%error, "a file of the ATS could not be fetched");
    if error == FetchError::TooLarge { NoDownload::TooLarge } else { NoDownload::Unavailable }
}
