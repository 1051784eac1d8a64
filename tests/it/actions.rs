//! Actions: what callers have done in the ATS, through the router, against the simulator.

mod attached;
mod bodies;
mod concurrency;
mod effects;
mod every;
pub(crate) mod faults;
mod gate;
mod leaving;
mod names;
mod operators;
mod outside;
mod places;
mod refusals;
pub(crate) mod stand;

pub(crate) use stand::Stand;
