//! The keys of the installation, as operators look after them.

use serde_json::json;
use sqlx::PgPool;

use super::{Setup, assert_refused, stderr};

#[sqlx::test]
async fn a_key_takes_the_place_of_another_step_by_step(pool: PgPool) {
    let mut setup = Setup::new(&pool).await;
    let id = setup.connect().await;
    let old = setup.keys.clone();
    let new = setup.json(&["keys", "generate", "--json"]).await["key"].as_str().unwrap().to_owned();
    assert!(new.starts_with("k2:"), "k1 is taken");

    new.clone_into(&mut setup.keys);
    for command in [&["serve", "--port", "0"][..], &["sync", "--integration", &id], &["keys", "rotate"]] {
        assert_refused(&setup.run(command).await, 2, "k1 (needed by 1 integrations)");
    }
    let checked = setup.run(&["keys", "check"]).await;
    assert_eq!(checked.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&checked.stdout).contains("MISSING"), "{checked:?}");

    setup.keys = format!("{new},{old}");
    let before = setup.json(&["keys", "check", "--json"]).await;
    assert_eq!(before["keys"][0]["integrations"], 1, "{before}");
    let report = setup.json(&["keys", "rotate", "--json"]).await;
    assert_eq!((&report["resealed"], &report["already"]), (&json!(1), &json!(0)), "{report}");
    assert_eq!(setup.json(&["keys", "rotate", "--json"]).await["already"], 1);
    let checked = setup.run(&["keys", "check"]).await;
    assert!(String::from_utf8_lossy(&checked.stdout).contains("may be taken out"), "{checked:?}");

    new.clone_into(&mut setup.keys);
    assert_eq!(setup.json(&["sync", "--integration", &id, "--json"]).await["state"], "SUCCEEDED");
}

#[sqlx::test]
async fn a_wrong_key_is_a_refusal_to_start_that_repeats_no_key(pool: PgPool) {
    let mut setup = Setup::new(&pool).await;
    let id = setup.connect().await;
    setup.keys = unified_ats::secrets::sealer::generate_keys();
    for command in [&["serve", "--port", "0"][..], &["sync", "--integration", &id]] {
        let refused = setup.run(command).await;
        assert_refused(&refused, 2, "the key k1 in ENCRYPTION_KEYS is not the one");
        assert!(!stderr(&refused).contains(setup.keys.split(':').nth(1).unwrap()));
    }
    assert_refused(&setup.run(&["keys", "generate", "--id", "k1"]).await, 2, "has a key k1 already");
    assert_refused(&setup.run(&["keys", "generate", "--id", "d-1"]).await, 2, "without d- in front");
}
