//! Where Postgres's server programs are. `postgres_programs` in `dev.d/postgres.sh` looks in the same places.

use std::path::{Path, PathBuf};
use std::process::Command;

const OLDEST: u32 = 14;

/// The folder of the newest server programs.
pub(super) fn find() -> PathBuf {
    let newest = folders().into_iter().filter_map(|folder| Some((version(&folder)?, folder))).max();
    match newest {
        Some((version, folder)) if version >= OLDEST => folder,
        _ => panic!(
            "initdb, pg_basebackup, pg_ctl and postgres of PostgreSQL {OLDEST} or later are not installed; `./dev test` installs them"
        ),
    }
}

fn folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for (parent, prefix, below) in [
        ("/usr/lib/postgresql", "", "bin"),
        ("/usr", "pgsql-", "bin"),
        ("/opt/homebrew/opt", "postgresql@", "bin"),
        ("/usr/local/opt", "postgresql@", "bin"),
        ("/usr/local", "pgsql", "bin"),
    ] {
        let entries = std::fs::read_dir(parent).into_iter().flatten().filter_map(Result::ok);
        let fitting = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
        folders.extend(fitting.map(|entry| entry.path().join(below)));
    }
    if let Some(folder) = said_by(Command::new("pg_config").arg("--bindir")) {
        folders.push(folder.trim().into());
    }
    folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    folders
}

/// The major version of the server programs in a folder; `None` unless all of them are there.
fn version(folder: &Path) -> Option<u32> {
    let complete = ["initdb", "pg_basebackup", "pg_ctl", "postgres"]
        .iter()
        .all(|program| folder.join(program).is_file());
    let said = said_by(Command::new(folder.join("postgres")).arg("--version")).filter(|_said| complete)?;
    let digits: String =
        said.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn said_by(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}
