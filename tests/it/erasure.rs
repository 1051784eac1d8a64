//! Deleting, restoring and erasing.

mod deleting;
mod erasing;
