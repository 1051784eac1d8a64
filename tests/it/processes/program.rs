//! The program as a process of its own, on the database and the simulator of a test.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use sqlx::ConnectOptions as _;

use super::until::until;
use crate::support::TestService;

/// Settings that programs must not take from the surroundings of the tests.
const FOREIGN: [&str; 9] = [
    "RUST_LOG",
    "LOG_FORMAT",
    "DATABASE_CONNECTIONS",
    "DATABASE_READ_URL",
    "DATABASE_READ_MAX_STALENESS",
    "RATE_LIMIT_PER_MINUTE",
    "SYNC_SLOTS",
    "SYNC_LEASE_SECONDS",
    "TRUSTED_PROXIES",
];
/// How many of its last lines are shown when a test fails.
const TAIL: usize = 30;

/// A running program. It is killed when the test ends, however it ends.
pub(super) struct Program {
    child: Child,
    out: Heard,
    err: Heard,
}

/// What a program has said so far.
#[derive(Clone, Default)]
struct Heard {
    lines: Arc<Mutex<Vec<String>>>,
    ended: Arc<AtomicBool>,
}

impl Heard {
    /// A thread of its own listens, so that the program never waits for the test to read.
    fn listen(pipe: impl Read + Send + 'static) -> Self {
        let heard = Self::default();
        let told = heard.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                told.lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
            told.ended.store(true, Ordering::Release);
        });
        heard
    }

    fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Program {
    /// One full sync, which ends with the run. Another worker may take it over after two seconds.
    pub(super) fn sync(service: &TestService) -> Self {
        let arguments = ["sync", "--integration", service.integration.as_str(), "--full", "--json"];
        Self::start(service, &arguments, &[("SYNC_LEASE_SECONDS", "2")])
    }

    /// A server with these roles, on any free port.
    pub(super) fn serve(service: &TestService, roles: &str, settings: &[(&str, &str)]) -> Self {
        Self::start(service, &["serve", "--port", "0", "--roles", roles, "--json"], settings)
    }

    pub(super) fn start(service: &TestService, arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unified-ats"));
        for name in FOREIGN {
            command.env_remove(name);
        }
        command
            .args(arguments)
            .env("DATABASE_URL", service.store.pool().connect_options().to_url_lossy().as_str())
            .env("ENCRYPTION_KEYS", &service.keys)
            .env("GEM_BASE_URL", service.sim.api_url())
            // The world's deletions are long ago for the machine's clock, and are compared as they are.
            .env("ANONYMISE_AFTER", "3650d")
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let out = Heard::listen(child.stdout.take().unwrap());
        let err = Heard::listen(child.stderr.take().unwrap());
        Self { child, out, err }
    }

    /// `kill -9`: it does not get to say anything more.
    pub(super) fn kill(&mut self) {
        assert!(self.is_running(), "the program ended before it could be killed");
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end.
    pub(super) fn terminate(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    pub(super) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub(super) async fn ended(&mut self) -> ExitStatus {
        until("the program did not end", async || self.child.try_wait().unwrap()).await
    }

    /// The one JSON document that a command prints, when it has.
    async fn result(&self) -> Value {
        let first = until("the program printed no result", async || self.out.lines().first().cloned()).await;
        serde_json::from_str(&first).unwrap()
    }

    /// The report of a sync, which has to succeed.
    pub(super) async fn report(&mut self) -> Value {
        assert!(self.ended().await.success(), "the sync failed");
        let report = self.result().await;
        assert_eq!(report["state"], "SUCCEEDED");
        report
    }

    /// Where a server listens, once it does; `None` without the role `api`.
    pub(super) async fn address(&self) -> Option<String> {
        self.result().await["address"].as_str().map(str::to_owned)
    }

    #[cfg(target_os = "linux")]
    /// How many bytes of memory it had at most, by what the system says of it.
    pub(super) fn peak_memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
    }

    /// The number by which the system knows it.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// All lines of its log. It has to have ended.
    pub(super) async fn whole_log(&self) -> Vec<String> {
        until("the log does not end", async || self.err.has_ended().then(|| self.log())).await
    }

    /// The lines that it printed as results so far.
    pub(super) fn printed(&self) -> Vec<String> {
        self.out.lines()
    }

    /// The lines of its log so far.
    pub(super) fn log(&self) -> Vec<String> {
        self.err.lines()
    }
}

impl Drop for Program {
    #[expect(clippy::print_stderr, reason = "what the program said belongs to the failure of the test")]
    fn drop(&mut self) {
        let _ended_before = self.child.kill();
        let _reaped_before = self.child.wait();
        if std::thread::panicking() {
            let lines = self.log();
            let tail = lines.get(lines.len().saturating_sub(TAIL)..).unwrap_or_default();
            eprintln!("--- the end of the log of program {}:\n{}", self.child.id(), tail.join("\n"));
        }
    }
}
