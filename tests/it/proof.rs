//! What callers read against what Gem holds: every record of whole worlds, and every field that the product names.

mod coverage;
pub(crate) mod mapping;
