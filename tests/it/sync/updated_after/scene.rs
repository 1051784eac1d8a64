//! One moment: what every list serves, and Gem's rows behind it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::TestService;

/// Every list that an integration with offers serves.
pub(super) const LISTS: [&str; 14] = [
    "users",
    "roles",
    "tags",
    "rejection-reasons",
    "application-stages",
    "job-postings",
    "jobs",
    "applications",
    "candidates",
    "interviews",
    "offers",
    "job-application-stages",
    "job-hiring-team-members",
    "interviewing-team-members",
];

const RESOURCES: [&str; 7] =
    ["users", "jobs", "job_posts", "job_stages", "candidates", "applications", "scheduled_interviews"];

pub(super) struct Scene {
    served: BTreeMap<&'static str, Vec<Value>>,
    rows: BTreeMap<&'static str, Vec<Value>>,
}

impl Scene {
    pub(super) async fn read(service: &TestService) -> Self {
        let (mut served, mut rows) = (BTreeMap::new(), BTreeMap::new());
        for list in LISTS {
            let records = service.walk(&format!("/v1/ats/{list}?include_deleted=true"), 250).await;
            assert!(!records.is_empty(), "there are no {list}");
            served.insert(list, records);
        }
        for resource in RESOURCES {
            rows.insert(resource, service.world(resource).await);
        }
        Self { served, rows }
    }

    /// All records of a list, deleted ones included.
    pub(super) fn served(&self, list: &str) -> &[Value] {
        &self.served[list]
    }

    pub(super) fn live(&self, list: &str) -> impl Iterator<Item = &Value> {
        self.served(list).iter().filter(|record| record["remote_deleted_at"].is_null())
    }

    /// The first live record that fits.
    pub(super) fn pick(&self, list: &str, fits: impl Fn(&Value) -> bool) -> &Value {
        let found = self.live(list).find(|record| fits(record));
        found.unwrap_or_else(|| panic!("no live record of {list} fits"))
    }

    /// A record by its id or its remote id.
    pub(super) fn record(&self, list: &str, id: &Value) -> Option<&Value> {
        self.served(list).iter().find(|record| record["id"] == *id || record["remote_id"] == *id)
    }

    /// Gem's row behind a record.
    pub(super) fn row(&self, resource: &str, remote_id: &Value) -> &Value {
        self.rows[resource].iter().find(|row| row["id"] == *remote_id).unwrap()
    }

    /// Gem's rows of a resource.
    pub(super) fn rows(&self, resource: &str) -> &[Value] {
        &self.rows[resource]
    }
}
