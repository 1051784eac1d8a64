//! Syncs: what they write, what they leave alone, how they go on.

mod changes;
mod deletion;
mod drift;
mod incremental;
mod kept_pages;
mod own_writes;
mod quarantine;
mod runs;
mod schedule;
mod switches;
mod updated_after;
