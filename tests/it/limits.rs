//! What callers may make the service do, hold and wait for.

mod bodies;
mod heads;
mod rates;
mod strangers;
