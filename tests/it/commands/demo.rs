//! The demo: ready by itself, synced when asked, gone without a trace that anybody would stumble over.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Running, Setup};

#[sqlx::test(migrations = false)]
async fn a_demo_runs_forced_syncs_and_switches_its_integration_off_at_the_end(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    setup.json(&["migrate", "--json"]).await;
    // Connected to a simulator that this demo knows nothing of, and due.
    let earlier = setup.connect().await;
    let mut command = setup.command(&["demo", "--port", "0", "--candidates", "20", "--json"]);
    let mut demo = Running(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let ready = setup.first_line(&mut demo).await;
    let text = |name: &str| ready[name].as_str().unwrap().to_owned();

    let forced = setup.call(&ready, "POST", "/force-sync", &text("api_key")).await;
    assert_eq!(forced["already_queued"], false);
    let path = format!("/management/syncs/{}", forced["sync_id"].as_str().unwrap());
    let deadline = Instant::now() + Duration::from_mins(1);
    let run = loop {
        let run = setup.call(&ready, "GET", &path, &text("management_key")).await;
        if run["ended_at"].is_string() {
            break run;
        }
        assert!(Instant::now() < deadline, "{run}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!((&run["state"], &run["cause"]), (&json!("SUCCEEDED"), &json!("FORCED")), "{run}");
    let others = setup.json(&["syncs", "list", "--integration", &earlier, "--json"]).await;
    assert_eq!(others["results"], json!([]), "the integrations of others are left alone");

    let pid = demo.0.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let status = tokio::task::spawn_blocking(move || demo.0.wait().unwrap()).await.unwrap();
    assert!(status.success(), "{status}");
    let statuses: Vec<(String, String)> =
        sqlx::query_as("SELECT public_id, status FROM integrations").fetch_all(&pool).await.unwrap();
    for (id, status) in statuses {
        assert_eq!(status, if id == earlier { "ACTIVE" } else { "INACTIVE" });
    }
}

impl Setup {
    async fn call(&self, ready: &Value, method: &str, path: &str, key: &str) -> Value {
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let url = format!("{}{path}", ready["base_url"].as_str().unwrap());
        let request = reqwest::Client::new().request(method.parse().unwrap(), url).bearer_auth(key);
        let request = request.header("x-integration-id", ready["integration_id"].as_str().unwrap());
        let answer = request.send().await.unwrap().error_for_status().unwrap().text().await.unwrap();
        serde_json::from_str::<Value>(&answer).unwrap()["data"].clone()
    }

    /// The JSON that a program prints when it is ready.
    async fn first_line(&self, program: &mut Running) -> Value {
        let output = program.0.stdout.take().unwrap();
        let line = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line).unwrap();
            line
        });
        serde_json::from_str(&line.await.unwrap()).unwrap()
    }
}
