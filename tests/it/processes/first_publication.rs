//! `kill -9` when everything has been read and the integration is to be opened to callers.

use sqlx::PgPool;
use unified_ats::domain::model::Model;

use super::hold::{A_MOMENT, Hold, asks_for_page, delay_candidates, wait_in};
use super::program::Program;
use super::setup::{assert_nothing_lost, service};
use crate::support::TestService;

/// Kills a first sync where it waits for what is held, and has another one go on, which has nothing to fetch any more.
async fn dies_in(service: &TestService, statement: &str, hold: Hold, first: &mut Program) {
    wait_in(service, statement, 1).await;
    first.kill();
    hold.release().await;
    Program::sync(service).report().await;
    assert_eq!(assert_nothing_lost(service).await, [""; 0]);
}

#[sqlx::test]
async fn killed_while_documents_are_rendered_a_sync_renders_on(pool: PgPool) {
    let service = service(pool).await;
    // Somebody else is about to store a document under the id of a candidate: who wants to, too, has to wait.
    let candidate = service.world("candidates").await[0]["id"].as_str().unwrap().to_owned();
    let mut tx = service.store.begin().await.unwrap();
    sqlx::query(
        "INSERT INTO documents (integration_id, model, id, changed_at, touched_at, deleted, own_hash, watch_hash,
                                body_hash, body)
         SELECT integration_id, $2, $3, now(), now(), false, '', '', '', '{}' FROM integrations WHERE public_id = $1",
    )
    .bind(service.integration.as_str())
    .bind(Model::Candidate.code())
    .bind(service.id(Model::Candidate, &candidate))
    .execute(&mut *tx)
    .await
    .unwrap();
    let mut first = Program::sync(&service);
    dies_in(&service, "documents.upsert", Hold::of(tx), &mut first).await;
}

#[sqlx::test]
async fn killed_before_it_opens_the_integration_a_sync_opens_it_in_the_end(pool: PgPool) {
    let service = service(pool).await;
    delay_candidates(&service, &[(4, A_MOMENT)]).await;
    let mut first = Program::sync(&service);
    asks_for_page(&service, 4).await;
    // Rows that refer to the integration can still be written.
    let lock = "SELECT FROM integrations WHERE public_id = $1 FOR NO KEY UPDATE";
    let hold = Hold::by(&service, lock).await;
    wait_in(&service, "integrations.publish", 1).await;
    assert_eq!(service.get("/v1/ats/candidates").await.status, 409, "nothing is seen before the end");
    dies_in(&service, "integrations.publish", hold, &mut first).await;
}

#[sqlx::test]
async fn killed_in_its_last_transaction_a_sync_ends_once(pool: PgPool) {
    let service = service(pool).await;
    delay_candidates(&service, &[(4, A_MOMENT)]).await;
    let mut first = Program::sync(&service);
    asks_for_page(&service, 4).await;
    let hold = Hold::by(
        &service,
        "SELECT FROM sync_marks JOIN integrations USING (integration_id)
         WHERE public_id = $1 FOR UPDATE OF sync_marks",
    )
    .await;
    dies_in(&service, "marks.forget", hold, &mut first).await;
}
