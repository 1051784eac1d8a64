//! Pages that were asked for before an action, and are written behind its effect.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::domain::model::Model;
use unified_ats::store::runs::Kind;

use super::stepping::Stepped;
use super::told::told;
use super::{candidate, quietly_titled, shown, synced, text};
use crate::support::TestService;

const HALF_A_MINUTE: TimeDelta = TimeDelta::seconds(30);

fn titled(candidate: &str, title: &str) -> Value {
    json!([{ "op": "update", "resource": "candidates", "id": candidate, "fields": { "title": title } }])
}

/// The candidate's title is changed in Gem and in our tables, while a run holds an older page.
async fn overtake_a_candidate(service: &TestService, kind: Kind) {
    let id = candidate(service).await;
    // Incremental runs read it, too.
    service.mutate(titled(&id, "Before")).await;
    let mut run = Stepped::begin(service, kind, HALF_A_MINUTE).await;
    run.step_to("candidates").await;
    service.mutate(quietly_titled(&id, "After")).await;
    run.write(told(service, "candidates", &[&id]).await).await;
    let written_at = run.time();
    let report = run.finish().await;
    assert!(report.counts.of(Model::Candidate).read > 0, "{kind:?}");
    let candidate = shown(service, "candidates", &id).await;
    assert_eq!(candidate["title"], "After", "{kind:?}");
    assert_eq!(candidate["changed_at"], text(written_at), "{kind:?}: it was written again");
}

#[sqlx::test]
async fn an_incremental_run_does_not_take_a_candidate_back(pool: PgPool) {
    overtake_a_candidate(&synced(pool).await, Kind::Delta).await;
}

#[sqlx::test]
async fn a_full_run_does_not_take_a_candidate_back(pool: PgPool) {
    overtake_a_candidate(&synced(pool).await, Kind::Full).await;
}

fn moved(application: &Value, stage: &Value) -> Value {
    json!([{ "op": "move", "application_id": application["remote_id"], "stage_id": stage["remote_id"] }])
}

#[sqlx::test]
async fn a_run_does_not_move_an_application_back(pool: PgPool) {
    let service = synced(pool).await;
    for kind in [Kind::Delta, Kind::Full] {
        let pending = service.walk("/v1/ats/applications?outcomes=PENDING", 250).await;
        let application =
            pending.iter().find(|application| application["current_stage"].is_object()).unwrap();
        let id = application["remote_id"].as_str().unwrap();
        let stages = service.walk("/v1/ats/application-stages", 250).await;
        let others: Vec<_> =
            stages.iter().filter(|stage| stage["id"] != application["current_stage"]["id"]).take(2).collect();
        service.mutate(moved(application, others[0])).await;
        let mut run = Stepped::begin(&service, kind, HALF_A_MINUTE).await;
        run.step_to("applications").await;
        service.mutate(moved(application, others[1])).await;
        run.write(told(&service, "applications", &[id]).await).await;
        let written_at = run.time();
        run.finish().await;
        let application = shown(&service, "applications", id).await;
        assert_eq!(application["current_stage"]["id"], others[1]["id"], "{kind:?}");
        assert_eq!(application["changed_at"], text(written_at), "{kind:?}: it was moved there and back");
    }
}

#[sqlx::test]
async fn a_page_is_as_old_as_its_request(pool: PgPool) {
    let service = synced(pool).await;
    let id = candidate(&service).await;
    let mut run = Stepped::begin(&service, Kind::Full, HALF_A_MINUTE).await;
    service
        .set_faults(json!([{ "path": "/candidates/", "kind": "delay", "nth": 1, "delay_ms": 2000 }]))
        .await;
    let answer_takes_a_minute = async {
        // The fault acts before the delay.
        while service.faults().await[0]["acted"] == 0 {
            tokio::task::yield_now().await;
        }
        service.clock.advance(TimeDelta::minutes(1));
    };
    tokio::join!(run.step_to("candidates"), answer_takes_a_minute);
    service.mutate(quietly_titled(&id, "After")).await;
    run.write(told(&service, "candidates", &[&id]).await).await;
    run.finish().await;
    assert_eq!(shown(&service, "candidates", &id).await["title"], "After");
}

async fn until_page_is_kept(service: &TestService) {
    let kept = "SELECT EXISTS (SELECT FROM sync_answers WHERE pass = 'candidates' AND page = 1)";
    while !sqlx::query_scalar::<_, bool>(kept).fetch_one(service.store.pool()).await.unwrap() {
        tokio::task::yield_now().await;
    }
}

#[sqlx::test]
async fn a_page_that_is_kept_for_another_worker_keeps_its_time(pool: PgPool) {
    let service = synced(pool).await;
    let id = candidate(&service).await;
    let mut run = Stepped::begin(&service, Kind::Full, HALF_A_MINUTE).await;
    run.step_to("candidates").await;
    until_page_is_kept(&service).await;
    service.mutate(quietly_titled(&id, "After")).await;
    run.write(told(&service, "candidates", &[&id]).await).await;
    run.die().await;
    service.forget_requests().await;
    service.sync().await;
    let asked = service.requests_for("/ats/v0/candidates/").await;
    // The walk goes on behind the page by the time of its last row.
    assert!(asked.iter().all(|query| query.contains("_after")), "the page was asked for again: {asked:?}");
    assert_eq!(shown(&service, "candidates", &id).await["title"], "After");
}

#[sqlx::test]
async fn a_page_that_an_older_version_kept_counts_as_older_than_anything(pool: PgPool) {
    let service = synced(pool).await;
    let id = candidate(&service).await;
    service.mutate(quietly_titled(&id, "After")).await;
    let told = told(&service, "candidates", &[&id]).await;
    service.mutate(quietly_titled(&id, "Later")).await;
    // The effect is long past when the page is asked for.
    let mut run = Stepped::begin(&service, Kind::Full, -TimeDelta::hours(20)).await;
    run.step_to("candidates").await;
    until_page_is_kept(&service).await;
    run.write(told).await;
    sqlx::query("UPDATE sync_answers SET asked_at = DEFAULT").execute(service.store.pool()).await.unwrap();
    run.die().await;
    service.sync().await;
    assert_eq!(shown(&service, "candidates", &id).await["title"], "After");
    service.sync().await;
    assert_eq!(shown(&service, "candidates", &id).await["title"], "Later", "the next full run tells");
}

/// Whether a page overwrites an effect that was written so long before the page was asked for.
async fn overwrites(service: &TestService, after: TimeDelta) -> bool {
    let id = candidate(service).await;
    service.mutate(quietly_titled(&id, "Effect")).await;
    let told = told(service, "candidates", &[&id]).await;
    service.mutate(quietly_titled(&id, "Page")).await;
    let mut run = Stepped::begin(service, Kind::Full, -after).await;
    run.step_to("candidates").await;
    run.write(told).await;
    run.finish().await;
    shown(service, "candidates", &id).await["title"] == "Page"
}

#[sqlx::test]
async fn a_page_counts_as_later_when_clocks_that_differ_leave_no_doubt(pool: PgPool) {
    let service = synced(pool).await;
    assert!(!overwrites(&service, TimeDelta::seconds(1)).await);
    assert!(overwrites(&service, TimeDelta::milliseconds(1001)).await);
}
