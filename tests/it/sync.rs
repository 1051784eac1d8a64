//! Syncs: what they write, what they leave alone, how they go on.

mod changes;
mod runs;
mod updated_after;
