//! The one integration test binary: the real router over a real Postgres, with the simulator behind real HTTP.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failed assumption is a failed test"
)]

mod actions;
mod architecture;
mod attachments;
mod audit;
mod budget;
mod changes;
mod commands;
mod connect;
mod connections;
mod documentation;
mod erasure;
mod fields;
mod files;
mod forcing;
mod interactions;
mod isolation;
mod keys;
mod limits;
mod management;
mod openapi;
mod passthrough;
mod plans;
mod processes;
mod proof;
mod reads;
mod scopes;
mod security;
mod simulation;
mod support;
mod sync;
mod telemetry;
mod transactions;
