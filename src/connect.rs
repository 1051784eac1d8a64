//! Connecting customers' accounts: an integration is made, or is given other credentials.
//!
//! By an operator's command in one step ([`account`]); by the customer over a [`link`], in steps ([`visit`]) that keep what
//! was accepted in the link's row and write everything else at the end.

pub mod account;
mod finish;
pub mod handed;
pub mod link;
pub mod origins;
pub mod sharing;
pub mod visit;

use crate::store::Store;
use crate::sync::connection::Connections;

pub use finish::Finished;
pub use origins::Origins;

/// What customers' steps need of the process.
#[derive(Clone)]
pub struct Connect {
    connections: Connections,
    /// The pages that may show a link's pages within them.
    pub origins: Origins,
}

impl Connect {
    pub fn new(connections: Connections, origins: Origins) -> Self {
        Self { connections, origins }
    }

    fn store(&self) -> &Store {
        &self.connections.store
    }
}
