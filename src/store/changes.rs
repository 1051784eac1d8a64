//! The feed of changes: what became of documents, in the order of commits (`docs/adr/0029-a-feed-without-gaps.md`).

mod flushing;
mod forgetting;
mod position;
mod reading;
mod writing;

pub use flushing::flush;
pub use forgetting::purge;
pub use position::{Position, Start, Walk, highest_of};
pub use reading::{Entry, Page, read};

pub(super) use forgetting::begin_anew;
pub(super) use writing::tell;
