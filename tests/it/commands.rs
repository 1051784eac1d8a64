//! The real program, as operators run it.

mod api_keys;
mod demo;
mod examples;
mod interactions;
mod keys;
mod syncs;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use sqlx::{ConnectOptions as _, PgPool};
use unified_ats::gem_sim::{Options, Sim};

/// Ends the program when the test ends, however it ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ended_before = self.0.kill();
        self.0.wait().unwrap();
    }
}

/// The program's surroundings: a database, a simulator, a key.
struct Setup {
    database_url: String,
    keys: String,
    sim: Sim,
}

impl Setup {
    async fn new(pool: &PgPool) -> Self {
        let options = Options { candidates: 200, rate: None, ..Options::default() };
        Self {
            database_url: pool.connect_options().to_url_lossy().to_string(),
            keys: unified_ats::secrets::sealer::generate_keys(),
            sim: Sim::start(options).await.unwrap(),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unified-ats"));
        command
            .args(arguments)
            .env_remove("RUST_LOG")
            .env("DATABASE_URL", &self.database_url)
            .env("ENCRYPTION_KEYS", &self.keys)
            .env("GEM_BASE_URL", self.sim.api_url())
            .stdin(Stdio::null());
        command
    }

    async fn run(&self, arguments: &[&str]) -> Output {
        output(self.command(arguments)).await
    }

    /// The JSON that a command prints, which has to succeed.
    async fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments).await;
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    async fn connect(&self) -> String {
        let key = self.sim.direct_key();
        let arguments = ["integration", "create", "--tool", "gem", "--gem-api-key", key, "--json"];
        self.json(&arguments).await["integration_id"].as_str().unwrap().to_owned()
    }
}

/// Runs a command while the test's runtime goes on serving the simulator.
async fn output(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// One sentence, a non-zero end.
fn assert_refused(output: &Output, code: i32, text: &str) {
    let told = stderr(output);
    assert_eq!(output.status.code(), Some(code), "{told}");
    assert_eq!(told.trim_end().lines().count(), 1, "{told}");
    assert!(told.starts_with("error: ") && told.contains(text), "{told}");
}

#[sqlx::test(migrations = false)]
async fn a_database_is_made_ready_once(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let early = setup.run(&["api-key", "create", "--name", "x"]).await;
    assert_refused(&early, 1, "unified-ats migrate");
    for _ in 0..2 {
        assert_eq!(setup.json(&["migrate", "--json"]).await, json!({ "migrated": true }));
    }
    let key = setup.json(&["api-key", "create", "--name", "x", "--json"]).await;
    assert!(key["api_key"].as_str().unwrap().starts_with("uats_"));
}

#[sqlx::test]
async fn a_wrong_key_leaves_nothing_behind(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let output = setup
        .run(&["integration", "create", "--tool", "gem", "--gem-api-key", "wrong", "--environment", "new"])
        .await;
    assert_refused(&output, 1, "Gem cannot be connected: the ATS refuses the credentials");
    assert_eq!(stderr(&output).matches("refuses the credentials").count(), 1, "told once");
    assert!(!stderr(&output).contains("wrong"), "the key is not repeated");
    let left: i64 = sqlx::query_scalar(
        "SELECT (SELECT count(*) FROM environments) + (SELECT count(*) FROM integrations)",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(left, 0);
}

#[sqlx::test]
async fn a_partner_key_needs_its_secret(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let (key, secret) = (setup.sim.partner_key(), setup.sim.partner_secret());
    let create = ["integration", "create", "--tool", "gem", "--gem-api-key", key];
    assert_refused(&setup.run(&create).await, 1, "refuses the credentials");
    let with_secret = [&create[..], &["--gem-application-secret", secret, "--json"]].concat();
    assert!(setup.json(&with_secret).await["integration_id"].as_str().unwrap().starts_with("gem:"));
}

#[sqlx::test]
async fn an_integration_comes_back_under_its_old_id(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let key = setup.sim.direct_key();
    let id = "gem:8d1hpPsbjxUkoCoa1veLZGe5";
    let create = ["integration", "create", "--tool", "gem", "--gem-api-key", key, "--id", id, "--json"];
    assert_eq!(setup.json(&create).await, json!({ "integration_id": id }));
    let again = setup.run(&create).await;
    assert_eq!(again.status.code(), Some(1));
    assert!(stderr(&again).contains("taken"), "{}", stderr(&again));
    let foreign = ["integration", "create", "--tool", "gem", "--gem-api-key", key, "--id", "other:x"];
    assert_refused(&setup.run(&foreign).await, 2, "--id");
}

#[sqlx::test]
async fn a_sync_runs_alone_and_ends_with_the_run(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let id = setup.connect().await;
    let report = setup.json(&["sync", "--integration", &id, "--full", "--json"]).await;
    assert_eq!(report["state"], "SUCCEEDED");
    assert_eq!(report["counts"]["ats_candidates"]["created"], 200);
    let unknown = setup.run(&["sync", "--integration", "gem:9d1hpPsbjxUkoCoa1veLZGe5"]).await;
    assert_refused(&unknown, 1, "there is no integration");
    let mut elsewhere = setup.command(&["sync", "--integration", &id]);
    elsewhere.env("GEM_BASE_URL", format!("{}/nowhere", setup.sim.base_url()));
    let failed = output(elsewhere).await;
    assert_eq!(failed.status.code(), Some(1));
    assert!(stderr(&failed).contains("the sync ended as FAILED"), "{}", stderr(&failed));
}

#[sqlx::test]
async fn a_server_answers_and_ends_when_asked(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let key = setup.json(&["api-key", "create", "--name", "x", "--json"]).await["api_key"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut command = setup.command(&["serve", "--port", "0", "--roles", "api", "--json"]);
    let mut running = Running(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = serde_json::from_str::<Value>(&line).unwrap()["address"].as_str().unwrap().to_owned();
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let url = format!("http://{address}/v1/check-api-key");
    let answer = reqwest::Client::new()
        .get(url)
        .header("authorization", format!("Bearer {key}"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);

    let taken = address.rsplit(':').next().unwrap();
    let second = setup.run(&["serve", "--port", taken, "--roles", "api"]).await;
    assert_refused(&second, 1, &format!("port {taken}"));

    let pid = running.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let status = tokio::task::spawn_blocking(move || running.0.wait().unwrap()).await.unwrap();
    assert!(status.success(), "{status}");
}

#[sqlx::test]
async fn missing_and_wrong_settings_are_named(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    for (variable, value, code, text) in [
        ("DATABASE_URL", "", 2, "DATABASE_URL is not set"),
        ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none", 1, "DATABASE_URL"),
        ("ENCRYPTION_KEYS", "", 2, "ENCRYPTION_KEYS is not set"),
        ("ENCRYPTION_KEYS", "k1:short", 2, "entry 1"),
    ] {
        let mut command = setup.command(&["sync", "--integration", "gem:8d1hpPsbjxUkoCoa1veLZGe5"]);
        command.env(variable, value);
        assert_refused(&output(command).await, code, text);
    }
}

#[sqlx::test]
async fn the_description_is_printed(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let output = setup.run(&["openapi"]).await;
    assert_eq!(String::from_utf8(output.stdout).unwrap(), unified_ats::api::openapi_text());
}
