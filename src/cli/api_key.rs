//! `unified-ats api-key …`

mod create;
mod kept;

use clap::Subcommand;

use super::output::Output;

/// The environment that is used when none is named.
pub(super) const DEFAULT_ENVIRONMENT: &str = "default";

#[derive(Debug, Subcommand)]
pub(super) enum ApiKeyCommand {
    /// Make a key. It is shown this once; only its hash is kept.
    Create(create::Create),
    /// List the keys of an environment, revoked and expired ones included.
    List(kept::List),
    /// Show one key.
    Show(kept::Show),
    /// Put a new key with the same rights in the place of one, which goes on being good for a while.
    Rotate(kept::Rotate),
    /// Make a key unusable, within a second.
    Revoke(kept::Revoke),
}

impl ApiKeyCommand {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Create(create) => create.run(output).await,
            Self::List(list) => list.run(output).await,
            Self::Show(show) => show.run(output).await,
            Self::Rotate(rotate) => rotate.run(output).await,
            Self::Revoke(revoke) => revoke.run(output).await,
        }
    }
}
