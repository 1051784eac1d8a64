//! The work of keeping the cache in step with an ATS: read page by page, write what changed, render what shows it.

pub mod budget;
pub mod connection;
pub mod effect;
pub mod interactions;
pub mod maintenance;
pub mod progress;
pub mod publish;
pub mod reshaping;
pub mod run;
pub mod scheduler;

mod apply;
mod brake;
mod cut;
mod deleting;
mod dirty;
mod first_rendering;
mod joins;
mod narrowing;
mod prepared;
mod reconcile;
mod schedule;
mod shaping;
mod write;
