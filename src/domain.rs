//! Pure values that every layer shares. Nothing in here does I/O, and nothing in here knows an ATS or HTTP.

pub mod action;
pub mod application_filter;
pub mod ats;
pub mod audit;
pub mod change;
pub mod digest;
pub mod end_user;
pub mod field;
pub mod fields;
pub mod id;
pub mod index_key;
pub mod interaction;
pub mod language;
pub mod model;
pub mod model_set;
pub mod problem;
pub mod record_change;
pub mod refusal;
pub mod remapping;
pub mod remote;
pub mod remote_path;
pub mod scopes;
pub mod shaping;
