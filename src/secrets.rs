//! Keeping secrets: sealing credentials at rest, and making and hashing API keys.

pub mod api_key;
pub mod data_key;
pub mod sealer;
