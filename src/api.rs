//! The HTTP API: one list of routes that both serves and describes itself.

mod actions;
mod ats;
mod attachments;
mod auth;
mod body;
mod bucket;
mod caching;
mod changes;
mod compression;
mod connect;
mod cursor;
mod deadline;
mod document;
mod error;
mod export;
mod fallback;
mod fields;
mod force_sync;
mod freshness;
mod general;
mod intake;
mod integrations;
mod list;
mod list_name;
mod management;
mod memory;
mod metrics;
mod observe;
mod params;
mod passthrough;
mod peer;
mod rates;
mod responses;
mod strangers;
mod tools;
mod uses;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;
use tower::util::MapRequestLayer;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;

use crate::actions::{Actions, Turns};
use crate::clock::Clock;
use crate::control::deletion;
use crate::pages::Pages;
use crate::public_url::PublicUrl;
use crate::store::Store;
use crate::store::integrations::Integration;
use crate::telemetry::metrics::Metrics;

use actions::told::Log;
use changes::Watch;
use export::Exports;
use intake::Intake;
use memory::Memory;
use rates::Rates;
use strangers::Strangers;

pub use error::ApiError;
pub use export::Limits;
pub use intake::IntakeLimits;
pub use peer::{NoNetwork, TrustedProxies};
pub use uses::Uses;

/// What handlers work with. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    turns: Turns,
    /// `None` where nothing can be changed in an ATS, because nobody opens credentials.
    actions: Option<Actions>,
    /// `None` where no links to the service can be given.
    pub public_url: Option<PublicUrl>,
    /// `None` where customers are shown nothing, because nobody seals what they enter.
    pages: Option<Pages>,
    /// For how long deleted integrations can be restored.
    deleted_kept: TimeDelta,
    exports: Exports,
    metrics: Metrics,
    memory: Arc<Memory>,
    rates: Arc<Rates>,
    /// `None` where keys may be guessed without end.
    strangers: Option<Arc<Strangers>>,
    proxies: Arc<TrustedProxies>,
    intake: Intake,
    patience: Duration,
    uses: Arc<Uses>,
    watch: Watch,
}

impl App {
    /// Looks every key up for every request, as often as anybody asks.
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        let memory = Arc::new(Memory::lasting(TimeDelta::zero()));
        Self {
            turns: Turns::new(store.clone(), Arc::clone(&clock)),
            actions: None,
            public_url: None,
            pages: None,
            deleted_kept: deletion::KEPT,
            exports: Exports::new(Limits::default()),
            watch: Watch::new(store.clone()),
            metrics: Metrics::default(),
            store,
            clock,
            memory,
            rates: Arc::new(Rates::new(0)),
            strangers: None,
            proxies: Arc::default(),
            intake: Intake::new(IntakeLimits::default()),
            patience: deadline::PATIENCE,
            uses: Arc::default(),
        }
    }

    /// When keys were used, for whoever writes it down.
    pub fn uses(&self) -> Arc<Uses> {
        Arc::clone(&self.uses)
    }

    /// Lets callers change what is in an ATS.
    #[must_use]
    pub fn acting(self, actions: Actions) -> Self {
        Self { actions: Some(actions), ..self }
    }

    /// Lets links to the service be given.
    #[must_use]
    pub fn reached_at(self, public_url: Option<PublicUrl>) -> Self {
        Self { public_url, ..self }
    }

    /// Lets customers use the links that they are given.
    #[must_use]
    pub fn showing(self, pages: Pages) -> Self {
        Self { pages: Some(pages), ..self }
    }

    /// Has integrations that are deleted erased after that time.
    #[must_use]
    pub fn keeping_deleted(self, deleted_kept: TimeDelta) -> Self {
        Self { deleted_kept, ..self }
    }

    /// Where callers find what went wrong at the ATS.
    fn log_of<'a>(&'a self, integration: &'a Integration) -> Log<'a> {
        Log { public_url: self.public_url.as_ref(), integration: integration.scope.id() }
    }

    /// Lets exports take so much.
    #[must_use]
    pub fn exporting(self, limits: Limits) -> Self {
        Self { exports: Exports::new(limits), ..self }
    }

    /// Takes a key and an integration that were found for a list to be the same for so long: what is revoked or switched
    /// off may be read for that much longer, and never more.
    #[must_use]
    pub fn remembering(self, duration: TimeDelta) -> Self {
        Self { memory: Arc::new(Memory::lasting(duration)), ..self }
    }

    /// Lets a key that has no limit of its own ask so often in a minute; 0 for no limit.
    #[must_use]
    pub fn limiting(self, per_minute: u32) -> Self {
        Self { rates: Arc::new(Rates::new(per_minute)), ..self }
    }

    /// Takes bodies in within these limits.
    #[must_use]
    pub fn taking_in(self, limits: IntakeLimits) -> Self {
        Self { intake: Intake::new(limits), ..self }
    }

    /// Gives requests up after so long that wait for no ATS.
    #[must_use]
    pub fn patient_for(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Has requests that wait for changes end when the process is to.
    #[must_use]
    pub fn ending_with(self, stop: CancellationToken) -> Self {
        Self { watch: self.watch.until(stop), ..self }
    }

    /// Slows down whoever sends wrong keys. Proxies that are trusted tell where requests come from.
    #[must_use]
    pub fn wary(self, proxies: TrustedProxies) -> Self {
        Self { strangers: Some(Arc::new(Strangers::new())), proxies: Arc::new(proxies), ..self }
    }
}

/// The service's routes: the API under `/v1`, its description, the page that shows it, the pages for customers, and the
/// metrics.
pub fn router(app: App) -> Router {
    let (routes, api) = routes(app.patience).split_for_parts();
    let text = document::text(&api);
    let pages = app.pages.clone().map(Pages::router).unwrap_or_default();
    Router::new()
        .nest("/connect", pages)
        .nest("/v1", routes)
        .route("/openapi.json", get(move || async move { json(text.clone()) }))
        .merge(SwaggerUi::new("/docs").config(utoipa_swagger_ui::Config::from("/openapi.json")))
        .route("/attachments/{token}", get(attachments::download))
        .route("/metrics", get(metrics::tell))
        .fallback(fallback::route_not_found)
        .method_not_allowed_fallback(fallback::route_not_found)
        .layer(DefaultBodyLimit::max(body::LIMIT))
        .layer(CatchPanicLayer::custom(error::on_panic))
        .layer(compression::layer())
        .layer(MapRequestLayer::new(compression::allow_plain))
        .layer(from_fn_with_state(app.metrics.clone(), observe::observe))
        .with_state(app)
}

/// The description alone, without a running service.
pub fn openapi() -> OpenApi {
    routes(deadline::PATIENCE).into_openapi()
}

/// The description as it is committed and served.
pub fn openapi_text() -> String {
    document::text(&openapi())
}

fn routes(patience: Duration) -> OpenApiRouter<App> {
    let in_time = OpenApiRouter::with_openapi(document::base())
        .merge(ats::routes())
        .merge(general::routes())
        .merge(force_sync::routes())
        .merge(integrations::routes())
        .merge(connect::routes())
        .merge(fields::routes())
        .merge(tools::routes())
        .merge(management::routes())
        .layer(from_fn_with_state(patience, deadline::in_time));
    // These wait for an ATS, for their reader or for a change, and keep the time themselves.
    in_time
        .merge(actions::routes())
        .merge(changes::routes(patience))
        .merge(attachments::routes())
        .merge(export::routes())
        .merge(passthrough::routes())
}

/// What a request is told whose head cannot be read, so that no route is looked for.
pub fn refusal_of_head(status: u16) -> Option<String> {
    error::of_head(status).map(|body| crate::domain::digest::json_text(&body))
}

fn json(text: impl Into<Body>) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], text.into()).into_response()
}
