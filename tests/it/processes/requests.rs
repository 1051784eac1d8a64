//! What Gem was asked for, and what of it twice.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::Value;
use url::form_urlencoded;

use crate::support::TestService;

/// Requests that Gem answered with rows, each with how often it was made. Times that follow from when a run began are
/// left out, so that the requests of two runs over the same world are equal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Requests(BTreeMap<String, u32>);

impl Requests {
    /// Those of a run, if Gem was asked by no other run since it last forgot.
    pub(super) async fn of_run(service: &TestService, sync_id: &str) -> Self {
        let started_at: DateTime<Utc> =
            sqlx::query_scalar("SELECT started_at FROM sync_runs WHERE public_id = $1")
                .bind(sync_id)
                .fetch_one(service.store.pool())
                .await
                .unwrap();
        // Gem is asked for changes since ten minutes before the run began.
        let since = (started_at - TimeDelta::minutes(10)).to_rfc3339_opts(SecondsFormat::Millis, true);
        let mut requests = Self::default();
        for request in log(service).await.iter().filter(|request| request["status"] == 200) {
            let path = request["path"].as_str().unwrap();
            let query = timeless(request["query"].as_str().unwrap(), &since);
            *requests.0.entry(format!("{path}?{query}")).or_default() += 1;
        }
        requests
    }

    /// What was asked for more often than in the other run. Nothing may have been asked for less often.
    pub(super) fn beyond(&self, other: &Self) -> Vec<String> {
        let mut beyond = Vec::new();
        for (request, times) in &self.0 {
            let enough = other.0.get(request).copied().unwrap_or_default();
            beyond.extend((enough..*times).map(|_again| request.clone()));
            assert!(*times >= enough, "{request} was made {times} times only");
        }
        for request in other.0.keys() {
            assert!(self.0.contains_key(request), "{request} was never made");
        }
        beyond
    }
}

/// All requests to Gem since it last forgot, the earliest first.
pub(super) async fn log(service: &TestService) -> Vec<Value> {
    let url = format!("{}/requests", service.sim.control_url());
    let answer = service.connections.outbound.http.get(url).send().await.unwrap();
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

fn timeless(query: &str, since: &str) -> String {
    let pairs = form_urlencoded::parse(query.as_bytes()).map(|(name, value)| {
        let of_the_run = value == since || name == "starts_after";
        let value = if of_the_run { "of the run" } else { value.as_ref() };
        format!("{name}={value}")
    });
    pairs.collect::<Vec<_>>().join("&")
}
