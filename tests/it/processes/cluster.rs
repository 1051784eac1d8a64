//! A Postgres of a test's own, which it may stop.

mod account;
mod programs;

use std::fs::File;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rand::RngExt as _;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection as _, PgConnection, PgPool};
use unified_ats::store::Store;

use self::account::Account;
use super::until::until;

/// How Postgres is stopped.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stop {
    /// In good order: connections are told, what they were at is rolled back.
    Fast,
    /// At once, as by a crash: the next start has to recover.
    Immediate,
}

/// A cluster of databases in a folder of its own. Nothing is left of it when the test ends.
pub(super) struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    account: Option<Account>,
    password: String,
    port: u16,
    server: Option<Child>,
}

impl Cluster {
    /// A new one, which runs.
    pub(super) async fn start() -> Self {
        let random: u64 = rand::rng().random();
        let folder = std::env::temp_dir().join(format!("unified-ats-test-{random:016x}"));
        std::fs::create_dir(&folder).unwrap();
        let mut cluster = Self {
            programs: programs::find(),
            account: Account::for_postgres(&folder),
            folder,
            password: format!("{:032x}", rand::rng().random::<u128>()),
            port: free_port(),
            server: None,
        };
        cluster.initialise().await;
        cluster.run().await;
        cluster
    }

    /// Its database with the schema in it.
    pub(super) async fn database(&self) -> PgPool {
        let pool = PgPoolOptions::new().max_connections(5).connect(&self.url()).await.unwrap();
        Store::from_pool(pool.clone()).unwrap().migrate().await.unwrap();
        pool
    }

    /// Starts the server, which has the same port every time, and waits until it answers.
    pub(super) async fn run(&mut self) {
        let log = File::options().create(true).append(true).open(self.folder.join("log")).unwrap();
        let mut command = self.command("postgres");
        command
            .arg("-D")
            .arg(self.data())
            .args(["-p", &self.port.to_string()])
            // Nothing here outlives a crash of the machine. A crash of Postgres loses no commit, as in production.
            .args(["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=on"])
            .args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="])
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        self.server = Some(command.spawn().unwrap());
        let url = self.url();
        until("the test's own Postgres did not start", async || {
            let connection = PgConnection::connect(&url).await.ok()?;
            connection.close().await.ok()
        })
        .await;
    }

    /// Stops the server, and waits until it has ended.
    pub(super) async fn stop(&mut self, how: Stop) {
        let status = wait_for(self.stop_command(how)).await;
        assert!(status.success(), "the test's own Postgres did not stop");
        let mut server = self.server.take().unwrap();
        until("the test's own Postgres did not end", async || server.try_wait().unwrap()).await;
    }

    fn stop_command(&self, how: Stop) -> Command {
        let mode = match how {
            Stop::Fast => "--mode=fast",
            Stop::Immediate => "--mode=immediate",
        };
        let mut command = self.command("pg_ctl");
        command.args(["stop", "--silent", mode, "--pgdata"]).arg(self.data());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    async fn initialise(&self) {
        let password_file = self.folder.join("password");
        std::fs::write(&password_file, &self.password).unwrap();
        self.give_away(&password_file);
        let log = File::create(self.folder.join("initdb.log")).unwrap();
        let mut command = self.command("initdb");
        command
            .args([
                "--username=postgres",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
            ])
            .arg("--pgdata")
            .arg(self.data())
            .arg("--pwfile")
            .arg(&password_file)
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        let status = wait_for(command).await;
        let said = std::fs::read_to_string(self.folder.join("initdb.log")).unwrap();
        assert!(status.success(), "initdb failed: {said}");
    }

    fn give_away(&self, path: &Path) {
        if let Some(account) = self.account {
            account.give(path);
        }
    }

    /// One of Postgres's programs, under an account under which it agrees to run.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        if let Some(account) = self.account {
            command.uid(account.uid).gid(account.gid);
        }
        // Elsewhere than /, Postgres complains about a working folder that the account may not enter.
        command.current_dir("/").env("LC_ALL", "C").stdin(Stdio::null());
        command
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn url(&self) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/postgres", self.password, self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // Stopped in good order its processes end with it; otherwise they notice that it is gone.
            let _stopped = self.stop_command(Stop::Immediate).status();
            let _ended_before = server.kill();
            let _reaped_before = server.wait();
        }
        let _removed = std::fs::remove_dir_all(&self.folder);
    }
}

/// Lets the test's runtime go on while a program runs.
async fn wait_for(mut command: Command) -> std::process::ExitStatus {
    tokio::task::spawn_blocking(move || command.status().unwrap()).await.unwrap()
}

/// Below the ports that the system hands out by itself: while the server is stopped, nobody is given its port.
fn free_port() -> u16 {
    loop {
        let port = rand::rng().random_range(20_000..32_000);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
