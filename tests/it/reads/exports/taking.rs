//! A caller that takes an export as slowly as it likes.

use std::time::{Duration, Instant};

use axum::body::BodyDataStream;
use futures_util::StreamExt as _;

use crate::support::TestService;

pub(super) struct Taking {
    body: BodyDataStream,
    text: Vec<u8>,
}

impl Taking {
    pub(super) async fn begin(service: &TestService, path: &str) -> Self {
        Self { body: service.stream(path).await.into_body().into_data_stream(), text: Vec::new() }
    }

    /// Takes a piece, which there has to be.
    pub(super) async fn some(&mut self) {
        self.text.extend(self.body.next().await.unwrap().unwrap());
    }

    /// Takes the rest, and returns everything. Fails when the body breaks off.
    pub(super) async fn rest(mut self) -> Result<String, axum::Error> {
        while let Some(piece) = self.body.next().await {
            self.text.extend(piece?);
        }
        Ok(String::from_utf8(self.text).unwrap())
    }
}

/// Waits until so many exports have a connection. Fails when that takes a minute.
pub(super) async fn until_running(service: &TestService, exports: i64) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while running(service).await != exports {
        assert!(Instant::now() < deadline, "{} exports run", running(service).await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn running(service: &TestService) -> i64 {
    sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'unified-ats export'",
    )
    .fetch_one(service.store.pool())
    .await
    .unwrap()
}
