//! Fields of the ATS that are passed through, custom fields, and unified fields that are fed from elsewhere.

mod background;
mod crashes;
mod custom;
mod endpoints;
mod following;
mod passed;
mod remapped;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use unified_ats::sync::reshaping::reshape;

use crate::support::{Answer, TestService};

fn of_integration(service: &TestService, what: &str) -> String {
    format!("/v1/integrations/{}/{what}", service.integration)
}

/// The id of a field of the ATS.
pub(crate) async fn source(service: &TestService, model: &str, kind: &str, key: &str) -> String {
    let all = service.get(&of_integration(service, "integration-fields?page_size=2000")).await;
    let wanted = |field: &&Value| field["model"] == model && field["type"] == kind && field["key"] == key;
    all.results().iter().find(wanted).unwrap()["id"].as_str().unwrap().to_owned()
}

/// The id of a custom field.
pub(crate) async fn custom_field(service: &TestService, model: &str, key: &str) -> String {
    let all = service.get(&of_integration(service, "custom-fields?page_size=250")).await;
    let wanted = |field: &&Value| field["model"] == model && field["key"] == key;
    all.results().iter().find(wanted).unwrap()["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn pass(service: &TestService, id: &str, passthrough: bool) -> Answer {
    let path = of_integration(service, &format!("integration-fields/{id}"));
    service.send("PATCH", &path, &json!({ "enable_passthrough": passthrough })).await
}

pub(crate) async fn map(service: &TestService, id: &str, source: Option<&str>) -> Answer {
    let path = of_integration(service, &format!("custom-fields/{id}"));
    service.send("PUT", &path, &json!({ "integration_field_id": source })).await
}

pub(crate) async fn remap(service: &TestService, field: &str, source: Option<&str>) -> Answer {
    let path = format!("/v1/management/integrations/{}/remappings/{field}", service.integration);
    service.manage("PUT", &path, &json!({ "integration_field_id": source })).await
}

pub(crate) async fn define(service: &TestService, model: &str, key: &str) -> String {
    let new = json!({ "model": model, "key": key, "label": "A label" });
    let defined = service.manage("POST", "/v1/management/custom-fields", &new).await;
    defined.data()["id"].as_str().unwrap().to_owned()
}

/// What the task in the background does, a minute later.
pub(crate) async fn follow(service: &TestService) {
    service.clock.advance(chrono::TimeDelta::minutes(1));
    reshape(&service.worker(CancellationToken::new()), &service.integration).await.unwrap();
}

/// All records of a list, deleted ones too.
pub(crate) async fn all(service: &TestService, list: &str) -> Vec<Value> {
    service.walk(&format!("/v1/ats/{list}?include_deleted=true"), 250).await
}

/// The ATS's own record behind one of ours.
fn raw<'a>(world: &'a [Value], record: &Value) -> &'a Value {
    world.iter().find(|row| row["id"] == record["remote_id"]).unwrap()
}
