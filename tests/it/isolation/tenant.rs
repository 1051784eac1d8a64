//! A customer's account with everything in it that others must not see.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};
use sqlx::{PgPool, Row as _};
use unified_ats::domain::id::IntegrationId;
use unified_ats::gem_sim::{Options, Profile};
use unified_ats::secrets::api_key::ApiKey;
use unified_ats::store::api_keys::Permission;

use super::names;
use super::operations::{self, Operation};
use super::request::{Position, Request};
use super::sample;
use crate::actions::every;
use crate::actions::stand::{Stand, everything};
use crate::support::{Home, TestService};

/// An integration that has been synced, in whose records a word stands that is in nobody else's.
pub(super) struct Tenant {
    pub(super) stand: Stand,
    /// May do everything in its environment.
    pub(super) key: String,
    /// The id of a key that nobody uses.
    pub(super) spare_key: String,
    /// What its customer was handed at the end of a Connect link.
    pub(super) token: String,
    pub(super) word: &'static str,
    /// Rows of the ATS that the others' do not have; all else has the same ids at the ATS.
    pub(super) only_here: BTreeMap<&'static str, Value>,
}

/// In which field of which rows the word is put.
const MARKED: [(&str, &str); 10] = [
    ("candidates", "last_name"),
    ("jobs", "name"),
    ("job_stages", "name"),
    ("job_posts", "title"),
    ("users", "last_name"),
    ("offices", "name"),
    ("departments", "name"),
    ("scheduled_interviews", "location"),
    ("sources", "name"),
    ("rejection_reasons", "name"),
];

impl Tenant {
    /// Every tenant of one number of candidates has the same ids at its ATS.
    pub(super) async fn start(pool: PgPool, home: Home, id: &str, word: &'static str) -> Self {
        Box::pin(Self::start_with(pool, home, id, word, &[])).await
    }

    /// The same with further rows of some kinds, by the fields that tell them.
    pub(super) async fn with_more(pool: PgPool, home: Home, id: &str, word: &'static str) -> Self {
        let more = [("jobs", "name"), ("candidates", "last_name")];
        Box::pin(Self::start_with(pool, home, id, word, &more)).await
    }

    async fn start_with(
        pool: PgPool,
        home: Home,
        id: &str,
        word: &'static str,
        more: &[(&'static str, &str)],
    ) -> Self {
        let integration = IntegrationId::parse(id).unwrap();
        let options =
            Options { candidates: 60, rate: None, profile: Profile::Extended, ..Options::default() };
        let service = TestService::start_in(pool, options, everything(), integration, home).await;
        mark(&service, word).await;
        let mut only_here = BTreeMap::new();
        for (resource, field) in more {
            only_here.insert(*resource, add(&service, resource, field, word).await);
        }
        let stand = Stand::at(service).await;
        stand.service.sync_changes().await;
        let key = stand.service.key_in(home, &Permission::ALL).await;
        let spare_key = stand.service.key_in(home, &[Permission::Read]).await;
        let spare_key = id_of(&stand.service, &spare_key).await;
        let token = stand.service.relinked_token().await;
        let tenant = Self { stand, key, spare_key, token, word, only_here };
        for number in 0..2 {
            let note = json!({ "content": format!("{word} {number}"), "content_type": "PLAIN_TEXT" });
            let answer = tenant.stand.post(&tenant.stand.of_application("notes"), note).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        tenant.stand.service.write_interactions().await;
        tenant
    }

    /// A request of its own that gets through: to its own integration, for what it has.
    pub(super) async fn request(&self, operation: Operation) -> Request {
        let mut path = Vec::new();
        for name in operation.path_names() {
            let value = match names::word(operation, name) {
                Some(word) => word.to_owned(),
                None => Box::pin(names::own(self, name)).await,
            };
            path.push((name, value));
        }
        let by_header = operation.names_integration_by_header();
        let integration = by_header.then(|| self.stand.service.integration.to_string());
        let body = self.body(operation);
        Request { operation, path, query: Vec::new(), integration, body, headers: Vec::new() }
    }

    fn body(&self, operation: Operation) -> Option<Value> {
        let schema = operation.body()?;
        match operation.template {
            "/management/custom-fields" => return Some(json!({ "model": "ats_jobs", "key": "shift" })),
            "/connect/create-link" => return Some(sample::link()),
            "/management/erase-person" => {
                let (integration, candidate) =
                    (self.stand.service.integration.as_str(), &self.stand.candidate["id"]);
                return Some(json!({ "integration_id": integration, "candidate_id": candidate }));
            }
            _any_other => {}
        }
        let fits = |request: &every::Request| {
            let (path, template) = (request.path.split('/'), operation.template.split('/'));
            let same = |(part, named): (&str, &str)| part == named || named.starts_with('{');
            request.method == operation.method
                && request.path.matches('/').count() == operation.template.matches('/').count() + 1
                && path.skip(2).zip(template.skip(1)).all(same)
        };
        let known = every::all(&self.stand, 0).into_iter().find(fits);
        Some(known.map_or_else(|| sample::least(schema), |request| request.body))
    }

    /// Its id, or cursor, for a position. `None` where it has none to begin with.
    pub(super) async fn value(&self, operation: Operation, position: &Position) -> Option<String> {
        let name = match position {
            Position::Query("cursor") => return self.cursor(operation).await,
            Position::Query("remote_ids") if !self.only_here.is_empty() => {
                let kind = operation.template.rsplit('/').next().unwrap();
                return self.only_here.get(kind).map(|row| row["id"].as_str().unwrap().to_owned());
            }
            Position::Query(name @ ("ids" | "remote_ids")) => {
                let list = self.request(operation).await.url();
                return self.first(&list, name.trim_end_matches('s')).await;
            }
            other => other.name(),
        };
        let singular = if name.ends_with("_ids") { name.trim_end_matches('s') } else { name };
        Some(Box::pin(names::own(self, singular)).await)
    }

    /// A key that may do everything with its own integration, and has no other.
    pub(super) async fn limited_key(&self) -> String {
        let integration = self.stand.service.integration.as_str();
        let wanted = json!({
            "name": "limited", "permissions": ["read", "write", "manage"], "integration_ids": [integration],
        });
        let (path, body) = ("/v1/management/api-keys", wanted.to_string());
        let made = self.stand.service.ask("POST", path, Some(&self.key), None, &body).await;
        made.data()["api_key"].as_str().unwrap().to_owned()
    }

    async fn cursor(&self, operation: Operation) -> Option<String> {
        let mut request = self.request(operation).await;
        request.query.push(("page_size".to_owned(), "1".to_owned()));
        let page = request.send(&self.stand.service.router(), Some(&self.key)).await.json();
        page["data"]["next"].as_str().map(str::to_owned)
    }

    /// The field of the first entry of a list, or its `id`.
    pub(super) async fn first(&self, path: &str, field: &str) -> Option<String> {
        let integration = self.stand.service.integration.as_str();
        let page = self.stand.service.get_as(path, Some(&self.key), Some(integration)).await.body;
        let entry = first_entry(&page["data"])?;
        let id = entry.get(field).or_else(|| entry.get("id"))?;
        id.as_str().map(str::to_owned).or_else(|| id.as_i64().map(|number| number.to_string()))
    }

    /// The ids of everything that it has, as others must not be told them: those of its integration's lists, and with
    /// `whole` those of its environment's.
    pub(super) async fn ids(&self, whole: bool) -> HashSet<String> {
        let mut ids =
            HashSet::from([self.stand.service.integration.as_str().split_once(':').unwrap().1.to_owned()]);
        for operation in operations::all() {
            let counts =
                whole || operation.is_of_integration() && !operation.template.ends_with("/custom-fields");
            if counts && operation.method == "GET" && operation.query_names().contains(&"cursor") {
                let request = self.request(operation).await;
                let answer = request.send(&self.stand.service.router(), Some(&self.key)).await;
                collect_ids(&answer.json(), &mut ids);
            }
        }
        assert!(ids.len() > 200);
        ids
    }
}

async fn id_of(service: &TestService, key: &str) -> String {
    let hash = ApiKey::parse(key).unwrap().hash();
    let id = sqlx::query("SELECT public_id FROM api_keys WHERE key_hash = $1").bind(hash.as_bytes());
    id.fetch_one(service.store.pool()).await.unwrap().get(0)
}

fn first_entry(data: &Value) -> Option<&Value> {
    let list = data.as_array().or_else(|| data.as_object()?.values().find_map(Value::as_array))?;
    list.first()
}

fn collect_ids(value: &Value, ids: &mut HashSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field.as_str() {
                    Some(id) if sample::is_id(name) && id.len() == 24 => drop(ids.insert(id.to_owned())),
                    _ => collect_ids(field, ids),
                }
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| collect_ids(element, ids)),
        _ => {}
    }
}

/// Puts the word into the rows.
async fn mark(service: &TestService, word: &str) {
    for (resource, field) in MARKED {
        let rows = service.world(resource).await;
        let change = |row: &Value| {
            let text = format!("{word} {}", row[field].as_str().unwrap_or_default());
            json!({ "op": "touchless_update", "resource": resource, "id": row["id"], "fields": { field: text } })
        };
        service.mutate(rows.iter().map(change).collect()).await;
    }
}

/// Adds a row.
async fn add(service: &TestService, resource: &str, field: &str, word: &str) -> Value {
    let create = json!([{ "op": "create", "resource": resource, "fields": { field: word } }]);
    service.mutate(create).await;
    service.world(resource).await.into_iter().find(|row| row[field] == word).unwrap()
}
