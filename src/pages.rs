//! What customers see when they use a link: plain pages that work without scripts, in their language, and two small scripts
//! for callers' pages that show them within.

mod answer;
mod assets;
mod choices;
mod credentials;
mod ending;
mod entered;
mod layout;
mod setup;
mod sharing;
mod steps;
mod texts;
mod voice;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use crate::clock::Clock;
use crate::connect::Connect;

/// How long a form may be, in bytes.
const LIMIT: usize = 1 << 16;

/// What the pages work with. Cheap to clone.
#[derive(Clone)]
pub struct Pages {
    connect: Connect,
    clock: Arc<dyn Clock>,
}

impl Pages {
    pub fn new(connect: Connect, clock: Arc<dyn Clock>) -> Self {
        Self { connect, clock }
    }

    /// The routes below the place where links lead to. Addresses within pages are relative, so that it may be anywhere.
    pub fn router<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        Router::new()
            .route("/{pass}", get(steps::show).post(steps::take))
            .layer(DefaultBodyLimit::max(LIMIT))
            .with_state(self)
            .merge(assets::routes())
    }
}
