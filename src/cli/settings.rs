//! Settings, by flag and by environment, and what is made of them.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::TimeDelta;
use clap::{Args, ValueEnum};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::every;
use super::output::Usage;
use crate::actions::Actions;
use crate::clock::{Clock as _, SystemClock};
use crate::connectors::Calls;
use crate::connectors::tool::Outbound;
use crate::files::Fetcher;
use crate::guard::{Guard, TrustedHosts};
use crate::keyring::check::{NotUsable, check};
use crate::public_url::PublicUrl;
use crate::secrets::sealer::{Sealer, generate_temporary_key, is_temporary};
use crate::store::Store;
use crate::store::replica::Replica;
use crate::sync::budget::SharedBudgets;
use crate::sync::connection::Connections;

/// How old a replica's state may be if nothing is said.
const STALENESS: TimeDelta = TimeDelta::seconds(5);

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum LogFormat {
    Text,
    Json,
}

/// Reads a secret without ever repeating it in an error.
#[expect(clippy::unnecessary_wraps, reason = "the form that the argument parser asks for")]
pub(super) fn secret(text: &str) -> Result<SecretString, Infallible> {
    Ok(text.to_owned().into())
}

#[derive(Debug, Clone, Args)]
pub(super) struct Database {
    /// The Postgres database, such as `postgres://user:password@host:5432/name`.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_parser = secret)]
    database_url: Option<SecretString>,
    /// How many connections to keep at most.
    #[arg(long, env = "DATABASE_CONNECTIONS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..=1000))]
    database_connections: u32,
}

impl Database {
    pub(super) fn url(&self) -> anyhow::Result<&SecretString> {
        let missing = || Usage("DATABASE_URL is not set: give the address of a Postgres database".to_owned());
        Ok(self.database_url.as_ref().filter(|url| !url.expose_secret().is_empty()).ok_or_else(missing)?)
    }

    pub(super) async fn connect(&self) -> anyhow::Result<Store> {
        Store::connect(self.url()?, self.database_connections)
            .await
            .context("the database that DATABASE_URL names cannot be used")
    }

    /// The same, refused while the schema is older than the program.
    pub(super) async fn connect_migrated(&self) -> anyhow::Result<Store> {
        let store = self.connect().await?;
        if !store.is_migrated().await? {
            anyhow::bail!(
                "the database's schema is older than this program: run `unified-ats migrate` first"
            );
        }
        Ok(store)
    }
}

/// A second server that follows the primary and answers reads.
#[derive(Debug, Clone, Args)]
pub(super) struct ReadReplica {
    /// A streaming replica of the database, which lists are read from while it is recent enough: one server, no pool of
    /// several.
    #[arg(long, env = "DATABASE_READ_URL", hide_env_values = true, value_parser = secret)]
    database_read_url: Option<SecretString>,
    /// How old the replica's state may be. Every process that answers needs the same; polls look back by as much.
    #[arg(long, env = "DATABASE_READ_MAX_STALENESS", value_parser = every::staleness)]
    database_read_max_staleness: Option<TimeDelta>,
}

impl ReadReplica {
    /// Given without a replica, the bound is for the replicas of other processes.
    pub(super) fn attach(&self, store: Store, database: &Database) -> anyhow::Result<Store> {
        let given = self.database_read_max_staleness;
        let Some(url) = self.database_read_url.as_ref().filter(|url| !url.expose_secret().is_empty()) else {
            return Ok(store.with_staleness(given.unwrap_or_default()));
        };
        let bound = given.unwrap_or(STALENESS);
        let replica = Replica::new(url, database.database_connections, bound);
        Ok(store.with_replica(replica.context("the database that DATABASE_READ_URL names cannot be used")?))
    }
}

#[derive(Debug, Clone, Args)]
pub(super) struct Secrets {
    /// Keys that seal stored credentials: `<id>:<base64 of 32 bytes>`, separated by commas. The first one seals.
    #[arg(long, env = "ENCRYPTION_KEYS", hide_env_values = true, value_parser = secret)]
    encryption_keys: Option<SecretString>,
}

impl Secrets {
    /// The keys that were given, or fresh ones that live as long as the process.
    pub(super) fn or_generated(self) -> Self {
        let given = self.text().cloned();
        Self { encryption_keys: Some(given.unwrap_or_else(|| generate_temporary_key().into())) }
    }

    pub(super) fn text(&self) -> Option<&SecretString> {
        self.encryption_keys.as_ref().filter(|keys| !keys.expose_secret().is_empty())
    }

    /// The keys, once it is known that they are those that the database's values need. Of keys that live no longer than
    /// their process nobody expects that.
    pub(super) async fn checked(&self, store: &Store) -> anyhow::Result<Sealer> {
        let sealer = self.sealer()?;
        if is_temporary(sealer.first_id()) {
            return Ok(sealer);
        }
        check(store, &sealer, SystemClock.now()).await.map_err(|reason| match reason {
            NotUsable::Missing(_) | NotUsable::Other(_) => Usage(reason.to_string()).into(),
            NotUsable::Sealed(_) | NotUsable::Store(_) => anyhow::Error::new(reason),
        })?;
        Ok(sealer)
    }

    pub(super) fn sealer(&self) -> anyhow::Result<Sealer> {
        let keys = self.text().ok_or_else(|| {
            Usage(
                "ENCRYPTION_KEYS is not set: make a key with `unified-ats keys generate`, and keep it"
                    .to_owned(),
            )
        })?;
        Ok(keys
            .expose_secret()
            .parse()
            .map_err(|error: crate::secrets::sealer::SealError| Usage(error.to_string()))?)
    }
}

#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Syncs {
    /// How many integrations this process syncs at a time.
    #[arg(long, env = "SYNC_SLOTS", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=100))]
    sync_slots: u16,
    /// How many seconds a worker may be silent until another one takes its sync over.
    #[arg(long, env = "SYNC_LEASE_SECONDS", default_value_t = 45, value_parser = clap::value_parser!(u16).range(2..=600))]
    sync_lease_seconds: u16,
}

impl Syncs {
    pub(super) fn slots(self) -> usize {
        self.sync_slots.into()
    }

    pub(super) fn lease(self) -> TimeDelta {
        TimeDelta::seconds(self.sync_lease_seconds.into())
    }
}

#[derive(Debug, Clone, Args)]
pub(super) struct Gem {
    /// Where Gem's ATS API is, with its path.
    #[arg(long, env = "GEM_BASE_URL", default_value = "https://api.gem.com/ats/v0")]
    gem_base_url: Url,
}

impl Gem {
    pub(super) fn outbound(&self, store: &Store) -> anyhow::Result<Outbound> {
        outbound(store, self.gem_base_url.clone())
    }
}

/// Where customers and callers reach the service.
#[derive(Debug, Clone, Args)]
pub(super) struct Public {
    /// The address under which this service is reached from outside, such as `https://ats.example.com`. Links that the
    /// service gives lie below it; without it, what needs such links is refused.
    #[arg(long = "public-url", env = "PUBLIC_URL")]
    pub(super) url: Option<PublicUrl>,
}

/// Where this process goes at the word of callers.
#[derive(Debug, Clone, Args)]
pub(super) struct Reach {
    /// Hosts within the own network that files may be fetched from and webhooks sent to, also without TLS: names and IP
    /// addresses, separated by commas. All other addresses have to be in the public internet.
    #[arg(long, env = "TRUSTED_HOSTS")]
    trusted_hosts: Option<TrustedHosts>,
}

impl Reach {
    /// Lets plain `http` to the trusted hosts alone.
    pub(super) fn guard(&self) -> Guard {
        Guard::new(self.trusted_hosts.clone().unwrap_or_default())
    }

    /// What callers have done in ATSs, with files from wherever they may be.
    pub(super) fn actions(&self, connections: Connections) -> anyhow::Result<Actions> {
        let fetcher = Fetcher::new(self.guard().with_plain_http());
        let fetcher = fetcher.context("the HTTP client for files cannot be set up")?;
        let remote_files = Fetcher::new(self.remote_guard(&connections.outbound.gem_base_url));
        let remote_files = remote_files.context("the HTTP client for files cannot be set up")?;
        Ok(Actions::new(connections, fetcher, Arc::new(SystemClock)).with_remote_files(remote_files))
    }

    /// Files of ATSs lie in the public internet, behind TLS. An ATS that is itself reached without TLS is within the own
    /// network, and so may be its files.
    fn remote_guard(&self, ats: &Url) -> Guard {
        let trusted = self.trusted_hosts.clone().unwrap_or_default();
        let host = ats.host().filter(|_host| ats.scheme() == "http");
        Guard::new(host.map_or(trusted.clone(), |host| trusted.with(host.to_owned())))
    }
}

/// The one outbound client. It follows no redirect, so that credentials reach the host they are meant for. What may be
/// asked of an ATS is kept in the store, for all processes.
pub(super) fn outbound(store: &Store, gem_base_url: Url) -> anyhow::Result<Outbound> {
    let http = reqwest::Client::builder()
        .user_agent(concat!("unified-ats/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_mins(1))
        .build()
        .context("the HTTP client cannot be set up")?;
    let clock = Arc::new(SystemClock);
    let budgets = SharedBudgets { store: store.clone(), clock: Arc::<SystemClock>::clone(&clock) };
    Ok(Outbound { http, clock, budgets: Arc::new(budgets), calls: Calls::default(), gem_base_url })
}

/// Everything that a command needs to read from customers' accounts.
pub(super) async fn connections(store: Store, secrets: &Secrets, gem: &Gem) -> anyhow::Result<Connections> {
    let outbound = gem.outbound(&store)?;
    let sealer = secrets.checked(&store).await?;
    Ok(Connections { store, sealer, outbound })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        reach: Reach,
    }

    fn allows(arguments: &[&str], url: &str) -> bool {
        let arguments = std::iter::once(&"unified-ats").chain(arguments);
        let command = Command::try_parse_from(arguments).unwrap();
        command.reach.guard().check(&Url::parse(url).unwrap()).is_ok()
    }

    #[test]
    fn files_of_an_ats_are_public_unless_the_ats_is_not() {
        let allows = |ats: &str, file: &str| {
            let reach = Reach { trusted_hosts: None };
            reach.remote_guard(&Url::parse(ats).unwrap()).check(&Url::parse(file).unwrap()).is_ok()
        };
        let public = "https://api.gem.com/ats/v0";
        assert!(allows(public, "https://files.example/a"));
        for file in
            ["http://files.example/a", "http://api.gem.com/a", "https://127.0.0.1/a", "https://10.0.0.5/a"]
        {
            assert!(!allows(public, file), "{file}");
        }
        assert!(allows("http://127.0.0.1:8000/ats/v0", "http://127.0.0.1:8000/a"));
        assert!(!allows("http://127.0.0.1:8000/ats/v0", "http://127.0.0.2/a"));
    }

    #[test]
    fn hosts_are_trusted_when_they_are_named() {
        let named = ["--trusted-hosts", "files.internal,10.0.0.5"];
        for url in ["http://files.internal:9000/", "https://10.0.0.5/"] {
            assert!(allows(&named, url), "{url}");
            assert!(!allows(&["--trusted-hosts", ""], &url.replace("files.internal", "127.0.0.1")), "{url}");
        }
        assert!(allows(&[], "https://files.example/") && !allows(&[], "http://files.example/"));
        let refusal = Command::try_parse_from(["unified-ats", "--trusted-hosts", "https://x"]).unwrap_err();
        assert!(refusal.to_string().contains("is not a host"), "{refusal}");
    }
}
