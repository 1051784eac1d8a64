//! A simulator of Gem.

mod options;
mod switches;
mod world;

pub use options::{Options, Profile, Rate};
pub use switches::Switches;
