//! A service under test: its router in process, its own database, a simulator of Gem on a port.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use unified_ats::actions::Actions;
use unified_ats::api::{App, Limits, router};
use unified_ats::clock::{Clock, ManualClock};
use unified_ats::connect::Connect;
use unified_ats::connectors::Calls;
use unified_ats::connectors::tool::Outbound;
use unified_ats::domain::end_user::{EndUser, SetupSteps};
use unified_ats::domain::id::{IntegrationId, RecordId};
use unified_ats::domain::model::Model;
use unified_ats::files::Fetcher;
use unified_ats::gem_sim::{Options, Sim};
use unified_ats::guard::Guard;
use unified_ats::pages::Pages;
use unified_ats::secrets::api_key::ApiKey;
use unified_ats::secrets::sealer::{Sealer, generate_key, generate_keys};
use unified_ats::store::api_keys::{self, Permission};
use unified_ats::store::integrations::{self, Integration, NewIntegration};
use unified_ats::store::runs::{Cause, Kind, Outcome};
use unified_ats::store::{Store, environments};
use unified_ats::sync::budget::SharedBudgets;
use unified_ats::sync::connection::Connections;
use unified_ats::sync::interactions::{self, Writer};
use unified_ats::sync::progress::Unwatched;
use unified_ats::sync::run::{Report, RunError, Worker};

use super::{Document, scan};

/// Where the service says that it is.
pub(crate) const PUBLIC_URL: &str = "https://ats.example.org";
/// Whose pages may show its pages.
pub(crate) const ORIGIN: &str = "https://app.example.org";

pub(crate) struct TestService {
    pub(crate) store: Store,
    pub(crate) clock: ManualClock,
    pub(crate) sim: Sim,
    pub(crate) key: String,
    /// May manage, and nothing else.
    pub(crate) management_key: String,
    pub(crate) integration: IntegrationId,
    pub(crate) connections: Connections,
    /// The text of `ENCRYPTION_KEYS` by which programs open the credentials.
    pub(crate) keys: String,
    /// Of the interaction log.
    writer: Arc<Mutex<Writer>>,
    pub(super) router: Router,
}

/// An environment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Home {
    pub(crate) name: &'static str,
    pub(crate) public_id: &'static str,
}

/// Where services are, unless they say otherwise.
pub(crate) const HOME: Home = Home { name: "test", public_id: "environment1" };

/// A validated answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    headers: HeaderMap,
}

impl Answer {
    pub(crate) fn code(&self) -> Option<&str> {
        self.body["error"]["code"].as_str()
    }

    pub(crate) fn message(&self) -> &str {
        self.body["error"]["message"].as_str().unwrap()
    }

    pub(crate) fn data(&self) -> &Value {
        assert_eq!(self.status, 200, "{}", self.body);
        &self.body["data"]
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn results(&self) -> &Vec<Value> {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body["data"]["results"].as_array().unwrap()
    }

    pub(crate) fn next(&self) -> Option<&str> {
        self.body["data"]["next"].as_str()
    }
}

/// Files may be fetched from this machine.
fn actions(connections: &Connections, clock: &ManualClock) -> Actions {
    let guard = Guard::new("127.0.0.1".parse().unwrap()).with_plain_http();
    Actions::new(connections.clone(), Fetcher::new(guard).unwrap(), Arc::new(clock.clone()))
}

/// Everything that a process with the keys serves.
fn app(connections: &Connections, actions: Actions, clock: &ManualClock) -> App {
    let connect = Connect::new(connections.clone(), ORIGIN.parse().unwrap());
    let app = App::new(connections.store.clone(), Arc::new(clock.clone())).acting(actions);
    app.showing(Pages::new(connect, Arc::new(clock.clone()))).reached_at(Some(PUBLIC_URL.parse().unwrap()))
}

/// Sends a request, and validates the answer.
async fn exchange_at(router: &Router, request: Request<Body>) -> Answer {
    let (method, path) = (request.method().to_string(), request.uri().to_string());
    let response = router.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let body = if status == 304 { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
    assert!(status != 304 || bytes.is_empty(), "304 has a body");
    Document::get().validate(&method, &path, status, &body);
    if status >= 400 {
        scan::refusal(&path, &body);
    }
    Answer { status, body, headers }
}

/// Breaks when it is asked for the second time.
#[derive(Default)]
struct BrokenClock(AtomicU32);

#[async_trait]
impl Clock for BrokenClock {
    fn now(&self) -> DateTime<Utc> {
        assert!(self.0.fetch_add(1, Ordering::Relaxed) != 1, "the clock breaks on purpose");
        DateTime::UNIX_EPOCH
    }

    async fn sleep(&self, _duration: Duration) {}
}

impl TestService {
    /// With a small world, whose every awkward case is present.
    pub(crate) async fn start(pool: PgPool) -> Self {
        Self::start_with(pool, Options { candidates: 200, rate: None, ..Options::default() }, json!({})).await
    }

    /// The settings are completed by the simulator's job board.
    pub(crate) async fn start_with(pool: PgPool, options: Options, settings: Value) -> Self {
        let integration = IntegrationId::parse("gem:8d1hpPsbjxUkoCoa1veLZGe5").unwrap();
        Self::start_as(pool, options, settings, integration).await
    }

    /// The same under an id of the integration's own.
    pub(crate) async fn start_as(
        pool: PgPool,
        options: Options,
        settings: Value,
        integration: IntegrationId,
    ) -> Self {
        Self::start_in(pool, options, settings, integration, HOME).await
    }

    /// The same in an environment.
    pub(crate) async fn start_in(
        pool: PgPool,
        options: Options,
        mut settings: Value,
        integration: IntegrationId,
        home: Home,
    ) -> Self {
        scan::begin();
        // The first test of the process installs it for all.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let sim = Sim::start(options).await.unwrap();
        let clock = ManualClock::at("2026-07-01T12:00:00Z".parse().unwrap());
        let store = Store::from_pool(pool).unwrap();
        let keys = generate_keys();
        let sealer: Sealer = keys.parse().unwrap();
        let outbound = Outbound {
            http: reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap(),
            clock: Arc::new(clock.clone()),
            budgets: Arc::new(SharedBudgets { store: store.clone(), clock: Arc::new(clock.clone()) }),
            calls: Calls::default(),
            gem_base_url: sim.api_url().parse().unwrap(),
        };
        settings["job_board_vanity"] = json!(sim.vanity());
        // Roomy, so that no test waits without meaning to: that would move the clock.
        for (name, roomy) in [("requests_per_second", 20), ("request_burst", 500)] {
            if settings[name].is_null() {
                settings[name] = json!(roomy);
            }
        }
        let (queue, writer) = interactions::queue(store.clone(), Arc::new(clock.clone()));
        let connections = Connections { store: store.clone(), sealer, outbound }.noting(queue);
        let actions = actions(&connections, &clock);
        let router = router(app(&connections, actions, &clock));
        let (key, management_key) = (ApiKey::generate(), ApiKey::generate());
        let service = Self {
            store,
            clock,
            sim,
            key: key.reveal().to_owned(),
            management_key: management_key.reveal().to_owned(),
            integration,
            connections,
            keys,
            writer: Arc::new(Mutex::new(writer)),
            router,
        };
        service.set_up(home, &key, &management_key, &settings).await;
        service
    }

    async fn set_up(&self, home: Home, key: &ApiKey, management_key: &ApiKey, settings: &Value) {
        let now = self.clock.now();
        let mut tx = self.store.begin().await.unwrap();
        let environment = environments::ensure(&mut tx, home.name, home.public_id, now).await.unwrap();
        let permissions = [Permission::Read, Permission::Write];
        api_keys::insert(&mut tx, environment.key, "test", key, &permissions, now).await.unwrap();
        let manage = [Permission::Manage];
        api_keys::insert(&mut tx, environment.key, "management", management_key, &manage, now).await.unwrap();
        let new = NewIntegration {
            id: &self.integration,
            environment: environment.key,
            end_user: &EndUser::of("Acme"),
            steps: SetupSteps::default(),
            settings,
            created_at: now,
        };
        let scope = integrations::insert(&mut tx, new).await.unwrap();
        let credentials = json!({ "api_key": self.sim.direct_key() }).to_string().into();
        let sealed = self.connections.seal(&mut tx, &scope, &credentials).await.unwrap();
        integrations::set_credentials(&mut tx, &scope, &sealed).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Writes the calls to the simulator down that were made so far.
    pub(crate) async fn write_interactions(&self) {
        self.writer.lock().await.write_waiting().await.unwrap();
    }

    /// What performs the actions of callers.
    pub(crate) fn actions(&self) -> Actions {
        actions(&self.connections, &self.clock)
    }

    /// The id that a record of the integration has.
    pub(crate) fn id(&self, model: Model, remote_id: &str) -> String {
        RecordId::derive(&self.integration, model, remote_id).to_string()
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A worker that is stopped by the token.
    pub(crate) fn worker(&self, stop: CancellationToken) -> Worker {
        let clock = Arc::new(self.clock.clone());
        Worker::new(self.store.clone(), clock, Arc::new(Unwatched), stop)
    }

    /// One run, whatever becomes of it. Time moves on by a minute before it.
    pub(crate) async fn try_sync(&self) -> Result<Report, RunError> {
        self.try_run(Kind::Full).await
    }

    /// The same, of a kind.
    pub(crate) async fn try_run(&self, kind: Kind) -> Result<Report, RunError> {
        self.clock.advance(TimeDelta::minutes(1));
        self.run_now(kind).await
    }

    /// The same without a minute passing, for tests in which something else goes on whose time is limited.
    pub(crate) async fn run_now(&self, kind: Kind) -> Result<Report, RunError> {
        let integration = self.stored_integration().await;
        let connector = self.connections.open(&integration).await.unwrap();
        let worker = self.worker(CancellationToken::new());
        worker.sync(&integration, &connector, kind, Cause::Command).await
    }

    /// Sets one of the integration's settings.
    pub(crate) async fn set_setting(&self, name: &str, value: &Value) {
        let settings = "UPDATE integrations SET settings = (settings::jsonb || jsonb_build_object($1::text, $2::jsonb))::json";
        let query = sqlx::query(settings).bind(name).bind(value.to_string());
        query.execute(self.store.pool()).await.unwrap();
    }

    /// The integration as it is stored.
    pub(crate) async fn stored_integration(&self) -> Integration {
        let mut db = self.store.pool().acquire().await.unwrap();
        integrations::find(&mut db, &self.integration).await.unwrap().unwrap()
    }

    /// One incremental run, which has to succeed.
    pub(crate) async fn sync_changes(&self) -> Report {
        let report = self.try_run(Kind::Delta).await.unwrap();
        assert_eq!((report.state, report.kind), (Outcome::Succeeded, Kind::Delta), "{:?}", report.error);
        report
    }

    /// One run, which has to succeed.
    pub(crate) async fn sync(&self) -> Report {
        let report = self.try_sync().await.unwrap();
        assert_eq!(report.state, Outcome::Succeeded, "{:?}", report.error);
        report
    }

    /// A request as the caller with the key, on the integration.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_as(path, Some(&self.key), Some(self.integration.as_str())).await
    }

    pub(crate) async fn get_as(&self, path: &str, key: Option<&str>, integration: Option<&str>) -> Answer {
        self.ask("GET", path, key, integration, "").await
    }

    /// An action, with a key by which it can be repeated or without.
    pub(crate) async fn act(&self, method: &str, path: &str, key: Option<&str>, body: &Value) -> Answer {
        let headers: Vec<(&str, &[u8])> = key.iter().map(|key| ("idempotency-key", key.as_bytes())).collect();
        self.act_with(method, path, &headers, body.to_string()).await
    }

    /// The same with whatever headers and body.
    pub(crate) async fn act_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &[u8])],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.key))
            .header("x-integration-id", self.integration.as_str());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.exchange(request.body(body.into()).unwrap()).await
    }

    /// The same with a method and a JSON body.
    pub(crate) async fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        let integration = Some(self.integration.as_str());
        self.ask(method, path, Some(&self.key), integration, &body.to_string()).await
    }

    /// A request as the operator, on no integration.
    pub(crate) async fn manage(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.ask(method, path, Some(&self.management_key), None, &body.to_string()).await
    }

    /// The same service remembers callers for so long.
    pub(crate) fn remember(&mut self, duration: TimeDelta) {
        self.configure(|app| app.remembering(duration));
    }

    /// The same service is set up otherwise.
    pub(crate) fn configure(&mut self, otherwise: impl FnOnce(App) -> App) {
        let app = App::new(self.store.clone(), Arc::new(self.clock.clone())).acting(self.actions());
        self.router = router(otherwise(app));
    }

    /// The same service knows its own address, or does not.
    pub(crate) fn reach_at(&mut self, url: Option<&str>) {
        self.reach_with(self.actions(), url);
    }

    /// The same, with other actions.
    pub(crate) fn reach_with(&mut self, actions: Actions, url: Option<&str>) {
        let url = url.map(|url| url.parse().unwrap());
        let app = App::new(self.store.clone(), Arc::new(self.clock.clone())).acting(actions);
        self.router = router(app.reached_at(url));
    }

    /// The same service waits only so long for the answers to requests that it passes through.
    pub(crate) fn wait_for_answers(&mut self, longest: Duration) {
        let actions = self.actions().with_longest_answer(longest);
        self.router = router(App::new(self.store.clone(), Arc::new(self.clock.clone())).acting(actions));
    }

    /// A service of which exports may take so much.
    pub(crate) fn with_exports(mut self, limits: Limits) -> Self {
        let (store, clock) = (self.store.clone(), Arc::new(self.clock.clone()));
        self.router = router(App::new(store, clock).exporting(limits));
        self
    }

    /// Has requests answered from a store from now on, as by another process on the same database.
    pub(crate) fn answer_from(&mut self, store: Store) {
        self.router = router(App::new(store, Arc::new(self.clock.clone())));
    }

    /// A successful answer as it comes. Whoever takes it validates it.
    pub(crate) async fn stream(&self, path: &str) -> Response {
        let request = Request::get(path)
            .header("authorization", format!("Bearer {}", self.key))
            .header("x-integration-id", self.integration.as_str());
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response
    }

    /// A request with whatever body.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        key: Option<&str>,
        integration: Option<&str>,
        body: &str,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(key) = key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        if let Some(integration) = integration {
            request = request.header("x-integration-id", integration);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        self.exchange(request).await
    }

    /// The same as the caller, with further headers.
    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder()
            .uri(path)
            .header("authorization", format!("Bearer {}", self.key))
            .header("x-integration-id", self.integration.as_str());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.exchange(request.body(Body::empty()).unwrap()).await
    }

    /// The routes of this process.
    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    /// From now on there is another key of the installation, and none of those of before.
    pub(crate) fn replace_keys(&mut self) {
        self.keys = generate_key("k2");
        self.connections.sealer = self.keys.parse().unwrap();
        self.router = router(app(&self.connections, self.actions(), &self.clock));
    }

    /// The routes of another process on the same database.
    pub(crate) fn another_router(&self) -> Router {
        router(App::new(self.store.clone(), Arc::new(self.clock.clone())).acting(self.actions()))
    }

    /// From now on every action meets a defect, once it has begun.
    pub(crate) fn break_actions(&mut self) {
        let guard = Guard::new("127.0.0.1".parse().unwrap());
        let clock = Arc::new(BrokenClock::default());
        let actions = Actions::new(self.connections.clone(), Fetcher::new(guard).unwrap(), clock);
        self.router = router(App::new(self.store.clone(), Arc::new(self.clock.clone())).acting(actions));
    }

    /// An action at routes that may be another process's.
    pub(crate) async fn act_at(&self, router: &Router, method: &str, path: &str, body: &Value) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        *request.headers_mut().unwrap() = self.credentials();
        exchange_at(router, request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub(crate) async fn exchange(&self, request: Request<Body>) -> Answer {
        exchange_at(&self.router, request).await
    }

    /// All records of a list, page by page. `path` may hold a query.
    pub(crate) async fn walk(&self, path: &str, page_size: u32) -> Vec<Value> {
        let sign = if path.contains('?') { '&' } else { '?' };
        let first = format!("{path}{sign}page_size={page_size}");
        let mut page = self.get(&first).await;
        let mut records = page.results().clone();
        while let Some(next) = page.next() {
            page = self.get(&format!("{first}&cursor={next}")).await;
            assert!(!page.results().is_empty(), "a page behind a cursor is not empty");
            records.extend(page.results().iter().cloned());
        }
        records
    }

    /// The rows of a resource as the simulator holds them, deleted ones included.
    pub(crate) async fn world(&self, resource: &str) -> Vec<Value> {
        let mut rows = Vec::new();
        loop {
            let url = format!(
                "{}/world/{resource}?deleted=true&offset={}&limit=5000",
                self.sim.control_url(),
                rows.len()
            );
            let page = self.ask_sim(self.connections.outbound.http.get(url)).await;
            let more = page["rows"].as_array().unwrap().clone();
            rows.extend(more.iter().cloned());
            if more.is_empty() || rows.len() as u64 >= page["total"].as_u64().unwrap() {
                return rows;
            }
        }
    }

    /// Changes the simulator's world.
    pub(crate) async fn mutate(&self, operations: Value) -> Value {
        let url = format!("{}/mutate", self.sim.control_url());
        self.ask_sim(self.post(&url, &operations)).await
    }

    /// Changes the simulator's world as far as that is possible.
    pub(crate) async fn try_mutate(&self, operations: &Value) {
        for operation in operations.as_array().unwrap() {
            let url = format!("{}/mutate", self.sim.control_url());
            let answer = self.post(&url, &json!([operation])).send().await.unwrap();
            assert!(answer.status().is_success() || answer.status() == 422);
        }
    }

    /// Sets the simulator's clock.
    pub(crate) async fn set_sim_clock(&self, to: &str) {
        let url = format!("{}/clock", self.sim.control_url());
        self.ask_sim(self.post(&url, &json!({ "set": to }))).await;
    }

    /// Drops the changes that wait for requests.
    pub(crate) async fn disarm(&self) {
        let url = format!("{}/between_pages", self.sim.control_url());
        self.ask_sim(self.connections.outbound.http.delete(url)).await;
    }

    /// Changes that wait for the k-th request to a path from now on.
    pub(crate) async fn between_pages(&self, path: &str, after: u64, operations: Value) {
        let url = format!("{}/between_pages", self.sim.control_url());
        let armed = json!({ "path": path, "after": after, "operations": operations });
        self.ask_sim(self.post(&url, &armed)).await;
    }

    /// Sets behaviours that Gem does not document.
    pub(crate) async fn switch(&self, switches: Value) {
        let url = format!("{}/switches", self.sim.control_url());
        let request = self.connections.outbound.http.patch(url);
        self.ask_sim(request.header("content-type", "application/json").body(switches.to_string())).await;
    }

    /// Forgets the requests that the simulator had.
    pub(crate) async fn forget_requests(&self) {
        let url = format!("{}/requests", self.sim.control_url());
        self.ask_sim(self.connections.outbound.http.delete(url)).await;
    }

    /// The queries of the requests that the simulator had for a path, the earliest first.
    pub(crate) async fn requests_for(&self, path: &str) -> Vec<String> {
        let url = format!("{}/requests", self.sim.control_url());
        let requests = self.ask_sim(self.connections.outbound.http.get(url)).await;
        let of_path = requests.as_array().unwrap().iter().filter(|request| request["path"] == path);
        of_path.map(|request| request["query"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The simulator's faults, each with how often it has acted.
    pub(crate) async fn faults(&self) -> Value {
        let url = format!("{}/faults", self.sim.control_url());
        self.ask_sim(self.connections.outbound.http.get(url)).await
    }

    /// Makes the simulator fail.
    pub(crate) async fn set_faults(&self, faults: Value) {
        let url = format!("{}/faults", self.sim.control_url());
        let request = self.connections.outbound.http.put(url);
        self.ask_sim(request.header("content-type", "application/json").body(faults.to_string())).await;
    }

    fn post(&self, url: &str, body: &Value) -> reqwest::RequestBuilder {
        let request = self.connections.outbound.http.post(url);
        request.header("content-type", "application/json").body(body.to_string())
    }

    pub(crate) async fn ask_sim(&self, request: reqwest::RequestBuilder) -> Value {
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "the simulator: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }
}
