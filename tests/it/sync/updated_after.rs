//! The contract's table of what `updated_after` finds (section 2.4), cell by cell, through real syncs.
//!
//! [`table::CASES`] is the table. Every change is also judged as a whole: of all lists, exactly the records that the
//! table names have to be found ([`judge`]).

mod changes;
mod contract;
mod deletion;
mod fields;
mod judge;
mod rules;
mod scene;
mod stale;
mod table;
mod watch;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sqlx::PgPool;

use self::table::{CASES, Case, Kind, Proof, Verdict};
use self::watch::Watch;
use crate::support::TestService;

/// One test per list, whose cases follow one another in one world.
macro_rules! one_test_per_list {
    ($($test:ident: $list:literal),* $(,)?) => {
        const TESTED: &[&str] = &[$($list),*];

        $(
            #[sqlx::test]
            async fn $test(pool: PgPool) {
                follow_the_table(pool, $list).await;
            }
        )*
    };
}

one_test_per_list! {
    applications_are_found_by_the_table: "applications",
    candidates_are_found_by_the_table: "candidates",
    jobs_are_found_by_the_table: "jobs",
    interviews_are_found_by_the_table: "interviews",
    offers_are_found_by_the_table: "offers",
    users_are_found_by_the_table: "users",
    rejection_reasons_are_found_by_the_table: "rejection-reasons",
    application_stages_are_found_by_the_table: "application-stages",
    job_postings_are_found_by_the_table: "job-postings",
    job_application_stages_are_found_by_the_table: "job-application-stages",
    job_hiring_team_members_are_found_by_the_table: "job-hiring-team-members",
    interviewing_team_members_are_found_by_the_table: "interviewing-team-members",
}

async fn follow_the_table(pool: PgPool, list: &'static str) {
    let mut watch = Watch::start(pool).await;
    for case in CASES.iter().filter(|case| case.list == list) {
        if let Proof::Synced(make) = case.proof {
            let change = make(&watch.scene);
            prove(&mut watch, case, change).await;
        }
    }
}

/// Makes the change in Gem, syncs, and asks for the record.
async fn prove(watch: &mut Watch, case: &Case, change: changes::Change) {
    let changes::Change { record: id, operations, shows } = change;
    let before = watch.scene.record(case.list, &id).unwrap().clone();
    assert!(!shows(&before), "{case}: the record shows the change before it is made: {before}");
    let found = watch.change(&case.to_string(), &operations).await;
    let path = format!("/v1/ats/{}?include_deleted=true&ids={}", case.list, id.as_str().unwrap());
    let record = watch.service.get(&path).await.results()[0].clone();
    assert!(shows(&record), "{case}: the record does not show the change: {record}");
    assert_eq!(found.has(case.list, &id), case.verdict == Verdict::Yes, "{case}: found? {record}");
    let kept = record["changed_at"] == before["changed_at"];
    assert_eq!(kept, case.kind != Kind::Own, "{case}: changed_at kept? {record}");
}

#[test]
fn every_cell_of_the_contract_has_its_case() {
    let cell = |case: &Case| (case.list, case.path, case.kind, case.verdict);
    let cells: BTreeSet<_> = CASES.iter().map(cell).collect();
    assert_eq!(cells.len(), CASES.len(), "a cell has two cases");
    assert_eq!(cells, contract::cells());
    assert_eq!(cells.len(), contract::CELLS);
}

#[test]
fn every_case_has_a_test_that_runs_it() {
    const RENDER_TESTS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/render/tests.rs"));
    for case in CASES {
        match case.proof {
            Proof::Synced(_) => assert!(TESTED.contains(&case.list), "{case}: no test for the list"),
            Proof::Rendered(test) => {
                assert!(RENDER_TESTS.contains(&format!("fn {test}(")), "{case}: there is no test {test}");
            }
            Proof::NotDelivered(_) => {}
        }
    }
}

/// A cell whose records nobody delivers is empty, and said to be.
#[sqlx::test]
async fn what_is_not_delivered_is_said_to_be(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let details = service.get(&format!("/v1/integrations/{}", service.integration)).await;
    let models = details.body["data"]["read_models"].as_array().unwrap();
    for case in CASES {
        let Proof::NotDelivered(model) = case.proof else { continue };
        let told = models.iter().find(|told| told["id"] == model).unwrap();
        assert_eq!(told["is_available"], false, "{case}");
        let answer = service.get(&format!("/v1/ats/{}", case.list)).await;
        if case.list == "jobs" {
            let empty = |job: &Value| job[case.path] == json!([]);
            assert!(answer.results().iter().all(empty), "{case}");
        } else {
            assert_eq!(answer.code(), Some("INTEGRATION.MODEL_NOT_AVAILABLE"), "{case}");
        }
    }
}
