//! Reading: who may, what a page holds, what bad input gets.

mod access;
mod caching;
mod compression;
mod filters;
mod long_values;
mod paging;
mod polling;
