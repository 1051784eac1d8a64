//! What tests share: a service with a simulator behind it, and a client that validates every answer.

mod filler;
mod keys;
mod lists;
mod port;
mod scan;
mod schema;
mod service;
mod syncs;

pub(crate) use lists::LISTS;
pub(crate) use port::Port;
pub(crate) use schema::Document;
pub(crate) use service::{Answer, HOME, Home, ORIGIN, PUBLIC_URL, TestService};
