//! Connecting customers' accounts: an integration is made, or is given other credentials.
//!
//! By an operator's command in one step ([`account`]); by the customer over a [`link`], in steps ([`visit`]) that keep what
//! was accepted in the link's row and write everything else at the end.

pub mod account;
pub mod address;
mod finish;
pub mod handed;
pub mod link;
pub mod visit;

use crate::store::Store;
use crate::sync::connection::Connections;
use address::{Origins, PublicUrl};

/// What links need of the process.
#[derive(Clone)]
pub struct Connect {
    connections: Connections,
    /// `None`: no links can be made, and those of before still work.
    pub public_url: Option<PublicUrl>,
    pub origins: Origins,
}

impl Connect {
    pub fn new(connections: Connections, public_url: Option<PublicUrl>, origins: Origins) -> Self {
        Self { connections, public_url, origins }
    }

    fn store(&self) -> &Store {
        &self.connections.store
    }
}
