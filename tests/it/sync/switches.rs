//! Gem's behaviours that nobody has verified: whichever it is, syncs settle, and delete nothing.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::gem_sim::Options;

use crate::support::TestService;

/// Syncs until nothing moves any more, which has to be at once.
async fn settles(service: &TestService, switch: &Value) {
    service.switch(switch.clone()).await;
    let first = service.sync().await.counts.total();
    assert_eq!(first.deleted, 0, "{switch}");
    let second = service.sync().await;
    assert_eq!(second.counts.total().changed(), 0, "{switch}: {:?}", second.counts);
    let delta = service.sync_changes().await;
    assert_eq!(delta.counts.total().changed(), 0, "{switch}: {:?}", delta.counts);
}

async fn start(pool: PgPool) -> TestService {
    let options = Options { candidates: 120, rate: None, ..Options::default() };
    let service = TestService::start_with(pool, options, json!({ "page_size": 40 })).await;
    service.sync().await;
    service
}

#[sqlx::test]
async fn whatever_gem_does_with_lists_syncs_settle(pool: PgPool) {
    let service = start(pool).await;
    for (switch, usual) in [
        (json!({ "order": "updated_desc" }), json!({ "order": "created" })),
        (json!({ "after_inclusive": false }), json!({ "after_inclusive": true })),
        (json!({ "pagination_header": "x_pagination" }), json!({ "pagination_header": "none" })),
        (json!({ "pagination_header": "link" }), json!({ "pagination_header": "none" })),
        (json!({ "unknown_parameter": "reject" }), json!({ "unknown_parameter": "ignore" })),
        (json!({ "invalid_filter": "empty" }), json!({ "invalid_filter": "reject" })),
        (json!({ "null_updated_at_matches": false }), json!({ "null_updated_at_matches": true })),
        (json!({ "missing_slash": "redirect_301" }), json!({ "missing_slash": "redirect_308" })),
    ] {
        settles(&service, &switch).await;
        service.switch(usual).await;
    }
}

#[sqlx::test]
async fn whatever_gems_rows_look_like_syncs_settle(pool: PgPool) {
    let service = start(pool).await;
    for (switch, usual) in [
        (json!({ "timestamp_fraction": false }), json!({ "timestamp_fraction": true })),
        (json!({ "embed_applications": false }), json!({ "embed_applications": true })),
        (json!({ "hired_keeps_stage": true }), json!({ "hired_keeps_stage": false })),
        (json!({ "custom_fields": false }), json!({ "custom_fields": true })),
    ] {
        settles(&service, &switch).await;
        service.switch(usual).await;
    }
}

#[sqlx::test]
async fn deleted_interviews_that_do_not_say_so_are_swept_and_come_back(pool: PgPool) {
    let service = start(pool).await;
    service.switch(json!({ "interview_deleted_at": false })).await;
    let swept = service.sync().await.counts.total();
    assert_eq!((swept.deleted, swept.undeleted), (0, 0), "they are known to be deleted");
    let interviews = service.world("scheduled_interviews").await;
    let live = interviews.iter().find(|interview| interview["deleted_at"].is_null()).unwrap();
    service.mutate(json!([{ "op": "delete", "resource": "scheduled_interviews", "id": live["id"] }])).await;
    assert_eq!(service.sync_changes().await.counts.total().deleted, 0, "an incremental sync cannot know");
    // The interview, and those who were to lead it.
    let team = u64::try_from(live["interviewers"].as_array().unwrap().len()).unwrap();
    assert_eq!(service.sync().await.counts.total().deleted, 1 + team);
}
