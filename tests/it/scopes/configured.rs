//! Fields that are configured, and what is wanted: a value that is off comes back by no way.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::stand::{default_config, off, places_of, set};
use crate::fields::{all, define, follow, map, pass, remap, source};
use crate::support::TestService;

const MARK: &str = "zqCompany";

/// A candidate whose company is shown in five ways; gives its id.
async fn configure(service: &TestService) -> Value {
    let candidate = all(service, "candidates").await.remove(0);
    let (id, fields) = (&candidate["remote_id"], json!({ "company": MARK, "deleted_at": null }));
    service.mutate(json!([{ "op": "update", "resource": "candidates", "id": id, "fields": fields }])).await;
    service.sync().await;
    let company = source(service, "ats_candidates", "DEFAULT", "company").await;
    pass(service, &company, true).await.data();
    map(service, &define(service, "ats_candidates", "employer").await, Some(&company)).await.data();
    remap(service, "ats_candidates/title", Some(&company)).await.data();
    follow(service).await;
    candidate["id"].clone()
}

async fn shown(service: &TestService, id: &Value) -> Value {
    all(service, "candidates").await.into_iter().find(|candidate| candidate["id"] == *id).unwrap()
}

/// Under which of the fields the value stands.
fn under(candidate: &Value) -> Vec<&str> {
    let fields = ["company", "title", "custom_fields", "integration_fields"];
    fields.into_iter().filter(|field| candidate[*field].to_string().contains(MARK)).collect()
}

#[sqlx::test]
async fn what_is_off_comes_back_by_no_way(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let id = configure(&service).await;
    let everywhere = ["company", "title", "custom_fields", "integration_fields"];
    assert_eq!(under(&shown(&service, &id).await), everywhere);

    let config = default_config(&service, off("fields", ["ats_candidates.company"])).await;
    service.sync().await;
    assert_eq!(places_of(&service, MARK).await, [""; 0], "the source is off");

    for field in ["title", "custom_fields", "integration_fields"] {
        set(&service, &config, off("fields", [format!("ats_candidates.{field}").as_str()])).await;
        service.sync().await;
        let others: Vec<&str> = everywhere.into_iter().filter(|other| *other != field).collect();
        let candidate = shown(&service, &id).await;
        assert_eq!(under(&candidate), others, "{field} is off");
        follow(&service).await;
        assert_eq!(shown(&service, &id).await, candidate, "the background undoes nothing");
        let laid: String =
            sqlx::query_scalar("SELECT overlay FROM candidates WHERE overlay LIKE '%' || $1 || '%'")
                .bind(MARK)
                .fetch_one(service.store.pool())
                .await
                .unwrap();
        let laid: Value = serde_json::from_str(&laid).unwrap();
        let part = if field == "title" { "fields" } else { field };
        assert_eq!(laid.get(part), None, "it is not kept either");
    }
    set(&service, &config, json!({})).await;
    service.sync().await;
    assert_eq!(under(&shown(&service, &id).await), everywhere);
}
