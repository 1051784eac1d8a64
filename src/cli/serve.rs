//! `unified-ats serve`

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use chrono::TimeDelta;
use clap::{Args, ValueEnum};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::limits::RequestLimits;
use super::output::Output;
use super::retention::{DeletedKept, RecordsKept};
use super::settings::{Database, Framing, Gem, Public, Reach, ReadReplica, Secrets, Syncs, connections};
use super::shutdown;
use crate::actions::Actions;
use crate::api::{self, App};
use crate::clock::SystemClock;
use crate::public_url::PublicUrl;
use crate::server::{self, Limits};
use crate::store::Store;
use crate::store::replica::Watch;
use crate::sync::connection::Connections;
use crate::sync::interactions::{self, Writer};
use crate::sync::progress::Unwatched;
use crate::sync::reshaping;
use crate::sync::run::Worker;
use crate::sync::scheduler::{self, Served};

/// How long a key and an integration that were found are taken for what they were.
const REMEMBERED: TimeDelta = TimeDelta::milliseconds(500);
/// How long running requests and syncs may take to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// Ends on Ctrl-C or SIGTERM: running requests are finished, a running sync hands its work back.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The port of the API; 0 chooses a free one.
    #[arg(long)]
    port: u16,
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    bind: IpAddr,
    /// What this process does, separated by commas. Without `sync` no sync starts; nothing is delivered by `webhooks` yet.
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["api", "sync", "webhooks"])]
    roles: Vec<Role>,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    replica: ReadReplica,
    #[command(flatten)]
    secrets: Secrets,
    #[command(flatten)]
    gem: Gem,
    #[command(flatten)]
    reach: Reach,
    #[command(flatten)]
    syncs: Syncs,
    #[command(flatten)]
    public: Public,
    #[command(flatten)]
    limits: RequestLimits,
    #[command(flatten)]
    framing: Framing,
    #[command(flatten)]
    kept: DeletedKept,
    #[command(flatten)]
    records: RecordsKept,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Role {
    Api,
    Sync,
    Webhooks,
}

impl Serve {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let listener =
            if self.roles.contains(&Role::Api) { Some(listen(self.bind, self.port).await?) } else { None };
        let address = listener.as_ref().map(TcpListener::local_addr).transpose()?;
        let store = self.replica.attach(self.database.connect_migrated().await?, &self.database)?;
        let stop = shutdown::on_signal();
        let (queue, writer) = interactions::queue(store.clone(), Arc::new(SystemClock));
        let connections = connections(store.clone(), &self.secrets, &self.gem).await?.noting(queue);
        let written = Written::by(writer);
        let actions = self.reach.actions(connections.clone())?;
        let pages = self.framing.pages(connections.clone());
        let syncs = if self.roles.contains(&Role::Sync) {
            let (clock, progress) = (Arc::new(SystemClock), Arc::new(Unwatched));
            let worker =
                Worker::new(store.clone(), clock, progress, stop.clone()).with_lease(self.syncs.lease());
            let worker = worker.with_retention(self.records.retention());
            Some(spawn(work(worker, connections, self.syncs, Served::Everybody), stop.clone()))
        } else {
            None
        };
        let watch = address.and_then(|_answers| Watch::of(&store, Arc::new(SystemClock)));
        let watch = watch.map(|watch| spawn(look_after(watch, stop.clone()), stop.clone()));
        let overdue = spawn(look_after_overdue(actions.clone(), stop.clone()), stop.clone());
        let app = app(&store, actions, self.public.url).keeping_deleted(self.kept.get()).showing(pages);
        let app = self.limits.on(app).ending_with(stop.clone());
        let uses = spawn(note_uses(app.clone(), stop.clone()), stop.clone());
        let router = api::router(app);
        let server = listener.map(|listener| serve(listener, router, stop.clone()));
        let person = address.map_or("Running".to_owned(), |address| format!("Listening on http://{address}"));
        output.result(&json!({ "address": address.map(|address| address.to_string()) }), &person)?;
        stop.cancelled().await;
        finish([server, syncs, watch, Some(overdue), Some(uses)].into_iter().flatten().collect()).await;
        written.finish().await;
        close(&store).await
    }
}

/// Runs syncs, and has stored records follow the configuration of fields, until the worker is stopped.
pub(super) async fn work(worker: Worker, connections: Connections, syncs: Syncs, served: Served) {
    let reshaping = reshaping::run(worker.clone(), served.clone());
    tokio::join!(scheduler::run(worker, connections, syncs.slots(), served), reshaping);
}

/// Calls to ATSs that are being written down.
pub(super) struct Written {
    writing: JoinHandle<()>,
    over: CancellationToken,
}

impl Written {
    pub(super) fn by(writer: Writer) -> Self {
        let over = CancellationToken::new();
        Self { writing: tokio::spawn(writer.run(over.clone())), over }
    }

    /// Once nobody calls any more: what is left is written.
    pub(super) async fn finish(self) {
        self.over.cancel();
        finish(vec![self.writing]).await;
    }
}

/// Watches the replica until it is stopped.
async fn look_after(watch: Watch, stop: CancellationToken) {
    stop.run_until_cancelled(watch.run()).await;
}

/// The API over a store.
pub(super) fn app(store: &Store, actions: Actions, public_url: Option<PublicUrl>) -> App {
    let app = App::new(store.clone(), Arc::new(SystemClock)).acting(actions).remembering(REMEMBERED);
    app.reached_at(public_url)
}

/// Writes down when keys are used, until it is stopped.
pub(super) async fn note_uses(app: App, stop: CancellationToken) {
    app.uses().keep_writing(&app.store, &*app.clock, &stop).await;
}

/// Finds out what became of actions whose callers or processes are gone, until it is stopped.
pub(super) async fn look_after_overdue(actions: Actions, stop: CancellationToken) {
    actions.look_after_overdue(stop).await;
}

/// Takes the port, or says who to blame.
pub(super) async fn listen(bind: IpAddr, port: u16) -> anyhow::Result<TcpListener> {
    TcpListener::bind(SocketAddr::new(bind, port)).await.with_context(|| {
        format!(
            "port {port} of {bind} cannot be listened on: choose another with --port, or 0 for a free one"
        )
    })
}

/// Serves until it is stopped, and then finishes what runs.
pub(super) fn serve(listener: TcpListener, router: Router, stop: CancellationToken) -> JoinHandle<()> {
    allow_many_connections();
    let limits = Limits { refusal: api::refusal_of_head, ..Limits::default() };
    spawn(server::serve(listener, router, limits, stop.clone()), stop)
}

/// Takes as many handles as the system grants: each connection needs one.
fn allow_many_connections() {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(handles) => tracing::debug!(handles, "as many connections may be open"),
        Err(error) => tracing::warn!(%error, "the number of open connections stays limited as it was"),
    }
}

/// Runs a part of the process; when it ends by itself, for whatever reason, the process is to end.
pub(super) fn spawn(
    part: impl Future<Output = ()> + Send + 'static,
    stop: CancellationToken,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let _stop_when_it_ends = stop.drop_guard();
        part.await;
    })
}

/// Waits for stopped parts, but not for ever.
pub(super) async fn finish(parts: Vec<JoinHandle<()>>) {
    let aborts: Vec<_> = parts.iter().map(JoinHandle::abort_handle).collect();
    if tokio::time::timeout(PATIENCE, futures_util::future::join_all(parts)).await.is_err() {
        tracing::warn!("running work did not end in time, and was cut off");
        aborts.iter().for_each(tokio::task::AbortHandle::abort);
    }
}

/// Gives the connections back, but does not wait for those that work which was cut off still holds.
pub(super) async fn close(store: &Store) -> anyhow::Result<()> {
    let closed = tokio::time::timeout(Duration::from_secs(2), store.close()).await;
    closed.context("connections to the database were left open")
}
