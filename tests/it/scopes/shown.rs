//! Fields that are off are null wherever the list says them, round by round one of each model.

use std::collections::{BTreeMap, HashSet};

use chrono::SecondsFormat;
use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::gem_sim::{Options, Profile};

use super::stand::{default_config, off, set};
use crate::reads::exports::export;
use crate::support::{LISTS, TestService};

/// By list: the fields that the connector fills and that can be off.
async fn fields(service: &TestService) -> BTreeMap<&'static str, Vec<String>> {
    let details = service.get(&format!("/v1/integrations/{}", service.integration)).await;
    let models = details.data()["read_models"].as_array().unwrap();
    let fields_of = |slug: &str| -> Vec<String> {
        let model = models.iter().find(|model| model["id"] == slug).unwrap();
        let names = model["fields"].as_array().unwrap().iter().filter(|field| field["is_available"] == true);
        let names = names.map(|field| field["id"].as_str().unwrap().to_owned());
        names.filter(|name| !unified_ats::domain::scopes::is_fixed(slug, name)).collect()
    };
    LISTS.into_iter().map(|(model, list)| (list, fields_of(model.slug()))).collect()
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

async fn list(service: &TestService, list: &str, query: &str) -> Vec<Value> {
    service.walk(&format!("/v1/ats/{list}?include_remote_data=true{query}"), 250).await
}

#[sqlx::test]
async fn every_field_that_is_off_is_null_and_polls_say_so(pool: PgPool) {
    let options = Options { candidates: 30, rate: None, profile: Profile::Extended, ..Options::default() };
    let service = TestService::start_with(pool, options, json!({ "unverified": { "offers": true } })).await;
    let config = default_config(&service, json!({})).await;
    service.sync().await;
    let mut whole = BTreeMap::new();
    for (_model, name) in LISTS {
        whole.insert(name, list(&service, name, "").await);
    }
    let fields = fields(&service).await;
    let rounds = fields.values().map(Vec::len).max().unwrap();
    let mut seen_filled = HashSet::new();
    for round in 0..rounds {
        let chosen: Vec<(&str, String, &String)> = LISTS
            .into_iter()
            .filter_map(|(model, list)| Some((list, model.slug(), fields[list].get(round)?)))
            .map(|(list, slug, field)| (list, format!("{slug}.{field}"), field))
            .collect();
        let before = service.now().to_rfc3339_opts(SecondsFormat::Millis, true);
        set(&service, &config, off("fields", chosen.iter().map(|(_list, id, _field)| id.as_str()))).await;
        service.sync().await;
        for (name, id, field) in chosen {
            let records = list(&service, name, "").await;
            assert!(records.len() <= whole[name].len() && !records.is_empty(), "{id}");
            let filled = records.iter().filter(|record| !is_empty(&record[field]));
            assert_eq!(filled.count(), 0, "{id} is not off");
            let exported =
                export(&service, &format!("/v1/ats/{name}/export?include_remote_data=true")).await.1;
            assert_eq!(exported, records, "{id}");
            let polled = list(&service, name, &format!("&updated_after={before}")).await;
            let polled: HashSet<&str> = polled.iter().map(|record| record["id"].as_str().unwrap()).collect();
            for record in whole[name].iter().filter(|record| !is_empty(&record[field])) {
                seen_filled.insert(id.clone());
                // The text of the ATS is no field that moves times.
                let is_told = field == "remote_data" || polled.contains(record["id"].as_str().unwrap());
                assert!(is_told, "{id} turned null, and no poll says so");
            }
        }
    }
    assert!(seen_filled.len() > 80, "the demo fills {} fields", seen_filled.len());
    set(&service, &config, json!({})).await;
    service.sync().await;
    for (_model, name) in LISTS {
        let shorn = |records: &[Value]| -> Vec<Value> {
            let mut records = records.to_vec();
            records.iter_mut().for_each(without_times);
            records.sort_by_key(|record| record["id"].to_string());
            records
        };
        assert_eq!(shorn(&list(&service, name, "").await), shorn(&whole[name]), "{name}");
    }
}

/// Takes out when our copies changed.
fn without_times(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("changed_at");
            fields.values_mut().for_each(without_times);
        }
        Value::Array(items) => items.iter_mut().for_each(without_times),
        _plain => {}
    }
}

#[sqlx::test]
async fn a_change_makes_a_sync_due_that_reads_everything(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let due = async || -> bool {
        let due = sqlx::query_scalar("SELECT next_full_at <= $1 FROM integrations").bind(service.now());
        due.fetch_one(service.store.pool()).await.unwrap()
    };
    assert!(!due().await);
    let config = default_config(&service, off("fields", ["ats_users.email"])).await;
    assert!(due().await);
    let report = service.try_run(unified_ats::store::runs::Kind::Delta).await.unwrap();
    assert_eq!(report.kind, unified_ats::store::runs::Kind::Full);
    assert!(!due().await);
    set(&service, &config, off("actions", ["ats_create_candidate"])).await;
    service.sync().await;
    assert!(list(&service, "users", "").await.iter().any(|user| user["email"].is_string()), "it came back");
}

#[sqlx::test]
async fn a_filter_on_a_field_that_is_off_finds_nothing_or_is_left_out(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    default_config(&service, off("fields", ["ats_users.email", "ats_jobs.name"])).await;
    let users = service.walk("/v1/ats/users", 250).await;
    let email = users.iter().find_map(|user| user["email"].as_str()).unwrap();
    let path = format!("/v1/ats/users?emails={email}");
    assert_eq!(service.get(&path).await.results().len(), 0);
    let skipped = format!("{path}&ignore_unsupported_filters=true");
    assert_eq!(service.walk(&skipped, 250).await.len(), users.len());
    assert_eq!(service.get("/v1/ats/jobs?name_contains=a").await.results().len(), 0);
    assert!(!service.get("/v1/ats/jobs?statuses=OPEN").await.results().is_empty(), "another field");
}
