//! Actions while an integration is rendered for the first time.

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;
use unified_ats::domain::model::Model;
use unified_ats::store::runs::Kind;

use super::stepping::Stepped;
use super::told::told;
use super::{candidate, quietly_titled, shown, unsynced};
use crate::support::TestService;

/// The model of the batch that was rendered last.
async fn rendered(service: &TestService) -> Option<i16> {
    sqlx::query_scalar("SELECT (checkpoint #>> '{rendered,0}')::int2 FROM sync_runs")
        .fetch_one(service.store.pool())
        .await
        .unwrap()
}

#[sqlx::test]
async fn the_first_documents_show_what_was_written_while_they_were_made(pool: PgPool) {
    let service = unsynced(pool).await;
    let mut run = Stepped::begin(&service, Kind::Full, TimeDelta::zero()).await;
    // The run waits with the candidates, who are made of what was stored before.
    while rendered(&service).await != Some(Model::Job.code()) {
        run.step().await;
    }
    let (id, user) = (candidate(&service).await, service.world("users").await[0]["id"].clone());
    let user = user.as_str().unwrap();
    let renamed = json!([{ "op": "touchless_update", "resource": "users", "id": user,
                           "fields": { "first_name": "Grace" } }]);
    service.mutate(quietly_titled(&id, "After")).await;
    service.mutate(renamed).await;
    run.write(told(&service, "candidates", &[&id]).await).await;
    // Users have been rendered already.
    run.write(told(&service, "users", &[user]).await).await;
    run.finish().await;
    assert_eq!(shown(&service, "candidates", &id).await["title"], "After");
    assert_eq!(shown(&service, "users", user).await["first_name"], "Grace");
}
