//! Erasing people: everything that is kept of somebody goes, and does not come back with the next sync
//! (`docs/erasure.md`).

mod person;
mod records;
mod report;
mod told;

pub use person::{Erasing, NotErased, erase, readmit};
pub use report::{Found, Who};
pub use told::told;
