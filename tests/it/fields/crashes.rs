//! Whoever brings records up to the configuration may die at any time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use unified_ats::clock::{Clock, ManualClock};
use unified_ats::sync::progress::Unwatched;
use unified_ats::sync::reshaping::reshape;
use unified_ats::sync::run::Worker;

use super::{all, follow, pass, source};
use crate::support::TestService;

/// Ends the task that asks it for the n-th time: at the beginning of a batch, or right after its commit.
struct Deadly {
    clock: ManualClock,
    left: AtomicU32,
}

#[async_trait]
impl Clock for Deadly {
    fn now(&self) -> DateTime<Utc> {
        let left = self.left.fetch_sub(1, Ordering::Relaxed);
        assert!(left > 0, "the worker dies on purpose");
        self.clock.now()
    }

    async fn sleep(&self, _duration: Duration) {}
}

/// Whether the worker came to its end.
async fn survives(service: &TestService, calls: u32) -> bool {
    let clock = Arc::new(Deadly { clock: service.clock.clone(), left: AtomicU32::new(calls) });
    let worker = Worker::new(service.store.clone(), clock, Arc::new(Unwatched), CancellationToken::new());
    let id = service.integration.clone();
    tokio::spawn(async move { reshape(&worker, &id).await.unwrap() }).await.is_ok()
}

async fn place(service: &TestService) -> (i16, String) {
    sqlx::query_as("SELECT model, after FROM reshapings").fetch_one(service.store.pool()).await.unwrap()
}

#[sqlx::test]
async fn the_next_one_goes_on_and_nothing_is_left_out(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let lists = [
        ("jobs", "ats_jobs", "name"),
        ("candidates", "ats_candidates", "tags"),
        ("application-stages", "ats_application_stages", "active"),
    ];
    let mut ids = Vec::new();
    for (_list, model, key) in lists {
        ids.push(source(&service, model, "DEFAULT", key).await);
    }
    let (mut calls, mut passed, mut places) = (1, false, std::collections::BTreeSet::new());
    loop {
        passed = !passed;
        for id in &ids {
            pass(&service, id, passed).await.data();
        }
        service.clock.advance(chrono::TimeDelta::minutes(1));
        let survived = survives(&service, calls).await;
        places.insert(place(&service).await);
        follow(&service).await;
        for (list, _model, key) in lists {
            for record in all(&service, list).await {
                let fields = record["integration_fields"].as_array().unwrap();
                let shown = fields.iter().any(|field| field["key"] == key);
                assert_eq!(shown, passed, "{list} after {calls} calls");
            }
        }
        if survived {
            break;
        }
        calls += 1;
    }
    assert!(calls > 6 && places.len() > 3, "it died at different places: {calls}, {places:?}");
}

/// A change in the middle of a walk begins it anew, and a stopped worker leaves the rest.
#[sqlx::test]
async fn a_change_on_the_way_begins_anew(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let name = source(&service, "ats_jobs", "DEFAULT", "name").await;
    let tags = source(&service, "ats_candidates", "DEFAULT", "tags").await;
    pass(&service, &tags, true).await.data();
    let mut calls = 1;
    // Behind the jobs.
    while place(&service).await.0 <= 7 {
        survives(&service, calls).await;
        calls += 1;
    }
    pass(&service, &name, true).await.data();
    let stopped = CancellationToken::new();
    stopped.cancel();
    reshape(&service.worker(stopped), &service.integration).await.unwrap();
    assert!(all(&service, "jobs").await.iter().all(|job| job["integration_fields"] == serde_json::json!([])));
    follow(&service).await;
    assert!(all(&service, "jobs").await.iter().all(|job| job["integration_fields"][0]["key"] == "name"));
    assert!(
        all(&service, "candidates").await.iter().all(|one| one["integration_fields"][0]["key"] == "tags")
    );
}
