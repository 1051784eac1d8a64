//! unified-ats: one clean API over applicant tracking systems.
//!
//! The map, in the direction data flows:
//!
//! - [`connectors`] speak to one ATS each: its wire format, and the mapping into the domain.
//! - [`domain`] holds pure values: models, records, ids, problems. It imports nothing from here.
//! - [`store`] holds all SQL: typed rows per model, the rendered documents, integrations, runs.
//! - [`sync`] reads a connector page by page into the store, and has what changed rendered.
//! - [`render`] turns stored records into the documents that callers get, in the contract's shapes.
//! - [`contract`] holds the shapes callers see, field by field as in Kombo's unified ATS contract.
//! - [`files`] turns the files that callers hand over into bytes, behind the [`guard`] that keeps addresses from pointing
//!   inward.
//! - [`control`] is what callers and operators do to integrations and their syncs, once for the API and the commands.
//! - [`connect`] connects customers' accounts.
//! - [`actions`] performs what callers have done in an ATS: checked, sent once, and visible at once.
//! - [`api`] serves documents over HTTP and describes itself.
//! - [`server`] accepts connections, keeps them within limits, and hands their requests to the API.
//! - [`telemetry`] holds what the service tells about itself: metrics, and the ids of requests.
//! - [`cli`] holds the commands, and with them the settings.
//! - [`public_url`] is where the service is reached, as the operator says.
//! - [`clock`], [`random`] and [`secrets`] are the sources of time, of chance and of keys.
//! - [`gem_sim`] simulates Gem for tests and demos; it shares no types with the connector.

pub mod actions;
pub mod api;
pub mod cli;
pub mod clock;
pub mod connect;
pub mod connectors;
pub mod contract;
pub mod control;
pub mod domain;
pub mod files;
pub mod gem_sim;
pub mod guard;
pub mod keyring;
pub mod public_url;
pub mod random;
pub mod render;
pub mod secrets;
pub mod server;
pub mod store;
pub mod sync;
pub mod telemetry;
