//! The budget of a key, and the patience of those who live on it. Time is the tests' own: nobody waits for real.

mod client;
mod shared;
