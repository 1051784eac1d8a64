use std::time::Duration;

use clap::Args;

use crate::cli::output::{Output, note};
use crate::cli::settings::{Database, Secrets};
use crate::clock::{Clock, SystemClock};
use crate::keyring::rotation::{Report, rotate};

/// How often it tells how far it got.
const EVERY: Duration = Duration::from_secs(2);

#[derive(Debug, Args)]
pub(in crate::cli) struct Rotate {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    secrets: Secrets,
}

impl Rotate {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let installation = self.secrets.checked(&store).await?;
        let progress = std::sync::Mutex::new(SystemClock.now());
        let told = |report: &Report| {
            let now = SystemClock.now();
            let mut last = progress.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if (now - *last).to_std().is_ok_and(|past| past >= EVERY) {
                *last = now;
                note(&format!("{} integrations so far", report.seen()));
            }
        };
        let report = rotate(&store, &installation, &SystemClock, told).await?;
        output.result(&serde_json::to_value(&report)?, &text(&report, installation.first_id()))?;
        if report.failed.is_empty() {
            return Ok(());
        }
        anyhow::bail!(
            "the values of {} integrations could not be opened, and stay as they are",
            report.failed.len()
        )
    }
}

fn text(report: &Report, first: &str) -> String {
    let mut lines = vec![format!(
        "{} integrations sealed anew by {first}, {} were already; {} values of actions sealed anew",
        report.resealed, report.already, report.action_values
    )];
    lines.extend(
        report
            .lost
            .iter()
            .map(|id| format!("{id}: its data key was destroyed; the account has to be connected again")),
    );
    lines.extend(report.failed.iter().map(|failed| format!("{}: {}", failed.integration_id, failed.reason)));
    lines.join("\n")
}
