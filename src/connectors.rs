//! Connectors: everything that knows an ATS, behind one seam.
//!
//! The rest of the service sees [`Connector`], [`Capabilities`] and [`ConnectorError`], never a vendor's types.
//! A new ATS adds its folder here and one line in [`registry`].

pub mod budget;
pub mod capability;
pub mod error;
pub mod gem;
pub mod meter;
pub mod registry;
pub mod tool;

use std::sync::Arc;

use async_trait::async_trait;

use crate::domain::model::Model;
use crate::domain::remote::Batch;

pub use capability::Capabilities;
pub use error::ConnectorError;
pub use meter::Meter;

/// One customer's connection to an ATS, with its credentials, ready to be read.
#[async_trait]
pub trait Connector: Send + Sync + std::fmt::Debug {
    /// What this connector has used since it was opened, and what it waits for.
    fn meter(&self) -> &Arc<Meter>;

    /// One cheap call that proves the credentials, and the optional settings that can be proven.
    async fn check(&self) -> Result<(), ConnectorError>;

    /// The passes of a complete read, in the order in which they have to run.
    fn full_plan(&self) -> Vec<Pass>;

    /// One page of a pass, counted from 1. Reads nothing but this page; may be called again for the same page.
    async fn fetch(&self, pass: Pass, page: u32) -> Result<Page, ConnectorError>;
}

/// One walk over one resource of the ATS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pass {
    /// Stable: stored as the place where an interrupted run goes on.
    pub name: &'static str,
    /// What the pass is about, for progress and counts. Its pages may hold other models too.
    pub model: Model,
}

/// What one page yielded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    pub batch: Batch,
    /// Rows the ATS sent, whatever became of them.
    pub rows: u32,
    /// How many rows the whole pass has, when the ATS says so.
    pub total: Option<u64>,
    /// No page follows.
    pub last: bool,
}
