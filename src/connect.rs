//! Connecting customers' accounts: what is given is tried, and an integration made of it.

pub mod account;
