//! The real program, killed with `kill -9` at named points, cut off from Postgres, and beside others of its kind:
//! nothing is lost, nothing is doubled, and no page that was committed is fetched again.
//!
//! The program knows nothing of this. It is held from outside: by a lock on a row that it is about to write, or by an
//! answer of Gem's that does not come. Nothing waits for a time to pass, only for things to be seen.

mod action_logs;
mod actions;
mod cluster;
mod crashes;
mod exporting;
mod first_publication;
mod hold;
mod idle;
mod leaks;
mod logs;
mod program;
mod replicas;
mod requests;
mod restarts;
mod setup;
mod takeovers;
pub(crate) mod until;
