//! The simulator program.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use serde_json::json;
use unified_ats::gem_sim::{Options, Profile, Rate, Sim};

/// Simulates Gem's ATS API, its public job board, and a company behind them.
///
/// Nothing here talks to Gem. The same seed and number of candidates always give the same company. The control
/// interface below /_sim changes the company, moves its clock, injects faults and switches undocumented
/// behaviour; GET /_sim/ shows its state.
#[derive(Debug, Parser)]
#[command(name = "gem-sim", version)]
struct Arguments {
    /// The port to listen on; 0 takes a free one and prints it.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The address to listen on.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// Which company to simulate.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many candidates the company has; everything else grows with them.
    #[arg(long, default_value_t = 2000)]
    candidates: u64,
    /// strict: only endpoints known to exist at Gem; extended: also those that are a guess.
    #[arg(long, value_enum, default_value_t = ProfileName::Strict)]
    profile: ProfileName,
    /// Requests a second that each key may make in the long run.
    #[arg(long, default_value_t = Rate::default().per_second)]
    rate: u32,
    /// Requests that each key may make at once.
    #[arg(long, default_value_t = Rate::default().burst)]
    burst: u32,
    /// Lifts the rate limit.
    #[arg(long, conflicts_with_all = ["rate", "burst"])]
    no_rate_limit: bool,
    /// Prints one line of JSON with addresses and keys once it listens.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ProfileName {
    Strict,
    Extended,
}

impl Arguments {
    fn options(&self) -> Options {
        Options {
            bind: self.bind,
            port: self.port,
            seed: self.seed,
            candidates: self.candidates,
            profile: match self.profile {
                ProfileName::Strict => Profile::Strict,
                ProfileName::Extended => Profile::Extended,
            },
            rate: (!self.no_rate_limit).then_some(Rate { per_second: self.rate, burst: self.burst }),
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            let _ = writeln!(std::io::stderr(), "gem-sim: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let sim = Sim::start(arguments.options())
        .await
        .with_context(|| format!("cannot listen on {} port {}", arguments.bind, arguments.port))?;
    announce(&sim, arguments.json).context("cannot write to the standard output")?;
    interrupted().await?;
    sim.stop().await;
    Ok(())
}

fn announce(sim: &Sim, as_json: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if as_json {
        let line = json!({
            "api_url": sim.api_url(), "control_url": sim.control_url(), "api_key": sim.direct_key(),
            "partner_key": sim.partner_key(), "partner_secret": sim.partner_secret(), "vanity": sim.vanity(),
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "API              {}", sim.api_url())?;
        writeln!(out, "Job board        {}/{}/job_posts/", sim.job_board_url(), sim.vanity())?;
        writeln!(out, "Control          {}/", sim.control_url())?;
        writeln!(out, "Key              {}", sim.direct_key())?;
        writeln!(out, "Partner key      {}", sim.partner_key())?;
        writeln!(out, "Partner secret   {}", sim.partner_secret())?;
        writeln!(out, "Stop with Ctrl-C.")?;
    }
    out.flush()
}

#[cfg(unix)]
async fn interrupted() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        outcome = tokio::signal::ctrl_c() => outcome,
        _ = terminated.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn interrupted() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
