//! Postgres refuses what has to be kept behind an effect.

use serde_json::json;
use sqlx::PgPool;

use super::cell::is_replayed;
use super::writes::{Supply, Write};
use crate::actions::Stand;

/// Refuses to keep the end of actions that were done, so many times. A sequence counts: what it gives is not taken back
/// with the transaction.
async fn refuse(stand: &Stand, times: i32) {
    let statements = format!(
        "DROP SEQUENCE IF EXISTS refusals;
         CREATE SEQUENCE refusals;
         CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
           IF nextval('refusals') <= {times} THEN RAISE EXCEPTION 'refused on purpose'; END IF;
           RETURN NEW;
         END $$;
         CREATE OR REPLACE TRIGGER refuse BEFORE UPDATE ON actions FOR EACH ROW WHEN (NEW.state = 'DONE')
         EXECUTE FUNCTION refuse()"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(statements)).execute(stand.service.store.pool()).await.unwrap();
}

async fn assert_uncertain(stand: &Stand, write: &Write, key: Option<&str>) {
    let answer = write.call(stand, key).await;
    assert_eq!(answer.header("action-outcome"), Some("uncertain"), "{}: {}", write.name, answer.body);
    assert!(answer.message().contains("uncertain"), "{}: {}", write.name, answer.message());
    assert_eq!(write.sent(stand).await, (1, 1), "{}", write.name);
}

#[sqlx::test]
async fn what_could_not_be_kept_is_uncertain_and_kept_by_the_next_call(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let mut supply = Supply::of(&stand).await;
    for with_key in [true, false] {
        for write in supply.all().await {
            let (name, key) = (write.name, with_key.then(|| write.key()));
            let key = key.as_deref();
            stand.service.forget_requests().await;
            // The first call cannot keep it, and neither can the second one, which finds it.
            refuse(&stand, if write.is_note() { 1 } else { 2 }).await;
            assert_uncertain(&stand, &write, key).await;
            assert_uncertain(&stand, &write, key).await;
            if write.is_note() {
                // Nobody can find it: the next call is told so again.
                assert_uncertain(&stand, &write, key).await;
                continue;
            }
            let kept = write.call(&stand, key).await;
            assert_eq!((kept.status, is_replayed(&kept)), (200, true), "{name}: {}", kept.body);
            assert_eq!((write.sent(&stand).await, write.in_gem(&stand).await), ((1, 1), 1), "{name}");
            write.assert_read(&stand, true).await;
        }
    }
    refuse(&stand, 0).await;
    stand.confirmed_by_syncs().await;
}

/// Without anybody who calls again, the service keeps at it by itself.
#[sqlx::test]
async fn what_could_not_be_kept_is_settled_by_itself(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let write = Supply::of(&stand).await.candidate();
    stand.service.forget_requests().await;
    refuse(&stand, 2).await;
    assert_uncertain(&stand, &write, None).await;
    write.assert_read(&stand, false).await;
    for settled in [0, 1] {
        stand.service.clock.advance(chrono::TimeDelta::seconds(61));
        assert_eq!(stand.service.actions().settle_overdue().await.unwrap(), settled);
    }
    write.assert_read(&stand, true).await;
    assert!(is_replayed(&write.call(&stand, None).await));
    assert_eq!(write.sent(&stand).await, (1, 1));
    assert_eq!(stand.find("candidates", "email=eve-001@new.example").await.len(), 1);
    refuse(&stand, 0).await;
    stand.confirmed_by_syncs().await;
}

/// What was done before anything was asked for is done without Gem, and can be tried again when it could not be kept.
#[sqlx::test]
async fn what_needed_no_request_is_not_uncertain(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let write = Supply::of(&stand).await.tag();
    assert_eq!(write.call(&stand, None).await.data(), &json!({}));
    stand.service.forget_requests().await;
    refuse(&stand, 1).await;
    let answer = write.call(&stand, None).await;
    assert_eq!(answer.header("action-outcome"), Some("not-done"), "{}", answer.body);
    assert_eq!(write.call(&stand, None).await.data(), &json!({}));
    assert_eq!(write.sent(&stand).await, (0, 0));
}
