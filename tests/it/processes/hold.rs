//! Holding a program at a point, from outside.

use serde_json::json;
use sqlx::{Postgres, Transaction};

use super::until::until;
use crate::support::TestService;

/// A delay in milliseconds that leaves the test the time to take a lock.
pub(super) const A_MOMENT: u64 = 1000;
/// One that is longer than any test.
pub(super) const FOR_EVER: u64 = 600_000;

/// Locks the integration's runs against changes. Rows that refer to them can still be written.
pub(super) const LOCK_RUN: &str = "SELECT FROM sync_runs JOIN integrations USING (integration_id)
    WHERE integrations.public_id = $1 FOR NO KEY UPDATE OF sync_runs";

/// The same, and no page can be kept for the run either.
pub(super) const LOCK_RUN_AND_PAGES: &str = "SELECT FROM sync_runs JOIN integrations USING (integration_id)
    WHERE integrations.public_id = $1 FOR UPDATE OF sync_runs";

/// A transaction of the test's that others wait for. What it wrote never happened.
pub(super) struct Hold(Transaction<'static, Postgres>);

impl Hold {
    /// Carries out a statement that locks or writes rows, `$1` being the integration's id.
    pub(super) async fn by(service: &TestService, statement: &'static str) -> Self {
        let mut tx = service.store.begin().await.unwrap();
        let done = sqlx::query(statement).bind(service.integration.as_str()).execute(&mut *tx).await.unwrap();
        assert!(done.rows_affected() > 0, "nothing is held by {statement}");
        Self(tx)
    }

    /// What a transaction has locked or written already.
    pub(super) fn of(tx: Transaction<'static, Postgres>) -> Self {
        Self(tx)
    }

    pub(super) async fn release(self) {
        self.0.rollback().await.unwrap();
    }
}

/// Waits until so many connections of programs wait for a lock in a statement of the store's.
pub(super) async fn wait_in(service: &TestService, statement: &str, connections: i64) {
    until(&format!("no program came to wait in {statement}"), async || {
        let waiting: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'unified-ats' AND state = 'active'
                   AND wait_event_type = 'Lock' AND starts_with(query, '-- ' || $1)",
        )
        .bind(statement)
        .fetch_one(service.store.pool())
        .await
        .unwrap();
        (waiting >= connections).then_some(())
    })
    .await;
}

/// Makes Gem answer requests for candidates late: the n-th from now on, by so many milliseconds.
pub(super) async fn delay_candidates(service: &TestService, delays: &[(u32, u64)]) {
    let delay = |(nth, milliseconds): &(u32, u64)| json!({ "path": "/candidates/", "kind": "delay", "nth": nth, "delay_ms": milliseconds });
    service.set_faults(delays.iter().map(delay).collect()).await;
}

/// Waits until the first page of candidates that Gem delays has been asked for, and every page before it is committed.
pub(super) async fn asks_for_page(service: &TestService, page: i32) {
    until(&format!("page {page} of candidates was not asked for"), async || {
        let committed: Option<i32> = sqlx::query_scalar(
            "SELECT (checkpoint #>> '{walk,pages}')::int FROM sync_runs JOIN integrations USING (integration_id)
             WHERE integrations.public_id = $1 AND state = 'RUNNING' AND checkpoint #>> '{walk,name}' = 'candidates'",
        )
        .bind(service.integration.as_str())
        .fetch_optional(service.store.pool())
        .await
        .unwrap();
        (committed == Some(page - 1) && struck(service).await).then_some(())
    })
    .await;
}

/// Whether the fault that was set has struck.
async fn struck(service: &TestService) -> bool {
    let url = format!("{}/faults", service.sim.control_url());
    let answer = service.connections.outbound.http.get(url).send().await.unwrap();
    let faults: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    faults[0]["acted"].as_u64().unwrap() > 0
}
