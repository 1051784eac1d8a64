//! Custom fields of an environment's own, and those of the connector when they are fed from elsewhere.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{all, custom_field, define, follow, map, raw, source};
use crate::support::TestService;

#[sqlx::test]
async fn a_custom_field_is_null_until_it_is_mapped_and_gone_when_it_is_removed(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let before = all(&service, "applications").await;
    let id = define(&service, "ats_applications", "score").await;
    follow(&service).await;
    let values = |records: &[Value]| -> Vec<Option<Value>> {
        let value = |record: &Value| record["custom_fields"].as_object().unwrap().get("score").cloned();
        records.iter().map(value).collect()
    };
    let defined = all(&service, "applications").await;
    assert!(values(&defined).iter().all(|value| *value == Some(Value::Null)));

    assert_eq!(custom_field(&service, "ats_applications", "score").await, id);
    let score = source(&service, "ats_applications", "CUSTOM", "Score").await;
    assert_eq!(map(&service, &id, Some(&score)).await.data()["integration_field"]["key"], "Score");
    follow(&service).await;
    let world = service.world("applications").await;
    let mapped = all(&service, "applications").await;
    let mut moved = 0;
    for (defined, mapped) in defined.iter().zip(&mapped) {
        let expected = &raw(&world, mapped)["custom_fields"]["Score"];
        assert_eq!(&mapped["custom_fields"]["score"], expected);
        assert_eq!(mapped["changed_at"] != defined["changed_at"], !expected.is_null(), "{mapped}");
        moved += usize::from(!expected.is_null());
    }
    assert!(moved > 0 && moved < mapped.len(), "{moved}");

    assert_eq!(map(&service, &id, None).await.data()["integration_field"], Value::Null);
    follow(&service).await;
    assert!(values(&all(&service, "applications").await).iter().all(|value| *value == Some(Value::Null)));

    let removed = service.manage("DELETE", &format!("/v1/management/custom-fields/{id}"), &json!({})).await;
    removed.data();
    follow(&service).await;
    let removed = all(&service, "applications").await;
    for (removed, before) in removed.iter().zip(&before) {
        assert_eq!(removed["custom_fields"], before["custom_fields"]);
    }
}

#[sqlx::test]
async fn what_the_connector_fills_can_be_fed_from_elsewhere_and_given_back(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let before = all(&service, "jobs").await;
    let offices = custom_field(&service, "ats_jobs", "offices").await;
    let status = source(&service, "ats_jobs", "DEFAULT", "status").await;
    map(&service, &offices, Some(&status)).await.data();
    follow(&service).await;
    let world = service.world("jobs").await;
    for job in all(&service, "jobs").await {
        assert_eq!(job["custom_fields"]["offices"], raw(&world, &job)["status"]);
        assert!(job["custom_fields"]["departments"].is_array());
    }
    let own = source(&service, "ats_jobs", "DEFAULT", "offices").await;
    map(&service, &offices, Some(&own)).await.data();
    follow(&service).await;
    for (job, before) in all(&service, "jobs").await.iter().zip(&before) {
        assert_eq!(job["custom_fields"], before["custom_fields"]);
    }
}

/// The key of a removed field may come back, without what it was mapped to.
#[sqlx::test]
async fn a_removed_custom_field_forgets_its_source(pool: PgPool) {
    let service = TestService::start(pool).await;
    let id = define(&service, "ats_jobs", "state").await;
    let status = source(&service, "ats_jobs", "DEFAULT", "status").await;
    map(&service, &id, Some(&status)).await.data();
    service.manage("DELETE", &format!("/v1/management/custom-fields/{id}"), &json!({})).await.data();
    assert_eq!(define(&service, "ats_jobs", "state").await, id);
    service.sync().await;
    assert!(all(&service, "jobs").await.iter().all(|job| job["custom_fields"]["state"].is_null()));
}

#[sqlx::test]
async fn the_accounts_own_fields_are_custom_fields_without_any_configuration(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let before = all(&service, "applications").await;
    assert!(before.iter().any(|record| record["custom_fields"]["Score"].is_number()));
    let id = custom_field(&service, "ats_applications", "Score").await;
    let score = source(&service, "ats_applications", "CUSTOM", "Score").await;
    let unmapped = map(&service, &id, None).await;
    assert_eq!((&unmapped.data()["key"], &unmapped.data()["label"]), (&json!("Score"), &json!("Score")));
    follow(&service).await;
    for record in all(&service, "applications").await {
        assert_eq!(record["custom_fields"].as_object().unwrap().get("Score"), Some(&Value::Null));
    }
    let mapped = map(&service, &id, Some(&score)).await;
    assert_eq!(mapped.data()["integration_field"]["id"], score.as_str());
    follow(&service).await;
    for (record, before) in all(&service, "applications").await.iter().zip(&before) {
        assert_eq!(record["custom_fields"], before["custom_fields"]);
    }
}

/// What was chosen for an account's own field is not taken for the choice of whoever defines one of the same key.
#[sqlx::test]
async fn a_defined_field_takes_the_place_of_the_accounts_own(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let job = all(&service, "jobs").await.remove(0);
    let own = json!({ "custom_fields": { "shift": "night" }, "deleted_at": null });
    let (resource, id) = ("jobs", &job["remote_id"]);
    service.mutate(json!([{ "op": "update", "resource": resource, "id": id, "fields": own }])).await;
    service.sync().await;
    let shown = async || {
        let jobs = all(&service, "jobs").await;
        jobs.into_iter().find(|other| other["id"] == job["id"]).unwrap()["custom_fields"]["shift"].clone()
    };
    assert_eq!(shown().await, "night");
    let field = custom_field(&service, "ats_jobs", "shift").await;
    let name = source(&service, "ats_jobs", "DEFAULT", "name").await;
    map(&service, &field, Some(&name)).await.data();
    follow(&service).await;
    assert_eq!(shown().await, job["name"]);
    assert_eq!(define(&service, "ats_jobs", "shift").await, field);
    follow(&service).await;
    assert_eq!(shown().await, Value::Null);
    service.manage("DELETE", &format!("/v1/management/custom-fields/{field}"), &json!({})).await.data();
    follow(&service).await;
    assert_eq!(shown().await, "night");
}
