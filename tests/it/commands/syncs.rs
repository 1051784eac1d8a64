//! What operators see of syncs, and how they steer them.

use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Running, Setup, assert_refused, output, stderr};

impl Setup {
    /// What a command tells people, which has to succeed.
    pub(super) async fn text(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments).await;
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Asks the simulator's control interface.
    pub(super) async fn control(&self, method: reqwest::Method, path: &str, body: &Value) -> Value {
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let url = format!("{}/{path}", self.sim.control_url());
        let request = reqwest::Client::new().request(method, url).header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await.unwrap().error_for_status().unwrap();
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    pub(super) async fn latest(&self, integration: &str) -> Value {
        let listed =
            self.json(&["syncs", "list", "--integration", integration, "--limit", "1", "--json"]).await;
        listed["results"][0].clone()
    }
}

#[sqlx::test]
async fn syncs_are_listed_and_shown(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let id = setup.connect().await;
    let report = setup.json(&["sync", "--integration", &id, "--full", "--json"]).await;
    setup.json(&["sync", "--integration", &id, "--json"]).await;
    let sync_id = report["sync_id"].as_str().unwrap();

    let all = setup.json(&["syncs", "list", "--json"]).await;
    let all = all["results"].as_array().unwrap();
    let told: Vec<_> = all.iter().map(|run| (run["type"].as_str(), run["state"].as_str())).collect();
    assert_eq!(told, [(Some("DELTA"), Some("SUCCEEDED")), (Some("FULL"), Some("SUCCEEDED"))]);
    assert_eq!(setup.latest(&id).await, all[0]);
    let shown = setup.json(&["syncs", "show", sync_id, "--json"]).await;
    assert_eq!(shown, all[1]);
    assert_eq!(shown["counts"], report["counts"]);

    let table = setup.text(&["syncs", "list", "--integration", &id]).await;
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 3, "{table}");
    let column = lines[0].find("STATE").unwrap();
    assert!(lines[1..].iter().all(|line| line.find("SUCCEEDED") == Some(column)), "{table}");
    let text = setup.text(&["syncs", "show", sync_id]).await;
    assert!(text.contains("State        SUCCEEDED") && text.contains("ats_candidates"), "{text}");
    // What has ended is not waited for.
    assert_eq!(setup.json(&["syncs", "show", sync_id, "--follow", "--json"]).await, shown);
}

#[sqlx::test]
async fn what_is_not_there_is_said_in_a_sentence(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let (sync, integration) = ("8d1hpPsbjxUkoCoa1veLZGe5", "gem:8d1hpPsbjxUkoCoa1veLZGe5");
    for arguments in
        [&["syncs", "show", sync][..], &["syncs", "show", sync, "--follow"], &["syncs", "confirm", sync]]
    {
        assert_refused(&setup.run(arguments).await, 1, &format!("there is no sync {sync}"));
    }
    assert_refused(&setup.run(&["syncs", "show", "x"]).await, 2, "no sync id");
    for arguments in [
        &["syncs", "list"][..],
        &["quarantine", "list"],
        &["interactions", "list"],
        &["integration", "update", "--sweep-limit", "10"],
        &["integration", "enable"],
        &["integration", "disable"],
    ] {
        let of = |id| [arguments, &["--integration", id]].concat();
        let unknown = setup.run(&of(integration)).await;
        assert_refused(&unknown, 1, &format!("there is no integration {integration}"));
        assert_refused(&setup.run(&of("x")).await, 2, "no integration id");
    }
}

#[sqlx::test]
async fn a_running_sync_is_followed_to_its_end(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let id = setup.connect().await;
    let slow = json!([{ "path": "/applications/", "kind": "delay", "delay_ms": 1500 }]);
    setup.control(reqwest::Method::PUT, "faults", &slow).await;
    let mut sync = setup.command(&["sync", "--integration", &id]);
    let mut sync = Running(sync.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let deadline = Instant::now() + Duration::from_mins(1);
    let running = loop {
        let latest = setup.latest(&id).await;
        if latest["state"] == "RUNNING" && latest["progress"]["list"].is_string() {
            break latest;
        }
        assert!(Instant::now() < deadline, "{latest}");
    };
    let sync_id = running["sync_id"].as_str().unwrap();
    let text = setup.text(&["syncs", "show", sync_id]).await;
    assert!(text.contains("State        RUNNING") && text.contains("Stage        read, "), "{text}");
    let followed = setup.run(&["syncs", "show", sync_id, "--follow", "--json"]).await;
    assert!(followed.status.success(), "{}", stderr(&followed));
    assert!(stderr(&followed).contains("read "), "{}", stderr(&followed));
    let ended: Value = serde_json::from_slice(&followed.stdout).unwrap();
    assert_eq!((&ended["sync_id"], &ended["state"]), (&running["sync_id"], &json!("SUCCEEDED")));
    assert!(sync.0.wait().unwrap().success());
}

#[sqlx::test]
async fn following_a_sync_that_failed_fails(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let id = setup.connect().await;
    let broken = json!([{ "path": "/jobs/", "kind": "status", "status": 404 }]);
    setup.control(reqwest::Method::PUT, "faults", &broken).await;
    assert_eq!(setup.run(&["sync", "--integration", &id]).await.status.code(), Some(1));
    let latest = setup.latest(&id).await;
    let sync_id = latest["sync_id"].as_str().unwrap();
    let followed = setup.run(&["syncs", "show", sync_id, "--follow"]).await;
    assert_refused(&followed, 1, "the sync ended as FAILED");
    let told = String::from_utf8(followed.stdout).unwrap();
    assert!(told.contains(latest["error"].as_str().unwrap()), "{told}");
    assert!(setup.text(&["syncs", "show", sync_id]).await.contains("FAILED"));
}

#[sqlx::test]
async fn an_integration_is_switched_off_and_on(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let id = setup.connect().await;
    let switch = |to| ["integration", to, "--integration", id.as_str(), "--json"];
    for _again in 0..2 {
        let off = setup.json(&switch("disable")).await;
        assert_eq!(off, json!({ "integration_id": id, "enabled": false }));
    }
    let refused = setup.run(&["sync", "--integration", &id]).await;
    assert_refused(&refused, 1, "is switched off: `unified-ats integration enable`");
    assert_eq!(setup.json(&switch("enable")).await, json!({ "integration_id": id, "enabled": true }));
    assert_eq!(setup.json(&["sync", "--integration", &id, "--json"]).await["state"], "SUCCEEDED");
    let text = setup.text(&["integration", "disable", "--integration", &id]).await;
    assert_eq!(text, format!("{id} is switched off; its credentials and records are kept.\n"));
}

#[sqlx::test]
async fn the_schedule_is_set_when_connecting_and_later(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let key = setup.sim.direct_key();
    let create = ["integration", "create", "--tool", "gem", "--gem-api-key", key, "--json"];
    let intervals = ["--delta-every", "90s", "--full-every", "2h"];
    let id = setup.json(&[&create[..], &intervals].concat()).await["integration_id"].clone();
    let update = ["integration", "update", "--integration", id.as_str().unwrap()];
    let settings = setup.json(&[&update[..], &["--sweep-limit", "5", "--json"]].concat()).await;
    let expected = json!({ "delta_every_seconds": 90, "full_every_seconds": 7200, "sweep_limit_percent": 5 });
    assert_eq!(settings, expected);
    let text = setup.text(&[&update[..], &["--delta-every", "1h", "--full-every", "2d"]].concat()).await;
    assert!(text.contains("every 1h, everything every 2d; one sync deletes at most 5 %"), "{text}");
    assert_refused(&setup.run(&update).await, 2, "nothing to change");
    for (option, value) in [("--delta-every", "59s"), ("--full-every", "soon"), ("--sweep-limit", "101")] {
        let refused = setup.run(&[&update[..], &[option, value]].concat()).await;
        assert_eq!(refused.status.code(), Some(2));
        assert!(stderr(&refused).contains(option), "{}", stderr(&refused));
    }
}

#[sqlx::test]
async fn withheld_deletions_are_confirmed(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let id = setup.connect().await;
    setup.json(&["sync", "--integration", &id, "--json"]).await;
    let world = setup.control(reqwest::Method::GET, "world/candidates?limit=5000", &json!(null)).await;
    let live = world["rows"].as_array().unwrap().iter().filter(|c| c["id"].is_string());
    let remove = |c: &Value| json!({ "op": "remove", "resource": "candidates", "id": c["id"] });
    let operations: Vec<Value> = live.take(80).map(remove).collect();
    setup.control(reqwest::Method::POST, "mutate", &Value::Array(operations)).await;
    let full = ["sync", "--integration", id.as_str(), "--full", "--json"];
    let partly = setup.run(&full).await;
    assert_eq!(partly.status.code(), Some(1));
    assert!(stderr(&partly).contains("unified-ats syncs confirm"), "{}", stderr(&partly));
    let latest = setup.latest(&id).await;
    assert_eq!(
        (&latest["state"], &latest["withheld"]["ats_candidates"]["missing"]),
        (&json!("PARTIALLY_FAILED"), &json!(80))
    );
    let sync_id = latest["sync_id"].as_str().unwrap();
    assert!(setup.text(&["syncs", "show", sync_id]).await.contains("NOT DELETED"));

    let queued = setup.json(&["syncs", "confirm", sync_id, "--json"]).await;
    assert_eq!((&queued["already_queued"], &queued["type"]), (&json!(false), &json!("FULL")));
    assert_refused(&setup.run(&["syncs", "confirm", sync_id]).await, 1, "is queued or running already");
    let report = setup.json(&full).await;
    assert_eq!((&report["sync_id"], &report["state"]), (&queued["sync_id"], &json!("SUCCEEDED")));
    assert_eq!(report["counts"]["ats_candidates"]["deleted"], 80);
    let nothing = setup.run(&["syncs", "confirm", queued["sync_id"].as_str().unwrap()]).await;
    assert_refused(&nothing, 1, "there is nothing to confirm");
}

#[sqlx::test]
async fn rows_that_do_not_fit_are_listed(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let id = setup.connect().await;
    let world = setup.control(reqwest::Method::GET, "world/users?limit=5000", &json!(null)).await;
    let user = &world["rows"][0]["id"];
    let broken = json!([{ "op": "update", "resource": "users", "id": user, "fields": { "first_name": 7 } }]);
    setup.control(reqwest::Method::POST, "mutate", &broken).await;
    setup.json(&["sync", "--integration", &id, "--json"]).await;
    let list = ["quarantine", "list", "--integration", id.as_str()];
    let entries = setup.json(&[&list[..], &["--json"]].concat()).await;
    let entries = entries["results"].as_array().unwrap();
    assert!(entries.iter().any(|entry| entry["remote_id"] == *user && entry["path"] == "first_name"));
    let text = setup.text(&list).await;
    assert_eq!(text.lines().count(), entries.len() + 1, "{text}");
    assert!(text.starts_with("MODEL") && text.contains(user.as_str().unwrap()), "{text}");
    let first = output(setup.command(&[&list[..], &["--limit", "1"]].concat())).await;
    assert_eq!(String::from_utf8_lossy(&first.stdout).lines().count(), 2);
    let is_cut = stderr(&first).contains("Only the first 1 are listed");
    assert_eq!(is_cut, entries.len() > 1, "{}", stderr(&first));
}
