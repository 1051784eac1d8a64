//! Values that are too long for an index.

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::TestService;

/// Letters in no order, which no compression makes short.
fn long(seed: u64) -> String {
    let mut state = seed;
    let mut letter = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'A' + u8::try_from((state >> 33) % 26).unwrap())
    };
    (0..20_000).map(|_n| letter()).collect()
}

async fn live(service: &TestService, resource: &str) -> String {
    let rows = service.world(resource).await;
    let live = rows.iter().find(|row| row["deleted_at"].is_null() && row["is_template"] != true);
    live.unwrap()["id"].as_str().unwrap().to_owned()
}

async fn update(service: &TestService, resource: &str, id: &str, fields: Value) {
    let update = json!({ "op": "update", "resource": resource, "id": id, "fields": fields });
    service.mutate(json!([update])).await;
}

#[sqlx::test]
async fn records_with_very_long_values_are_synced_served_and_found(pool: PgPool) {
    let service = TestService::start(pool).await;
    let (name, other, code) = (long(1), long(2), long(3));
    let email = format!("{}@example.com", long(4));
    let (candidate, job) = (live(&service, "candidates").await, live(&service, "jobs").await);
    let user = live(&service, "users").await;
    let emails = json!([{ "value": email, "type": "work", "is_primary": true }]);
    let fields = json!({ "first_name": name, "last_name": other, "email_addresses": emails });
    update(&service, "candidates", &candidate, fields).await;
    update(&service, "jobs", &job, json!({ "requisition_id": code })).await;
    update(&service, "users", &user, json!({ "primary_email_address": email })).await;
    let url = format!("https://jobs.example.com/{}", long(5));
    let posts = service.world("job_posts").await;
    let of_job = |job: &Value| posts.iter().filter(|post| post["job_id"] == *job).count();
    let advertised = posts.iter().find(|post| {
        let is_up =
            |post: &Value| post["live"] == true && post["active"] == true && post["deleted_at"].is_null();
        is_up(post) && of_job(&post["job_id"]) == 1
    });
    let advertised = advertised.unwrap();
    update(&service, "job_posts", advertised["id"].as_str().unwrap(), json!({ "absolute_url": url })).await;
    let advertised = advertised["job_id"].as_str().unwrap().to_owned();
    service.sync().await;
    for (list, filter, value, remote_id) in [
        ("candidates", "first_name", name.to_lowercase(), &candidate),
        ("candidates", "last_name", other, &candidate),
        ("candidates", "email", email.to_uppercase(), &candidate),
        ("jobs", "job_codes", code, &job),
        ("jobs", "post_url", url, &advertised),
        ("users", "emails", email.clone(), &user),
    ] {
        let found = service.walk(&format!("/v1/ats/{list}?{filter}={value}"), 10).await;
        assert_eq!(found.len(), 1, "{list} by {filter}");
        assert_eq!(found[0]["remote_id"], remote_id.as_str());
        // The same beginning is not the same value.
        let (start, _end) = value.split_at(15_000);
        assert!(service.walk(&format!("/v1/ats/{list}?{filter}={start}"), 10).await.is_empty());
    }
    let found = service.walk(&format!("/v1/ats/candidates?remote_ids={candidate}"), 10).await;
    assert_eq!(found[0]["first_name"], name.as_str(), "what is served is not shortened");
}
