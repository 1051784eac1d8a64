//! A second Postgres that follows the first one: what it answers, and what callers see while it lags, dies and returns.

mod pair;
mod polls;
mod programs;
mod reads;
mod walks;
