//! What goes wrong around an action: on its way to Gem and back, in what is read before and behind it, in our tables.
//!
//! Whatever happens, nothing is done twice that was asked for once, nothing is called done that did not happen or not
//! done that did, and what cannot be known is called uncertain.

mod around;
mod cell;
mod keeping;
mod keys;
mod outage;
mod stalled;
mod table;
pub(crate) mod writes;
