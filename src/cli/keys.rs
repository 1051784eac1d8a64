//! `unified-ats keys …`

mod check;
mod rotate;

use clap::{Args, Subcommand};
use serde_json::json;

use super::output::{Output, Usage};
use super::settings::Secrets;
use crate::secrets::sealer::{Sealer, generate_key};

#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Tell which keys of `ENCRYPTION_KEYS` are needed, and which are missing or not what they were.
    ///
    /// Exit code 0 only when every key that is needed is there. A key that nothing is sealed by may be taken out.
    Check(check::Check),
    /// Seal everything that another key than the first one sealed anew, while the service runs.
    ///
    /// Every process has to have the new key first. May be run again at any time: what is sealed by the first key is left
    /// alone.
    Rotate(rotate::Rotate),
    /// Make a key, to be put in front of `ENCRYPTION_KEYS`. It is shown this once, and kept nowhere.
    Generate(Generate),
}

#[derive(Debug, Args)]
pub(super) struct Generate {
    /// The key's id: letters, digits and hyphens. Otherwise the first of k1, k2, k3 … that `ENCRYPTION_KEYS` does not have.
    #[arg(long)]
    id: Option<String>,
    #[command(flatten)]
    secrets: Secrets,
}

impl KeysCommand {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Check(check) => check.run(output).await,
            Self::Rotate(rotate) => rotate.run(output).await,
            Self::Generate(generate) => generate.run(output),
        }
    }
}

impl Generate {
    fn run(self, output: Output) -> anyhow::Result<()> {
        let given = if self.secrets.text().is_some() { Some(self.secrets.sealer()?) } else { None };
        let is_taken = |id: &str| given.as_ref().is_some_and(|keys| keys.ids().any(|taken| taken == id));
        let id = match self.id {
            Some(id) if is_taken(&id) => {
                return Err(Usage(format!("--id: ENCRYPTION_KEYS has a key {id} already")).into());
            }
            Some(id) => id,
            None => (1..=u32::MAX).map(|n| format!("k{n}")).find(|id| !is_taken(id)).unwrap_or_default(),
        };
        let key = generate_key(&id);
        let wrong = "--id: 1 to 32 letters, digits and hyphens are expected, without d- in front";
        let _usable: Sealer = key.parse().map_err(|_malformed| Usage(wrong.to_owned()))?;
        Ok(output.result(&json!({ "key": key }), &key)?)
    }
}
