//! One key of the installation takes the place of another, while everything goes on.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::keyring::rotation::{Report, rotate};
use unified_ats::secrets::sealer::{generate_key, generate_keys};
use unified_ats::store::integration_keys;
use unified_ats::store::runs::{Kind, Outcome};

use super::{age, sealer_of_credentials, sealers_of_actions};
use crate::actions::Stand;
use crate::support::TestService;

fn note(n: usize) -> Value {
    json!({ "content": format!("Note {n}"), "content_type": "PLAIN_TEXT" })
}

async fn turn(service: &TestService) -> Report {
    rotate(&service.store, &service.connections.sealer, &service.clock, |_report| {}).await.unwrap()
}

/// Begins as a version before there were data keys left it. Rotation goes round and round while syncs run and actions are
/// done, and in the end the old key is not needed any more.
#[sqlx::test]
async fn keys_are_rotated_while_syncs_and_actions_run(pool: PgPool) {
    let mut stand = Stand::strict(pool.clone()).await;
    age(&stand.service).await;
    let path = stand.of_application("notes");
    let first = stand.service.act("POST", &path, Some("first"), &note(0)).await;
    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!(sealers_of_actions(&pool).await, ["k1"]);

    let old = stand.service.keys.clone();
    for round in 2..4 {
        let (new, service) = (generate_key(&format!("k{round}")), &mut stand.service);
        service.rekey(&format!("{new},{}", service.keys));
        let service = &stand.service;
        service.mutate(json!([{ "op": "random", "n": 40, "seed": round }])).await;
        let syncs = async {
            for _sync in 0..2 {
                let report = service.run_now(Kind::Delta).await.unwrap();
                assert_eq!(report.state, Outcome::Succeeded, "{:?}", report.error);
            }
        };
        let acting = async {
            for n in 0..8 {
                let answer = service.act("POST", &path, None, &note(100 * round + n)).await;
                assert_eq!(answer.status, 200, "{}", answer.body);
            }
        };
        let rotating = async {
            for _turn in 0..4 {
                let report = turn(service).await;
                assert!(report.failed.is_empty() && report.lost.is_empty(), "{report:?}");
            }
        };
        tokio::join!(syncs, acting, rotating);
    }
    assert_eq!(turn(&stand.service).await, Report { already: 1, ..Report::default() });

    let newest = stand.service.keys.split(',').next().unwrap().to_owned();
    assert!(!old.contains(&newest));
    stand.service.rekey(&newest);
    stand.service.sync().await;
    let again = stand.service.act("POST", &path, Some("first"), &note(0)).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (200, Some("true")), "{}", again.body);
    let key: String = sqlx::query_scalar("SELECT key_id FROM integration_keys WHERE sealed_by = 'k3'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(
        (sealer_of_credentials(&pool).await, sealers_of_actions(&pool).await),
        (key.clone(), vec![key])
    );
}

#[sqlx::test]
async fn an_integration_that_cannot_be_opened_is_named_and_left_as_it_is(pool: PgPool) {
    let mut service = TestService::start(pool.clone()).await;
    let before: Vec<u8> =
        sqlx::query_scalar("SELECT sealed FROM integration_keys").fetch_one(&pool).await.unwrap();
    service.rekey(&generate_key("k2"));
    let report = turn(&service).await;
    assert_eq!((report.resealed, report.failed.len()), (0, 1), "{report:?}");
    assert_eq!(report.failed[0].integration_id, service.integration);
    assert!(report.failed[0].reason.contains("\"k1\""), "{report:?}");
    // Another key under the same id opens nothing either.
    service.rekey(&format!("{},{}", generate_key("k2"), generate_keys()));
    assert_eq!(turn(&service).await.failed.len(), 1);
    let after: Vec<u8> =
        sqlx::query_scalar("SELECT sealed FROM integration_keys").fetch_one(&pool).await.unwrap();
    assert_eq!(before, after);
}

#[sqlx::test]
async fn an_integration_whose_key_was_destroyed_is_no_failure(pool: PgPool) {
    let service = TestService::start(pool.clone()).await;
    let scope = service.stored_integration().await.scope;
    integration_keys::destroy(&mut pool.acquire().await.unwrap(), &scope).await.unwrap();
    let report = turn(&service).await;
    assert_eq!(report, Report { lost: vec![service.integration.clone()], ..Report::default() });
    let keys: i64 =
        sqlx::query_scalar("SELECT count(*) FROM integration_keys").fetch_one(&pool).await.unwrap();
    assert_eq!(keys, 0, "no new key hides that the old one is gone");
}
