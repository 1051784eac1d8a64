//! Actions: what callers have done in the ATS, through the router, against the simulator.

mod effects;
mod operators;
mod stand;

pub(crate) use stand::Stand;
