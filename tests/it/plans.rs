//! What statements cost in a large database: told by Postgres about the very statements that ran, and compared with what
//! they have to read, not with what the tables hold.

mod cases;
mod changes;
mod effort;
mod fill;
mod filters;
mod generic;
mod others;
mod requests;
mod statistics;
mod syncs;
mod updates;
