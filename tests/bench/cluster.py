"""A Postgres cluster of the benchmark's own, made for one run and dropped at its end."""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Optional

from machine import Failure, account_options, run, running, wait_for

# Everything else is as Postgres ships it, above all what makes a commit durable.
SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "4GB", "checkpoint_timeout": "15min", "max_connections": "200"}
# Named in the result, so that nobody has to believe it.
NAMED = ["server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_level", *SETTINGS]


@dataclass(frozen=True)
class Cluster:
    """A running server. Its superuser is `postgres`; the service's role `unified_ats` is none."""

    programs: Path
    port: int
    password: str

    def environment(self, database: str, user: str = "postgres") -> dict[str, str]:
        """For Postgres' own programs."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {**kept, "PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": user, "PGPASSWORD": self.password,
                "PGDATABASE": database}

    def url(self, database: str) -> str:
        """For the service."""
        return f"postgres://unified_ats:{self.password}@127.0.0.1:{self.port}/{database}"

    def psql(self, database: str, *arguments: str) -> list[str]:
        """Arguments of psql, as the superuser."""
        return [str(self.programs / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", *arguments, database]

    def sql(self, statement: str, database: str = "postgres") -> str:
        """What a statement returns, unaligned."""
        return run(self.psql(database, "-c", statement), self.environment(database)).strip()

    def create(self, database: str) -> None:
        """An empty database, in the place of one that there may be."""
        self.drop(database)
        self.sql(f"CREATE DATABASE {database} OWNER unified_ats")

    def drop(self, database: str) -> None:
        self.sql(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def settle(self) -> None:
        """A checkpoint: what comes next does not pay for what was before."""
        self.sql("CHECKPOINT")

    def settings(self) -> dict[str, str]:
        return {name: self.sql(f"SHOW {name}") for name in NAMED}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_account() -> Optional[str]:
    """Postgres refuses to run as root, so for root another account runs it."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def reachable(folder: Path, account: Optional[str]) -> bool:
    test = ["test", "-w", str(folder)]
    return subprocess.run(test, check=False, **account_options(account)).returncode == 0


def remove_leftover(note: Path) -> None:
    """Ends and removes the cluster of a run that was killed before it could do so."""
    if not note.exists():
        return
    home = Path(note.read_text())
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        pid = int((home / "data/postmaster.pid").read_text().split()[0])
        if str(home) in Path(f"/proc/{pid}/cmdline").read_text():
            os.kill(pid, signal.SIGQUIT)
    shutil.rmtree(home, ignore_errors=True)
    note.unlink()


@contextlib.contextmanager
def home_of(state: Path, account: Optional[str]) -> Iterator[Path]:
    """A folder for the cluster below `state`, or elsewhere when the account cannot reach that."""
    note = state / "cluster.path"
    remove_leftover(note)
    home = Path(tempfile.mkdtemp(prefix="cluster.", dir=state))
    if account:
        shutil.chown(home, account)
        if not reachable(home, account):
            home.rmdir()
            home = Path(tempfile.mkdtemp(prefix="unified-ats-bench.", dir="/var/lib"))
            shutil.chown(home, account)
    note.write_text(str(home))
    try:
        yield home
    finally:
        shutil.rmtree(home)
        note.unlink()


def initialise(programs: Path, home: Path, password: str, account: Optional[str]) -> None:
    secret = home / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    if account:
        shutil.chown(secret, account)
    run([programs / "initdb", "--pgdata", home / "data", "--username=postgres", "--pwfile", secret,
         "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"], account=account)


@contextlib.contextmanager
def started(programs: Path, state: Path) -> Iterator[Cluster]:
    """A cluster that lives as long as the context."""
    if not (programs / "pgbench").exists():
        raise Failure(f"{programs} has no pgbench; it comes with PostgreSQL's contributed programs")
    account, password, port = server_account(), secrets.token_hex(24), free_port()
    with home_of(state, account) as home:
        initialise(programs, home, password, account)
        options = {**SETTINGS, "port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        command = [programs / "postgres", "-D", home / "data", *(f"--{name}={value}" for name, value in options.items())]
        cluster, log = Cluster(programs, port, password), state / "postgres.log"
        ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        # Dropped anyway, so it need not write down what it holds.
        with running(command, log, account=account, end_with=signal.SIGQUIT) as server:
            wait_for(lambda: subprocess.run(ready, check=False).returncode == 0, server, log)
            cluster.sql(f"CREATE ROLE unified_ats LOGIN PASSWORD '{password}'")
            yield cluster
