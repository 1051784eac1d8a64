//! What tests share: a service with a simulator behind it, and a client that validates every answer.

mod schema;
mod service;

pub(crate) use schema::Document;
pub(crate) use service::TestService;
