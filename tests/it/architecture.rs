//! Who may know whom.

use std::path::{Path, PathBuf};

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no sources");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder).with_extension("rs");
    let text = std::fs::read_to_string(&root).unwrap();
    found.push((root, text));
    found
}

fn refuse(folder: &str, imports: &[&str]) {
    for (path, text) in sources(folder) {
        for import in imports {
            assert!(!text.contains(&format!("crate::{import}")), "{} knows {import}", path.display());
        }
    }
}

#[test]
fn the_domain_knows_nobody() {
    refuse(
        "domain",
        &["api", "cli", "connectors", "contract", "control", "gem_sim", "render", "store", "sync"],
    );
}

#[test]
fn the_simulator_shares_nothing_with_the_service() {
    refuse(
        "gem_sim",
        &["api", "cli", "connectors", "contract", "control", "domain", "render", "store", "sync"],
    );
}

#[test]
fn data_flows_one_way() {
    refuse("connectors", &["api", "cli", "contract", "control", "gem_sim", "render", "store", "sync"]);
    refuse("contract", &["api", "cli", "connectors", "control", "gem_sim", "render", "store", "sync"]);
    refuse("store", &["api", "cli", "connectors", "contract", "control", "gem_sim", "render", "sync"]);
    refuse("render", &["api", "cli", "connectors", "control", "gem_sim", "sync"]);
    refuse("sync", &["api", "cli", "contract", "control", "gem_sim"]);
    refuse("control", &["actions", "api", "cli", "gem_sim", "render", "sync"]);
    refuse("actions", &["api", "cli", "connect::", "control", "gem_sim", "server"]);
    refuse(
        "keyring",
        &["actions", "api", "cli", "connect", "contract", "control", "gem_sim", "render", "server", "sync"],
    );
    refuse("connect", &["actions", "api", "cli", "contract", "control", "gem_sim", "render", "server"]);
    refuse("api", &["cli", "gem_sim", "server", "sync"]);
    for folder in ["connectors", "contract", "domain", "files", "gem_sim", "guard", "render", "store", "sync"]
    {
        refuse(folder, &["actions"]);
    }
    let ours =
        ["api", "cli", "connectors", "contract", "control", "domain", "gem_sim", "render", "store", "sync"];
    for folder in ["server", "telemetry"] {
        refuse(folder, &ours);
    }
}

/// Whoever fetches for callers knows nothing that callers must not learn.
#[test]
fn files_know_the_guard_and_the_guard_knows_nobody() {
    let others = ["api", "cli", "connectors", "control", "domain", "gem_sim", "render", "store", "sync"];
    refuse("files", &others);
    refuse("guard", &others);
    refuse("guard", &["contract", "files"]);
    for folder in ["connectors", "contract", "domain", "gem_sim", "render", "server", "store", "telemetry"] {
        refuse(folder, &["files", "guard"]);
    }
}

#[test]
fn connectors_wait_by_the_clock_alone() {
    for (path, text) in sources("connectors") {
        let code = text.split("#[cfg(test)]").next().unwrap();
        assert!(!code.contains("tokio::time"), "{} waits by itself: use Meter::wait", path.display());
    }
}

#[test]
fn only_the_connector_and_the_commands_name_an_ats() {
    for folder in [
        "actions", "api", "connect", "contract", "control", "domain", "files", "keyring", "render", "store",
        "sync",
    ] {
        for (path, text) in sources(folder) {
            if path.components().any(|part| part.as_os_str() == "samples" || part.as_os_str() == "tests") {
                continue;
            }
            let code = text.split("#[cfg(test)]").next().unwrap();
            assert!(!code.contains("\"gem\"") && !code.contains("gem::"), "{} names Gem", path.display());
        }
    }
}
