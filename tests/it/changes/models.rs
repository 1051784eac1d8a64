//! Models that are switched off, and on again.

use serde_json::json;
use sqlx::PgPool;

use super::follower::Follower;
use super::{FEED, mutate, small, text};
use crate::scopes::stand::{default_config, off, set};

#[sqlx::test]
async fn a_model_that_is_off_is_not_told_and_whole_again_once_it_is_on(pool: PgPool) {
    let service = small(pool).await;
    let mut follower = Follower::default();
    follower.catch_up(&service, 250).await;
    let config = default_config(&service, off("models", ["ats_interviews"])).await;
    let refused = service.get(&format!("{FEED}?models=ats_jobs,ats_interviews")).await;
    assert_eq!(
        (refused.status, refused.code()),
        (400, Some("INTEGRATION.MODEL_DISABLED")),
        "{}",
        refused.body
    );
    service.sync().await;
    let told = follower.catch_up(&service, 250).await;
    assert!(told.iter().any(|entry| entry["model"] == "ats_applications"), "their interviews are gone");
    assert!(told.iter().all(|entry| entry["model"] != "ats_interviews"));
    let world = service.world("scheduled_interviews").await;
    let row = world.iter().find(|row| row["deleted_at"].is_null()).unwrap();
    mutate(&service, "remove", "scheduled_interviews", text(row, "id"), serde_json::Value::Null).await;
    set(&service, &config, json!({})).await;
    service.sync().await;
    follower.catch_up(&service, 5).await;
    follower.assert_exact(&service, "on again").await;
}
