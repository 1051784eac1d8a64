//! The commands that the docs show, run as they stand.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Setup, output, stderr};

/// The blocks of a page that begin with a command of ours on a connected account.
fn blocks(page: &str) -> Vec<String> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let ours = blocks.filter(|block| block.starts_with("unified-ats"));
    ours.map(str::to_owned).collect()
}

impl Setup {
    async fn shell(&self, block: &str, integration: &str, sync: &str) {
        let folder = Path::new(env!("CARGO_BIN_EXE_unified-ats")).parent().unwrap().display().to_string();
        let path = format!("{folder}:{}", std::env::var("PATH").unwrap());
        let mut command = Command::new("sh");
        command
            .args(["-ec", block])
            .env("PATH", path)
            .env("DATABASE_URL", &self.database_url)
            .env("ENCRYPTION_KEYS", &self.keys)
            .env("GEM_BASE_URL", self.sim.api_url())
            .env("INTEGRATION_ID", integration)
            .env("SYNC_ID", sync)
            .stdin(Stdio::null());
        let output = output(command).await;
        assert!(output.status.success(), "{block}: {}", stderr(&output));
    }
}

/// A sync that succeeded, and one that withheld deletions.
async fn two_syncs(setup: &Setup, integration: &str) -> (String, String) {
    let good = setup.json(&["sync", "--integration", integration, "--json"]).await;
    let world = setup.control(reqwest::Method::GET, "world/candidates?limit=5000", &json!(null)).await;
    let live = world["rows"].as_array().unwrap().iter().filter(|c| c["id"].is_string());
    let remove = |c: &Value| json!({ "op": "remove", "resource": "candidates", "id": c["id"] });
    setup.control(reqwest::Method::POST, "mutate", &live.take(80).map(remove).collect()).await;
    let partly = setup.run(&["sync", "--integration", integration, "--full", "--json"]).await;
    assert_eq!(partly.status.code(), Some(1));
    let latest = setup.latest(integration).await;
    (good["sync_id"].as_str().unwrap().to_owned(), latest["sync_id"].as_str().unwrap().to_owned())
}

async fn run_page(pool: PgPool, page: &str, least: usize) {
    let setup = Setup::new(&pool).await;
    let integration = setup.connect().await;
    let (good, partly) = two_syncs(&setup, &integration).await;
    let blocks = blocks(page);
    assert!(blocks.len() >= least, "{page} has {} blocks", blocks.len());
    for block in blocks {
        let sync = if block.contains("confirm") { &partly } else { &good };
        setup.shell(&block, &integration, sync).await;
    }
}

#[sqlx::test]
async fn the_commands_of_the_readme_work(pool: PgPool) {
    run_page(pool, "README.md", 1).await;
}

#[sqlx::test]
async fn the_commands_for_operators_work(pool: PgPool) {
    run_page(pool, "docs/sync.md", 4).await;
}

#[sqlx::test]
async fn the_commands_about_security_work(pool: PgPool) {
    run_page(pool, "docs/security.md", 3).await;
}

#[sqlx::test]
async fn the_commands_about_actions_work(pool: PgPool) {
    run_page(pool, "docs/actions.md", 4).await;
}

#[sqlx::test]
async fn the_commands_about_scopes_work(pool: PgPool) {
    run_page(pool, "docs/scopes.md", 3).await;
}

#[sqlx::test]
async fn the_commands_about_interactions_work(pool: PgPool) {
    run_page(pool, "docs/interactions.md", 1).await;
}
