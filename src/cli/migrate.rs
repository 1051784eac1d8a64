use serde_json::json;

use super::output::Output;
use super::settings::Database;

/// Running it again changes nothing. The version that runs already keeps working on the new schema.
#[derive(Debug, clap::Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    database: Database,
}

impl Migrate {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect().await?;
        store.migrate().await?;
        store.close().await;
        Ok(output.result(&json!({ "migrated": true }), "The schema is up to date.")?)
    }
}
