//! The shapes callers see.
