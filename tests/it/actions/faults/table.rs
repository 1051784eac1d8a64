//! The fault table: every fault of the request that changes something, with every action, with a key and without.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::cell::{Cell, Told};
use super::writes::Supply;
use crate::actions::Stand;

const UNAVAILABLE: &str = "REMOTE.SERVICE_UNAVAILABLE";
const TIMED_OUT: &str = "PLATFORM.TASK_TIMED_OUT";
const LIMITED: &str = "REMOTE.RATE_LIMIT_EXCEEDED";
const INVALID: &str = "REMOTE.INPUT_INVALID";

/// One row of the table: a fault, whether the request that it struck took effect, and what callers are told.
struct Row {
    fault: Value,
    took_effect: bool,
    /// Of everything that can be read back.
    readable: Told,
    /// Of notes, and of result links, which become notes.
    note: Told,
}

fn row(fault: Value, took_effect: bool, readable: Told, note: Told) -> Row {
    Row { fault, took_effect, readable, note }
}

/// Twelve writes, with a key and without, for each fault.
async fn holds(pool: PgPool, rows: Vec<Row>) {
    let stand = Stand::extended(pool).await;
    let mut supply = Supply::of(&stand).await;
    for Row { fault, took_effect, readable, note } in rows {
        for with_key in [true, false] {
            for write in supply.all().await {
                let told = if write.is_note() { note } else { readable };
                Cell { stand: &stand, write, fault: &fault, took_effect, told, with_key }.holds().await;
            }
        }
    }
    stand.confirmed_by_syncs().await;
}

#[sqlx::test]
async fn the_request_is_lost(pool: PgPool) {
    holds(
        pool,
        vec![
            row(
                json!({ "kind": "drop", "times": 1 }),
                false,
                Told::NotDone(UNAVAILABLE),
                Told::Uncertain(UNAVAILABLE),
            ),
            // Something on the way answers in Gem's place, and calls it a success.
            row(
                json!({ "kind": "html", "status": 200, "times": 1 }),
                false,
                Told::NotDone(UNAVAILABLE),
                Told::Uncertain(UNAVAILABLE),
            ),
        ],
    )
    .await;
}

#[sqlx::test]
async fn the_answer_is_lost_behind_the_effect(pool: PgPool) {
    let lost = |fault| row(fault, true, Told::Done, Told::Uncertain(UNAVAILABLE));
    holds(
        pool,
        vec![
            lost(json!({ "kind": "drop", "after": true, "times": 1 })),
            lost(json!({ "kind": "truncated", "times": 1 })),
            // An object that shows nothing of what was asked for.
            lost(json!({ "kind": "malformed", "times": 1 })),
        ],
    )
    .await;
}

#[sqlx::test]
async fn gem_limits_the_rate(pool: PgPool) {
    let limit = |times: u32| json!({ "kind": "status", "status": 429, "retry_after": 1, "times": times });
    holds(
        pool,
        vec![
            // Once: it is waited for.
            row(limit(1), false, Told::Done, Told::Done),
            // For longer than anybody waits.
            row(limit(1000), false, Told::NotDone(LIMITED), Told::NotDone(LIMITED)),
        ],
    )
    .await;
}

#[sqlx::test]
async fn gem_fails_without_an_effect(pool: PgPool) {
    let failing = |status: u16, code| {
        let fault = json!({ "kind": "status", "status": status, "times": 1 });
        row(fault, false, Told::NotDone(code), Told::Uncertain(code))
    };
    holds(pool, vec![failing(500, UNAVAILABLE), failing(503, UNAVAILABLE), failing(504, TIMED_OUT)]).await;
}

#[sqlx::test]
async fn gem_fails_behind_the_effect(pool: PgPool) {
    let failing = |status: u16, code| {
        let fault = json!({ "kind": "status", "status": status, "after": true, "times": 1 });
        row(fault, true, Told::Done, Told::Uncertain(code))
    };
    holds(pool, vec![failing(500, UNAVAILABLE), failing(504, TIMED_OUT)]).await;
}

#[sqlx::test]
async fn gem_refuses(pool: PgPool) {
    let refusing = json!({ "kind": "status", "status": 422, "times": 1 });
    holds(pool, vec![row(refusing, false, Told::Refused(INVALID), Told::Refused(INVALID))]).await;
}
