//! What an attacker would look for.

pub(crate) mod at_rest;
