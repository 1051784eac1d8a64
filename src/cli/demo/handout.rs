//! What the demo hands out when it is ready: to people as text, to programs as JSON.

use std::io::{ErrorKind, Write as _};
use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use crate::domain::id::IntegrationId;
use crate::secrets::api_key::ApiKey;

/// Addresses and keys of a running demo. The data behind them is made up, so that they may be shown.
pub(super) struct Handout {
    pub address: SocketAddr,
    pub api_key: ApiKey,
    pub management_key: ApiKey,
    pub integration: IntegrationId,
    pub simulator_url: String,
    pub simulator_control_url: String,
    pub gem_base_url: String,
    pub gem_api_key: String,
    pub database_url: SecretString,
    pub encryption_keys: SecretString,
}

impl Handout {
    fn root(&self) -> String {
        // Nobody can call the address that stands for all of them.
        let host =
            if self.address.ip().is_unspecified() { "127.0.0.1".to_owned() } else { host(self.address) };
        format!("http://{host}:{}", self.address.port())
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "base_url": format!("{}/v1", self.root()),
            "api_key": self.api_key.reveal(),
            "management_key": self.management_key.reveal(),
            "integration_id": self.integration,
            "simulator_url": self.simulator_url,
            "simulator_control_url": self.simulator_control_url,
            "gem_api_key": self.gem_api_key,
            "database_url": self.database_url.expose_secret(),
            "gem_base_url": self.gem_base_url,
            "encryption_keys": self.encryption_keys.expose_secret(),
        })
    }

    pub(super) fn text(&self) -> String {
        let root = self.root();
        let (key, integration) = (self.api_key.reveal(), &self.integration);
        let call = |path: &str| {
            format!(
                "  curl -H 'Authorization: Bearer {key}' \\\n       -H 'X-Integration-Id: {integration}' \\\n       '{root}/v1{path}'\n"
            )
        };
        format!(
            "\nReady.\n\n  Base URL        {root}/v1\n  API key         {key}\n  Management key  {}\n  Integration     \
             {integration}\n  API page        {root}/docs\n  Simulated Gem   {} (control: {})\n\nTry:\n\n{}\n{}\n{}\n\
             It is synced every five minutes. At once:\n\n{}\n\
             Ctrl-C ends it.",
            self.management_key.reveal(),
            self.gem_base_url,
            self.simulator_control_url,
            call("/ats/jobs?page_size=1&statuses=OPEN"),
            call("/ats/candidates?page_size=2"),
            call("/ats/applications?outcomes=HIRED&page_size=2"),
            call("/force-sync").replacen("curl", "curl -X POST", 1),
        )
    }

    /// Written beside, then renamed: whoever sees the file sees all of it.
    pub(super) fn write(&self, path: &Path) -> anyhow::Result<()> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        write_private(Path::new(&beside), &format!("{:#}\n", self.json()))
            .and_then(|()| std::fs::rename(&beside, path))
            .with_context(|| format!("the ready file {} cannot be written", path.display()))
    }
}

/// Removes the file of an earlier run, which nobody is to take for this one's.
pub(super) fn forget(path: &Path) -> anyhow::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).with_context(|| {
            format!("the ready file {} of an earlier run cannot be removed", path.display())
        }),
        _ => Ok(()),
    }
}

/// Keys are in it: nobody else may read it.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

fn host(address: SocketAddr) -> String {
    if address.is_ipv6() { format!("[{}]", address.ip()) } else { address.ip().to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_and_people_get_the_same() {
        let handout = Handout {
            address: "0.0.0.0:8080".parse().unwrap(),
            api_key: ApiKey::generate(),
            management_key: ApiKey::generate(),
            integration: IntegrationId::parse("gem:8d1hpPsbjxUkoCoa1veLZGe5").unwrap(),
            simulator_url: "http://127.0.0.1:1".to_owned(),
            simulator_control_url: "http://127.0.0.1:1/_sim".to_owned(),
            gem_base_url: "http://127.0.0.1:1/ats/v0".to_owned(),
            gem_api_key: "key".to_owned(),
            database_url: "postgres://x".to_owned().into(),
            encryption_keys: "k1:x".to_owned().into(),
        };
        let (json, text) = (handout.json(), handout.text());
        assert_eq!(json["base_url"], "http://127.0.0.1:8080/v1");
        for name in ["base_url", "api_key", "management_key", "integration_id", "simulator_control_url"] {
            assert!(text.contains(json[name].as_str().unwrap()), "{name}");
        }
    }
}
