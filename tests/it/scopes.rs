//! What is not wanted of an account: it is neither kept nor shown, and cannot be done.

mod actions;
mod applications;
mod configs;
mod configured;
mod kept;
mod models;
mod opting_out;
mod shown;
pub(crate) mod stand;
