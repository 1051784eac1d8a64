//! What the service tells about itself. Log lines are written by whoever has something to say, through `tracing`; where
//! they go is set up by the commands. Here is the rest: the ids by which lines and answers are found again, and the
//! metrics.
//!
//! No label and no field holds a query, a body, a key, or anything about a person.

pub mod metrics;
pub mod request_id;
