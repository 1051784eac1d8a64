//! What one customer has, no other sees: every route of the service, tried with keys that do not suffice and with ids of
//! others. The requests are made from the description, so that a new route is tried as soon as it is there.

mod foreign;
mod idempotency;
mod keys;
mod names;
mod operations;
mod request;
mod routes;
mod sample;
mod tenant;
mod untouched;
