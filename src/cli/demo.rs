//! `unified-ats demo`: the main job, from nothing to answers, in one command.

mod handout;

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::integration::gem_credentials;
use super::output::{Output, note};
use super::serve::{Written, app, close, finish, listen, look_after_overdue, note_uses, serve, spawn, work};
use super::settings::{Database, Framing, Reach, Secrets, Syncs, outbound};
use super::{progress, shutdown};
use crate::clock::{Clock as _, SystemClock};
use crate::connect::account::{NewAccount, create, probe};
use crate::control::api_keys::{self, By, Wanted};
use crate::control::environments;
use crate::control::switch::{Switch, switch};
use crate::domain::audit::Actor;
use crate::domain::end_user::{EndUser, SetupSteps};
use crate::domain::id::IntegrationId;
use crate::gem_sim::{self, Options, Sim};
use crate::random;
use crate::secrets::api_key::ApiKey;
use crate::store::api_keys::Permission;
use crate::store::environments::EnvironmentKey;
use crate::store::runs::{Cause, Kind, Outcome};
use crate::store::schedules::Changes;
use crate::store::{Store, integrations};
use crate::sync::connection::Connections;
use crate::sync::interactions;
use crate::sync::progress::Unwatched;
use crate::sync::run::{RunError, Worker};
use crate::sync::scheduler::Served;
use handout::Handout;

/// Everything it makes lies in an environment of its own. Syncs run as in `serve`, forced and scheduled ones, but of no
/// other environment. Ends on Ctrl-C, and switches its integrations off.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// The API's port; 0 chooses a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The address the API listens on.
    #[arg(long, default_value = "127.0.0.1")]
    bind: IpAddr,
    /// Which world is simulated; the same number gives the same world.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many candidates the world has; jobs, applications, interviews and users follow.
    #[arg(long, default_value_t = 2_000)]
    candidates: u64,
    /// A file that is written once the first sync has succeeded: JSON with addresses and keys.
    #[arg(long)]
    ready_file: Option<PathBuf>,
    /// `extended`: the simulator also has what nobody has verified with Gem, and the integration uses it.
    #[arg(long, value_enum, default_value = "strict")]
    profile: Profile,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    secrets: Secrets,
    #[command(flatten)]
    reach: Reach,
    #[command(flatten)]
    syncs: Syncs,
    #[command(flatten)]
    framing: Framing,
}

/// Which Gem is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Profile {
    Strict,
    Extended,
}

impl Demo {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let listener = listen(self.bind, self.port).await?;
        let address = listener.local_addr()?;
        if let Some(path) = &self.ready_file {
            handout::forget(path)?;
        }
        let keys = Secrets::or_generated(self.secrets);
        let store = self.database.connect().await?;
        store.migrate().await?;
        let sealer = keys.checked(&store).await?;
        let stop = shutdown::on_signal();
        let profile = match self.profile {
            Profile::Strict => gem_sim::Profile::Strict,
            Profile::Extended => gem_sim::Profile::Extended,
        };
        let options = Options { seed: self.seed, candidates: self.candidates, profile, ..Options::default() };
        let sim = Sim::start(options).await.context("the simulator cannot be started")?;
        let (queue, writer) = interactions::queue(store.clone(), Arc::new(SystemClock));
        let outbound = outbound(&store, sim.api_url().parse()?)?;
        let connections = Connections { store: store.clone(), sealer, outbound }.noting(queue);
        let written = Written::by(writer);
        let made = make(&connections, &sim, self.profile).await?;
        let actions = self.reach.actions(connections.clone())?;
        let pages = self.framing.pages(connections.clone());
        let (environment, integration) = (made.environment, made.integration.clone());
        let handout = Handout {
            address,
            api_key: made.api_key,
            management_key: made.management_key,
            integration: made.integration,
            simulator_url: sim.base_url(),
            simulator_control_url: sim.control_url(),
            gem_base_url: sim.api_url(),
            gem_api_key: sim.direct_key().to_owned(),
            database_url: self.database.url()?.clone(),
            encryption_keys: keys.text().cloned().unwrap_or_default(),
        };
        // Heard by others on plain HTTP, it gives no links.
        let public_url = handout.root().parse().ok();
        let app = app(&store, actions.clone(), public_url).showing(pages).ending_with(stop.clone());
        let mut parts = vec![
            serve(listener, crate::api::router(app.clone()), stop.clone()),
            spawn(note_uses(app, stop.clone()), stop.clone()),
            spawn(look_after_overdue(actions, stop.clone()), stop.clone()),
        ];
        note(&format!("First sync of {} simulated candidates:", self.candidates));
        let done = match first_sync(&connections, &integration, stop.clone()).await {
            Ok(true) => {
                let syncs = run_syncs(connections, environment, self.syncs, stop.clone());
                parts.push(spawn(syncs, stop.clone()));
                let handed_out = hand_out(&handout, output, self.ready_file.as_deref());
                if handed_out.is_ok() {
                    stop.cancelled().await;
                }
                handed_out
            }
            Ok(false) => Ok(()),
            Err(error) => Err(error),
        };
        stop.cancel();
        finish(parts).await;
        written.finish().await;
        retire(&store, environment).await?;
        sim.stop().await;
        close(&store).await?;
        done
    }
}

fn hand_out(handout: &Handout, output: Output, ready_file: Option<&Path>) -> anyhow::Result<()> {
    output.result(&handout.json(), &handout.text())?;
    if let Some(path) = ready_file {
        handout.write(path)?;
    }
    Ok(())
}

/// Integrations of earlier demos are left alone: what they read from is gone.
async fn run_syncs(
    connections: Connections,
    environment: EnvironmentKey,
    syncs: Syncs,
    stop: CancellationToken,
) {
    let (clock, progress) = (Arc::new(SystemClock), Arc::new(Unwatched));
    let worker = Worker::new(connections.store.clone(), clock, progress, stop).with_lease(syncs.lease());
    work(worker, connections, syncs, Served::Environment(environment)).await;
}

/// Nobody can read from the simulator any more: whoever serves the database later is not to try.
async fn retire(store: &Store, environment: EnvironmentKey) -> anyhow::Result<()> {
    let mut tx = store.begin().await?;
    for scope in integrations::of_environment(&mut tx, environment).await? {
        switch(&mut tx, &scope, (&Actor::Operator, Switch::Off), SystemClock.now()).await?;
    }
    tx.commit().await.context("the demo's integrations could not be switched off")
}

struct Made {
    environment: EnvironmentKey,
    api_key: ApiKey,
    management_key: ApiKey,
    integration: IntegrationId,
}

/// An environment of this run's own, with two keys and the integration.
async fn make(connections: &Connections, sim: &Sim, profile: Profile) -> anyhow::Result<Made> {
    let name = format!("demo-{}", random::id());
    let credentials = gem_credentials(&SecretString::from(sim.direct_key()), None);
    let settings = settings(connections, sim, profile).await?;
    probe(connections, "gem", &credentials, &settings).await?;
    let now = SystemClock.now();
    let mut tx = connections.store.begin().await?;
    let environment = environments::ensure(&mut tx, &name, (&Actor::Operator, now)).await?.key;
    let account = NewAccount {
        tool: "gem",
        id: None,
        environment,
        end_user: EndUser::of("Demo"),
        steps: SetupSteps::default(),
        credentials,
        settings,
        schedule: Changes::default(),
        actor: Actor::Operator,
    };
    let integration = create(&mut tx, connections, account).await?.id().clone();
    let by = By { actor: &Actor::Operator, environment, caller: None, now };
    let wanted = |name, permissions| Wanted {
        name,
        permissions,
        integrations: None,
        expires_at: None,
        rate_limit: None,
    };
    let permissions = [Permission::Read, Permission::Write];
    let (api_key, _kept) = api_keys::create(&mut tx, by, wanted("demo", &permissions)).await?;
    let all = wanted("demo management", &Permission::ALL);
    let (management_key, _kept) = api_keys::create(&mut tx, by, all).await?;
    tx.commit().await?;
    Ok(Made { environment, api_key, management_key, integration })
}

/// The simulator is nobody else's: its whole rate is ours.
async fn settings(connections: &Connections, sim: &Sim, profile: Profile) -> anyhow::Result<Value> {
    let all = profile == Profile::Extended;
    Ok(json!({
        "job_board_vanity": sim.vanity(),
        "requests_per_second": 20,
        "acting_user_id": acting_user(connections, sim).await?,
        "unverified": {
            "offers": all, "sources": all, "set_stage": all, "reject": all, "attachments": all, "tags": all,
            "further_applications": all,
        },
    }))
}

/// Somebody in whose name notes are written, as a customer would choose them.
async fn acting_user(connections: &Connections, sim: &Sim) -> anyhow::Result<String> {
    let users = connections.outbound.http.get(format!("{}/users/?per_page=100", sim.api_url()));
    let users = users.header("x-api-key", sim.direct_key()).send().await?.bytes().await?;
    let users: Vec<Value> = serde_json::from_slice(&users)?;
    let active = users.iter().find(|user| user["disabled"] == false && user["deleted_at"].is_null());
    let id = active.and_then(|user| user["id"].as_str()).context("the simulator has no active user")?;
    Ok(id.to_owned())
}

/// False when it was stopped before its end.
async fn first_sync(
    connections: &Connections,
    id: &IntegrationId,
    stop: CancellationToken,
) -> anyhow::Result<bool> {
    let mut db = connections.store.pool().acquire().await?;
    let integration = integrations::find(&mut db, id).await?.context("the integration is gone")?;
    drop(db);
    let connector = connections.open(&integration).await?;
    let clock = Arc::new(SystemClock);
    let worker = Worker::new(connections.store.clone(), clock, progress::for_people(), stop);
    match worker.sync(&integration, &connector, Kind::Full, Cause::Command).await {
        Ok(report) if report.state == Outcome::Succeeded => Ok(true),
        Ok(report) => anyhow::bail!(
            "the first sync ended as {}: {}",
            report.state.as_str(),
            report.error.as_deref().unwrap_or("see the log")
        ),
        Err(RunError::Stopped) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
