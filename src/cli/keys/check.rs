use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;
use serde_json::json;

use crate::cli::output::Output;
use crate::cli::settings::{Database, Secrets};
use crate::cli::table::table;
use crate::keyring::check::is_installations;
use crate::secrets::sealer::Sealer;
use crate::store::{Store, encryption_keys};

#[derive(Debug, Args)]
pub(in crate::cli) struct Check {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    secrets: Secrets,
}

/// One key, and what needs it.
#[derive(Debug, Default, Serialize)]
struct Line {
    key_id: String,
    /// It is in `ENCRYPTION_KEYS`.
    configured: bool,
    /// It is the one that seals.
    first: bool,
    integrations: i64,
    action_values: i64,
}

impl Line {
    fn is_superfluous(&self) -> bool {
        self.configured && !self.first && self.integrations == 0 && self.action_values == 0
    }
}

impl Check {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let installation = self.secrets.sealer()?;
        let lines = lines(&store, &installation).await?;
        output.result(&json!({ "keys": lines }), &text(&lines))?;
        self.secrets.checked(&store).await?;
        let missing = |line: &&Line| !line.configured && line.action_values > 0;
        match lines.iter().find(missing) {
            Some(line) => anyhow::bail!(
                "the key {} is missing in ENCRYPTION_KEYS: {} answers and requests of actions need it",
                line.key_id,
                line.action_values
            ),
            None => Ok(()),
        }
    }
}

async fn lines(store: &Store, installation: &Sealer) -> anyhow::Result<Vec<Line>> {
    let mut db = store.pool().acquire().await?;
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    for used in encryption_keys::in_use(&mut db).await? {
        lines.entry(used.key_id).or_default().integrations = used.integrations;
    }
    for (key_id, values) in encryption_keys::in_use_by_actions(&mut db).await? {
        lines.entry(key_id).or_default().action_values = values;
    }
    for id in installation.ids() {
        lines.entry(id.to_owned()).or_default().configured = true;
    }
    lines.retain(|id, _line| is_installations(id));
    let named = lines.into_iter().map(|(key_id, line)| Line {
        first: key_id == installation.first_id(),
        key_id,
        ..line
    });
    Ok(named.collect())
}

fn text(lines: &[Line]) -> String {
    let row = |line: &Line| {
        let standing = match line {
            line if line.first => "seals",
            line if line.is_superfluous() => "may be taken out",
            line if line.configured => "still needed",
            _absent => "MISSING",
        };
        vec![
            line.key_id.clone(),
            line.integrations.to_string(),
            line.action_values.to_string(),
            standing.to_owned(),
        ]
    };
    table(&["KEY", "INTEGRATIONS", "VALUES OF ACTIONS", ""], &lines.iter().map(row).collect::<Vec<_>>())
}
