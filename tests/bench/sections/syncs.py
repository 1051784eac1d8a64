"""First syncs against `COPY` and one statement, second ones against first ones, and their memory."""

from __future__ import annotations

import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import references
from machine import run, say
from measure import Row, absolute, compared
from service import BURST, RATE, Account, Bench, Database, Simulator, connect, fill_budget, migrated, records, simulator, sync


@dataclass(frozen=True)
class Round:
    """One database from nothing: a first sync, the same rows by the reference, and a second sync."""

    first: float
    reference: float
    second: float
    rows_written: int
    peak: float
    raw: dict[str, Any]


def first_of(bench: Bench, name: str, gem: Simulator, *arguments: str) -> Account:
    """A new database with an integration that was never synced."""
    account = connect(migrated(bench, name), gem, RATE, BURST, *arguments)
    # Creating it asked Gem for a row.
    fill_budget(account.database)
    bench.cluster.settle()
    return account


def exported(database: Database, folder: Path) -> str:
    """Writes the rows of a database to binary files, and returns the script that loads them."""
    cluster, script = database.bench.cluster, []
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for table in database.sql(references.DATA_TABLES).split():
        columns = database.sql(references.COLUMNS.format(table=table))
        key = database.sql(references.KEY.format(table=table))
        file = folder / table
        copy = f"\\copy (select {columns} from {table}) to '{file}' (format binary)"
        run(cluster.psql(database.name, "-c", copy), cluster.environment(database.name))
        script.append(references.load(table, columns, key, str(file)))
    (folder / "load.sql").write_text("".join(script))
    return str(folder / "load.sql")


def loaded(bench: Bench, script: str) -> float:
    """Seconds that the reference takes for the rows of `script` in a new database."""
    name = "bench_copy"
    migrated(bench, name)
    bench.cluster.settle()
    begin = time.monotonic()
    run(bench.cluster.psql(name, "-f", script), bench.cluster.environment(name))
    taken = time.monotonic() - begin
    bench.cluster.drop(name)
    return taken


def rows_written(database: Database) -> int:
    """By Postgres' own count, in all tables that hold records or documents. Every process has reported when it ended."""
    return database.number(references.ROWS_WRITTEN)


def one_round(bench: Bench, name: str, gem: Simulator) -> tuple[Account, Round]:
    account = first_of(bench, name, gem)
    report, first = sync(account, gem)
    reference = loaded(bench, exported(account.database, bench.state / "copy"))
    fill_budget(account.database)
    bench.cluster.settle()
    before = rows_written(account.database)
    again, second = sync(account, gem)
    written = rows_written(account.database) - before
    raw = {"first": asdict(first), "second": asdict(second), "cost": report["cost"], "second_cost": again["cost"],
           "records": records(report)}
    return account, Round(first.wall, reference, second.wall, written, first.peak, raw)


def measure(bench: Bench, name: str, candidates: int) -> tuple[Account, list[Row], dict[str, Any]]:
    """The rows, and the database of the last round."""
    rounds: list[Round] = []
    account = None
    with simulator(bench, candidates) as gem:
        for number in range(bench.rounds):
            say(f"first syncs of {candidates:,} candidates, round {number + 1} of {bench.rounds}")
            account, done = one_round(bench, name, gem)
            rounds.append(done)
    shutil.rmtree(bench.state / "copy")
    assert account is not None
    size = f"{candidates:,} candidates"
    rows = [
        compared("first_sync.time", f"First sync of {size}, against COPY", "s",
                 [(one.first, one.reference) for one in rounds], inverse=True),
        compared("unchanged.time", f"Sync of {size} that finds nothing new, against the first", "s",
                 [(one.second, one.first) for one in rounds], inverse=True),
        absolute("unchanged.rows", "Rows that such a sync writes", "", [one.rows_written for one in rounds], worst=True),
        absolute("memory.peak", f"Memory of a first sync of {size}", "MiB", [one.peak for one in rounds], worst=True),
    ]
    return account, rows, {"candidates": candidates, "rounds": [asdict(one) for one in rounds]}


def at_limit(bench: Bench, candidates: int) -> tuple[list[Row], dict[str, Any]]:
    """A first sync while Gem allows no more than its own rate, with a small burst so that the rate is what matters."""
    rate, burst = 20, 20
    say(f"first sync of {candidates:,} candidates at Gem's limit")
    with simulator(bench, candidates, (rate, burst)) as gem:
        account = connect(migrated(bench, "bench_limit"), gem, rate, burst)
        # Both sides of the budget are full again after a second.
        time.sleep(1.5)
        fill_budget(account.database)
        bench.cluster.settle()
        report, usage = sync(account, gem)
    bench.cluster.drop("bench_limit")
    requests = report["cost"]["requests"]
    ideal = (requests - burst) / rate
    row = compared("at_limit.time", f"First sync of {candidates:,} candidates at {rate} requests/s", "s", [(usage.wall, ideal)])
    return [row], {"candidates": candidates, "rate": rate, "burst": burst, "cost": report["cost"], "usage": asdict(usage)}
