//! Connecting customers' accounts: an integration is made, or is given other credentials.

pub mod account;
