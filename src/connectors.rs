//! Connectors: everything that knows an ATS, behind one seam.
//!
//! The rest of the service sees [`Connector`], [`Capabilities`] and [`ConnectorError`], never a vendor's types.
//! A new ATS adds its folder here and one line in [`registry`].

pub mod attachment;
pub mod budget;
pub mod calls;
pub mod capability;
pub mod change;
pub mod error;
pub mod fields;
pub mod form;
pub mod gem;
pub mod meter;
pub mod passthrough;
pub mod raw;
pub mod registry;
pub mod tool;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::change::Change;
use crate::domain::model::Model;
use crate::domain::remote::Batch;

pub use attachment::RemoteFiles;
pub use calls::{Calls, Interactions};
pub use capability::Capabilities;
pub use change::{Before, Effect, LookedBack, Survey, Unsent};
pub use error::ConnectorError;
pub use form::{Offer, Offered};
pub use meter::Meter;
pub use passthrough::{Passthrough, Relayed};

/// One customer's connection to an ATS, with its credentials, ready to be read.
#[async_trait]
pub trait Connector: Send + Sync + std::fmt::Debug {
    /// What this connector has used since it was opened, and what it waits for.
    fn meter(&self) -> &Arc<Meter>;

    /// What is noted of its calls.
    fn calls(&self) -> &Calls;

    /// A path of the ATS's API as it may be written down: without anything that may be about a person.
    fn masked(&self, path: &str) -> String;

    /// One cheap call that proves the credentials, and the optional settings that can be proven.
    async fn check(&self) -> Result<(), ConnectorError>;

    /// What a customer may choose from, under the names of [`form::Form::choices`]; those that the account does not have are
    /// left out.
    async fn choices(&self) -> Result<Vec<Offer>, ConnectorError>;

    /// The passes of a complete read, in the order in which they have to run.
    fn full_plan(&self) -> Vec<Pass>;

    /// The passes of an incremental read, in their order. They may have other names than those of the complete read.
    fn delta_plan(&self) -> Vec<Pass>;

    /// A text that changes when this connector or its settings make other records of the same data.
    fn shape(&self) -> String;

    /// Asks for one page of a pass, and for nothing but this page; may be called again for the same page.
    async fn fetch(&self, pass: Pass, request: &PageRequest) -> Result<Answer, ConnectorError>;

    /// What the answer to a request says about its list. Cheap: the page behind it can be asked for while this one is
    /// read. The answer may have been kept, and the connector opened again since.
    fn outline(&self, pass: Pass, request: &PageRequest, answer: &Answer) -> Result<Outline, ConnectorError>;

    /// The records of an answer, which may have been kept.
    async fn read(&self, pass: Pass, request: &PageRequest, answer: &Answer)
    -> Result<Batch, ConnectorError>;

    /// Looks at what a change would meet, and changes nothing.
    async fn survey(&self, change: &Change) -> Result<Survey, ConnectorError>;

    /// Makes a change, once: nothing that may have taken effect is sent again.
    async fn make(&self, change: &Change, before: &Before) -> Result<Effect, Unsent>;

    /// Sends what a caller wants sent to the ATS's own API, once, and returns what came back, whatever that is.
    async fn pass_through(&self, request: &Passthrough) -> Result<Relayed, Unsent>;

    /// The files of a candidate, as they are listed at this moment; `None` when there is no such candidate.
    async fn files(&self, candidate: &str) -> Result<Option<RemoteFiles>, ConnectorError>;

    /// Looks whether a change took effect whose answer was lost.
    async fn look_back(&self, change: &Change, before: &Before) -> Result<LookedBack, ConnectorError>;
}

/// One walk over one resource of the ATS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pass {
    /// Stable: stored as the place where an interrupted run goes on.
    pub name: &'static str,
    /// What the pass is about, for progress and counts. Its pages may hold other models too.
    pub model: Model,
    /// The models of which a complete walk, together with the other passes that name them, shows every live record.
    pub shows_all: &'static [Model],
}

/// Which page of a pass.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PageRequest {
    /// Only what changed at this time or later, as far as the ATS can tell. `None`: everything.
    pub since: Option<DateTime<Utc>>,
    /// The `next` of the page before; `None` for the first page.
    pub cursor: Option<Cursor>,
    pub thoroughness: Thoroughness,
}

/// How sure the connector has to be that a list has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Thoroughness {
    /// A page that is not full ends the list: what is missed is read the next time.
    #[default]
    Quick,
    /// The end is proven by another page, because what was not seen will be taken for deleted.
    Thorough,
}

/// Where a walk goes on: the connector's own affair, kept in checkpoints as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub Value);

/// A page as it came over the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub body: Vec<u8>,
    /// The connector's own affair: what it needs of the rest of the answer, as JSON.
    pub notes: Value,
}

/// What one page says about its list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline {
    /// Rows of this page that the walk did not have before, whatever became of them.
    pub rows: u32,
    /// How many rows the whole pass has, when the ATS says so.
    pub total: Option<u64>,
    /// `None`: no page follows.
    pub next: Option<Cursor>,
    /// Rows may have moved between the pages of this walk, so that it may have missed some: it has to be walked again.
    pub unsteady: bool,
}
