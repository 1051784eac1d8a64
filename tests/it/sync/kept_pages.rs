//! Pages that a run has fetched and not written yet.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};
use unified_ats::store::IntegrationScope;
use unified_ats::store::answers::{self, Kept, Spot};
use unified_ats::store::runs::{self, Cause, Claim, Claimant, Claimed, Kind, NewRun};

use crate::support::TestService;

const BODY: &[u8] = br#"[{"id": "a"}]"#;

async fn claim(service: &TestService, db: &mut PgConnection, name: &str) -> (IntegrationScope, Claim) {
    let scope = service.stored_integration().await.scope;
    let now = service.now();
    let claimant = Claimant { worker: name, holder: name, now, until: now + TimeDelta::hours(1) };
    let new = NewRun { public_id: name, kind: Kind::Full, cause: Cause::Command };
    match runs::claim(db, &scope, new, claimant).await.unwrap() {
        Claimed::New(claim) => (scope, claim),
        other => panic!("{other:?}"),
    }
}

fn spot(page: u32, cursor: Option<&Value>) -> Spot<'_> {
    Spot { pass: "candidates", read: 1, page, cursor }
}

#[sqlx::test]
async fn a_page_is_found_where_it_begins_and_nowhere_else(pool: PgPool) {
    let service = TestService::start(pool).await;
    let mut db = service.store.pool().acquire().await.unwrap();
    let (scope, claim) = claim(&service, &mut db, "first").await;
    let (here, elsewhere) = (json!({ "page": 2, "after": "x" }), json!({ "page": 2, "after": "y" }));
    let (asked_at, notes) = (service.now(), json!({ "total": 7 }));
    answers::keep(&mut db, &scope, &claim, spot(2, Some(&here)), asked_at, BODY, &notes).await.unwrap();
    service.clock.advance(TimeDelta::minutes(1));
    let found = answers::find(&mut db, &scope, &claim, spot(2, Some(&here))).await.unwrap();
    assert_eq!(found, Some(Kept { asked_at, body: BODY.to_vec(), notes }));
    for other in [
        spot(2, Some(&elsewhere)),
        spot(2, None),
        spot(3, Some(&here)),
        Spot { read: 2, ..spot(2, Some(&here)) },
        Spot { pass: "jobs", ..spot(2, Some(&here)) },
    ] {
        assert_eq!(answers::find(&mut db, &scope, &claim, other).await.unwrap(), None, "{other:?}");
    }
}

#[sqlx::test]
async fn pages_are_forgotten_up_to_the_one_that_is_written_and_with_their_run(pool: PgPool) {
    let service = TestService::start(pool).await;
    let mut db = service.store.pool().acquire().await.unwrap();
    let (scope, claim) = claim(&service, &mut db, "first").await;
    for page in 1..=4 {
        answers::keep(&mut db, &scope, &claim, spot(page, None), service.now(), BODY, &json!({}))
            .await
            .unwrap();
    }
    answers::forget_until(&mut db, &scope, &claim, spot(2, None)).await.unwrap();
    let mut left = Vec::new();
    for page in 1..=4 {
        left.push(answers::find(&mut db, &scope, &claim, spot(page, None)).await.unwrap().is_some());
    }
    assert_eq!(left, [false, false, true, true]);
    answers::forget(&mut db, &scope, &claim).await.unwrap();
    assert_eq!(answers::find(&mut db, &scope, &claim, spot(3, None)).await.unwrap(), None);
}
