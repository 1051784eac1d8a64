//! Gem (`https://api.gem.com/ats/v0`): its transport, its objects, and their mapping into the domain.
//!
//! What is known about Gem, how surely, and what is only guessed stands in `docs/connectors/gem.md`. Guesses are
//! switched off by default.

mod capabilities;
mod client;
mod credentials;
mod failure;
mod job_board;
mod map;
mod patience;
mod resource;
mod row;
mod settings;

use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;
use serde_json::Value;

use super::tool::{Outbound, Tool};
use super::{Connector, ConnectorError, Meter, Page, Pass};
use client::Client;
use credentials::Credentials;
use job_board::JobBoard;
use resource::Resource;
use settings::Settings;

/// The registry's entry.
pub const TOOL: Tool = Tool { slug: "gem", label: "Gem", capabilities: capabilities::of, connect };

fn connect(
    outbound: &Outbound,
    credentials: &SecretString,
    settings: &Value,
) -> Result<Arc<dyn Connector>, ConnectorError> {
    let settings = Settings::read(settings)?;
    let credentials = Credentials::read(credentials)?;
    let client = Client::new(outbound, credentials, settings.limit())?;
    Ok(Arc::new(Gem { client, settings, job_board: tokio::sync::OnceCell::new() }))
}

/// One customer's Gem account.
#[derive(Debug)]
struct Gem {
    client: Client,
    settings: Settings,
    /// The public job board, read once when it is first needed.
    job_board: tokio::sync::OnceCell<JobBoard>,
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

    async fn check(&self) -> Result<(), ConnectorError> {
        let client = self.client.for_a_caller();
        client.get_page(resource::USERS.path, &[], 1, 1).await?;
        self.job_board(&client).await?;
        Ok(())
    }

    fn full_plan(&self) -> Vec<Pass> {
        Resource::plan(&self.settings).map(|resource| resource.pass).collect()
    }

    async fn fetch(&self, pass: Pass, page: u32) -> Result<Page, ConnectorError> {
        let resource = Resource::plan(&self.settings)
            .find(|resource| resource.pass == pass)
            .ok_or_else(|| ConnectorError::Settings(format!("there is no pass {:?}", pass.name)))?;
        let size = self.settings.page_size;
        let raw = self.client.get_page(resource.path, resource.query, page, size).await?;
        let rows = raw.rows()?;
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let context = map::Context {
            job_board: if resource.needs_job_board {
                Some(self.job_board(&self.client).await?)
            } else {
                None
            },
            vanity: self.settings.job_board_vanity.as_deref(),
            first_page: page == 1,
        };
        let batch = map::batch(resource, &rows, &context);
        Ok(Page { batch, rows: count, total: raw.total, last: last(count, raw.ends_here, size) })
    }
}

/// The end of a list is a page that is not full (Gem's sheet, section 4); a header may only say so earlier.
const fn last(rows: u32, header_says_last: bool, size: u32) -> bool {
    rows < size || header_says_last
}
