use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};

use crate::cli::lookup;
use crate::cli::output::{Output, Usage};
use crate::cli::settings::Database;
use crate::clock::{Clock as _, SystemClock};
use crate::control::application_filter;
use crate::domain::application_filter::ApplicationFilter;
use crate::domain::audit::Actor;

#[derive(Debug, Args)]
pub(in crate::cli) struct Applications {
    /// The integration, such as `gem:8d1hpPsbjxUkoCoa1veLZGe5`.
    #[arg(long)]
    integration: String,
    /// Which applications are kept.
    #[arg(long)]
    keep: Keep,
    /// With `since`: the time, such as `2026-01-01T00:00:00Z`.
    #[arg(long)]
    since: Option<DateTime<Utc>>,
    /// With `rolling`: the length of the window.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=3650))]
    days: Option<u16>,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Keep {
    Everything,
    /// What was created through the API.
    Created,
    /// What was made at a time or later.
    Since,
    /// What was made within the last days.
    Rolling,
}

impl Applications {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let filter = self.filter()?;
        let mut tx = self.database.connect_migrated().await?.begin().await?;
        let integration = lookup::integration(&mut tx, &self.integration).await?;
        let scope = &integration.scope;
        application_filter::set(&mut tx, scope, filter, &Actor::Operator, SystemClock.now()).await?;
        tx.commit().await?;
        let text = format!("{} keeps {} from now on, and will be synced at once.", scope.id(), filter.name());
        Ok(output.result(&serde_json::to_value(application_filter::shown(filter))?, &text)?)
    }

    fn filter(&self) -> Result<ApplicationFilter, Usage> {
        match (self.keep, self.since, self.days) {
            (Keep::Everything, None, None) => Ok(ApplicationFilter::Everything),
            (Keep::Created, None, None) => Ok(ApplicationFilter::Created),
            (Keep::Since, Some(since), None) => Ok(ApplicationFilter::Since { since }),
            (Keep::Rolling, None, Some(days)) => Ok(ApplicationFilter::Rolling { days }),
            _other => Err(Usage("--since goes with --keep since, and --days with --keep rolling".to_owned())),
        }
    }
}
