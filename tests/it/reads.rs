//! Reading: who may, what a page holds, what bad input gets.

mod access;
mod caching;
mod compression;
pub(crate) mod exports;
mod filters;
mod long_values;
mod paging;
pub(crate) mod polling;
