//! The commands: arguments and settings in, exit code out. Nothing else reads the environment.

mod actions;
mod api_key;
mod audit;
mod demo;
mod environment;
mod every;
mod integration;
mod interactions;
mod keys;
mod logging;
mod lookup;
mod migrate;
mod openapi;
mod output;
mod progress;
mod quarantine;
mod scope;
mod serve;
mod settings;
mod shutdown;
mod sync;
mod syncs;
mod table;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use output::Output;
use settings::LogFormat;

/// One API over applicant tracking systems: Kombo's unified ATS contract, served from Postgres.
#[derive(Debug, Parser)]
#[command(name = "unified-ats", version, propagate_version = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Print machine-readable JSON on standard output.
    #[arg(long, global = true)]
    json: bool,
    /// How log lines on standard error look. `RUST_LOG` chooses which ones are written.
    #[arg(long, global = true, env = "LOG_FORMAT", value_enum, default_value = "text")]
    log_format: LogFormat,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show everything at once: a simulated Gem account, its first sync, and the API over it.
    Demo(demo::Demo),
    /// Bring the database's schema up to date.
    Migrate(migrate::Migrate),
    /// Serve the API, and run syncs that are due.
    Serve(serve::Serve),
    /// API keys of an environment.
    #[command(subcommand)]
    ApiKey(api_key::ApiKeyCommand),
    /// Environments: the tenants of the installation.
    #[command(subcommand)]
    Environment(environment::EnvironmentCommand),
    /// The audit log: who did what.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Actions: what callers have done in ATSs, and those whose outcome is uncertain.
    #[command(subcommand)]
    Actions(actions::ActionsCommand),
    /// The keys that seal credentials.
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Integrations: customers' accounts.
    #[command(subcommand)]
    Integration(integration::IntegrationCommand),
    /// Run one sync in this process, and end with it.
    Sync(sync::Sync),
    /// Syncs: what they did, and deletions that they withheld.
    #[command(subcommand)]
    Syncs(syncs::SyncsCommand),
    /// Rows of an ATS that could not be read in full.
    #[command(subcommand)]
    Quarantine(quarantine::QuarantineCommand),
    /// Scopes: which models, fields and actions of customers' accounts are wanted.
    #[command(subcommand)]
    Scope(scope::ScopeCommand),
    /// Calls to an ATS, without the data that was in them.
    #[command(subcommand)]
    Interactions(interactions::InteractionsCommand),
    /// Print the description of the API.
    Openapi,
}

/// Runs the command of the process's arguments. 0: done; 1: failed, with a sentence; 2: arguments or settings.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    let output = Output::new(cli.json);
    let quiet = matches!(cli.command, Command::Demo(_) | Command::Sync(_));
    let logs = match logging::start(cli.log_format, quiet) {
        Ok(logs) => logs,
        Err(error) => return output.fail(&error),
    };
    // Fails only when one is installed already, which is as good.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let done = match cli.command {
        Command::Demo(command) => command.run(output).await,
        Command::Migrate(command) => command.run(output).await,
        Command::Serve(command) => command.run(output).await,
        Command::ApiKey(command) => command.run(output).await,
        Command::Environment(command) => command.run(output).await,
        Command::Audit(command) => command.run(output).await,
        Command::Keys(command) => command.run(output).await,
        Command::Integration(command) => command.run(output).await,
        Command::Sync(command) => command.run(output).await,
        Command::Actions(command) => command.run(output).await,
        Command::Syncs(command) => command.run(output).await,
        Command::Quarantine(command) => command.run(output).await,
        Command::Scope(command) => command.run(output).await,
        Command::Interactions(command) => command.run(output).await,
        Command::Openapi => openapi::run(),
    };
    // What happened on the way is told before how it ended.
    drop(logs);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output.fail(&error),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_commands_are_well_defined() {
        Cli::command().debug_assert();
    }
}
