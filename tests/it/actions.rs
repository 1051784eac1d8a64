//! Actions: what callers have done in the ATS, through the router, against the simulator.

mod effects;
pub(crate) mod faults;
mod stand;

pub(crate) use stand::Stand;
