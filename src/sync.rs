//! The work of keeping the cache in step with an ATS: read page by page, write what changed, render what shows it.

pub mod blanking;
pub mod budget;
pub mod connection;
pub mod dirty;
pub mod effect;
pub mod interactions;
pub mod maintenance;
pub mod progress;
pub mod publish;
pub mod reshaping;
pub mod retention;
pub mod run;
pub mod scheduler;

mod anonymising;
mod apply;
mod brake;
mod cut;
mod deleting;
mod erased;
mod erasing;
mod expiring;
mod first_rendering;
mod joins;
mod narrowing;
mod prepared;
mod reconcile;
mod rows;
mod schedule;
mod shaping;
mod write;
