//! A simulator of Gem.
