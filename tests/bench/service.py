"""The service and the simulated Gem: databases, keys, integrations, syncs, servers."""

from __future__ import annotations

import contextlib
import http.client
import json
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Optional

from cluster import Cluster, free_port
from machine import Failure, Usage, run, running, timed, wait_for

# Seals credentials of a company that does not exist.
ENCRYPTION_KEYS = "bench:" + "A" * 43 + "="
# The most that Gem allows with one key.
RATE, BURST = 20, 500


@dataclass(frozen=True)
class Bench:
    """What every measurement needs."""

    cluster: Cluster
    programs: Path   # the folder of unified-ats and gem-sim
    clock: str       # GNU time
    state: Path      # for logs and scratch files
    rounds: int
    seconds: int     # how long one load lasts
    warm_up: int     # and how long the one before that is not counted


@dataclass(frozen=True)
class Simulator:
    """A simulated Gem that runs."""

    port: int
    key: str

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/ats/v0"

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """An answer of the control interface."""
        data = None if body is None else json.dumps(body).encode()
        url = f"http://127.0.0.1:{self.port}/_sim/{path}"
        with urllib.request.urlopen(urllib.request.Request(url, data, method=method), timeout=600) as answer:
            return json.load(answer)


@contextlib.contextmanager
def simulator(bench: Bench, candidates: int, rate: Optional[tuple[int, int]] = None) -> Iterator[Simulator]:
    """A company of a size; `rate` is requests a second and at once, None lifts the limit."""
    limit = ["--no-rate-limit"] if rate is None else ["--rate", rate[0], "--burst", rate[1]]
    port = free_port()
    log = bench.state / f"gem-sim-{candidates}.log"
    command = [bench.programs / "gem-sim", "--port", port, "--candidates", candidates, "--json", *limit]
    with running(command, log, stdout=subprocess.PIPE) as process:
        first = process.stdout.readline() if process.stdout else ""
        if not first:
            raise Failure(f"gem-sim did not start: {log.read_text()[-2000:]}")
        yield Simulator(port, json.loads(first)["api_key"])


@dataclass(frozen=True)
class Database:
    """A migrated database, with a key to call the service."""

    bench: Bench
    name: str
    api_key: str

    def environment(self, gem: Optional[Simulator]) -> dict[str, str]:
        return environment(self.bench, self.name, gem)

    def command(self, gem: Optional[Simulator], *arguments: str) -> Any:
        """The JSON that a command of the service prints."""
        return json.loads(run([self.bench.programs / "unified-ats", "--json", *arguments], self.environment(gem)))

    def sql(self, statement: str) -> str:
        return self.bench.cluster.sql(statement, self.name)

    def number(self, statement: str) -> int:
        return int(self.sql(statement) or 0)


def environment(bench: Bench, database: str, gem: Optional[Simulator]) -> dict[str, str]:
    """The service's settings: all of them its defaults, but where things are."""
    return {"PATH": "/usr/bin:/bin", "DATABASE_URL": bench.cluster.url(database), "ENCRYPTION_KEYS": ENCRYPTION_KEYS,
            **({"GEM_BASE_URL": gem.base_url} if gem else {})}


def migrated(bench: Bench, name: str) -> Database:
    """A new database with the schema."""
    bench.cluster.create(name)
    command, env = bench.programs / "unified-ats", environment(bench, name, None)
    run([command, "migrate"], env)
    made = json.loads(run([command, "--json", "api-key", "create", "--name", "bench"], env))
    return Database(bench, name, made["api_key"])


@dataclass(frozen=True)
class Account:
    """An integration of a database: its public id, and its key in the tables."""

    database: Database
    id: str
    number: int

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.database.api_key}", "X-Integration-Id": self.id}


def connect(database: Database, gem: Simulator, rate: int = RATE, burst: int = BURST, *arguments: str) -> Account:
    """A new integration."""
    settings = json.dumps({"requests_per_second": rate, "request_burst": burst})
    made = database.command(gem, "integration", "create", "--tool", "gem", "--gem-api-key", gem.key,
                            "--settings", settings, *arguments)
    id = made["integration_id"]
    return Account(database, id, database.number(f"SELECT integration_id FROM integrations WHERE public_id = '{id}'"))


def fill_budget(database: Database) -> None:
    """As if enough time had passed since the last request."""
    database.sql("DELETE FROM request_budgets")


def sync_command(account: Account, gem: Simulator, full: bool = True) -> tuple[list[Any], dict[str, str]]:
    """The command of a sync, and its environment."""
    command = [account.database.bench.programs / "unified-ats", "--json", "sync", "--integration", account.id]
    return command + (["--full"] if full else []), account.database.environment(gem)


def sync(account: Account, gem: Simulator, full: bool = True) -> tuple[dict[str, Any], Usage]:
    """Runs a sync in a process of its own: its report, and what the process used."""
    bench = account.database.bench
    command, env = sync_command(account, gem, full)
    output, usage = timed(bench.clock, command, env, bench.state / "time")
    report = json.loads(output)
    if report["state"] != "SUCCEEDED":
        raise Failure(f"a sync ended as {report['state']}: {report['error']}")
    return report, usage


def records(report: dict[str, Any]) -> int:
    """How many records a sync created, updated or found deleted."""
    kinds = ("created", "updated", "deleted", "undeleted", "repaired")
    return sum(counts[kind] for counts in report["counts"].values() for kind in kinds)


@dataclass(frozen=True)
class Server:
    """The service, answering."""

    port: int
    seconds: float   # from its start to the first answer
    pid: int


def answers(port: int, key: str) -> bool:
    """Whether the service answers a caller with a key."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/v1/check-api-key", headers={"Authorization": f"Bearer {key}"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def serving(database: Database, gem: Optional[Simulator] = None, roles: str = "api") -> Iterator[Server]:
    """The service with its defaults, without a limit of requests, and its log in a file, for as long as the context."""
    port, log = free_port(), database.bench.state / "serve.log"
    command = [database.bench.programs / "unified-ats", "serve", "--roles", roles, "--port", port,
               "--rate-limit-per-minute", "0"]
    begin = time.monotonic()
    with running(command, log, database.environment(gem)) as process:
        wait_for(lambda: answers(port, database.api_key), process, log, pause=0.002)
        yield Server(port, time.monotonic() - begin, process.pid)
