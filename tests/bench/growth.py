"""What each thing costs at one size of a company, for the table that shows how costs grow."""

from __future__ import annotations

from typing import Any

from load import wrk
from machine import say
from sections import polls, syncs, walk
from service import Account, Bench, Simulator, fill_budget, records, serving, simulator, sync
from walking import sample, walk as walk_over

# Key, title and unit of each cost.
COSTS = [
    ("applications", "Applications", ""),
    ("page_rate", "Pages of candidates", "/s"),
    ("poll_rate", "Polls that find nothing", "/s"),
    ("walk", "Walk: last pages against first", ""),
    ("first_sync", "First sync", "s"),
    ("first_sync_rate", "First sync, records", "/s"),
    ("first_sync_requests", "First sync, requests", ""),
    ("first_sync_waited", "First sync, time without a turn at Gem", "s"),
    ("incremental_sync", "Incremental sync after 1 % changed", "s"),
    ("incremental_sync_rate", "Incremental sync, records changed", "/s"),
    ("unchanged_sync", "Full sync that finds nothing new", "s"),
    ("unchanged_sync_waited", "The same, time without a turn at Gem", "s"),
    ("memory", "Memory of the first sync", "MiB"),
    ("database", "Database", "MiB"),
]
# How many changes the simulator is asked for at once.
BATCH = 1000


def change(gem: Simulator, count: int, seed: int) -> None:
    """That many plausible changes of the company."""
    for begin in range(0, count, BATCH):
        gem.control("POST", "mutate", [{"op": "random", "n": min(BATCH, count - begin), "seed": seed + begin}])


def run_sync(account: Account, gem: Simulator, full: bool) -> tuple[dict[str, Any], Any]:
    """A sync that finds its budget full."""
    fill_budget(account.database)
    account.database.bench.cluster.settle()
    return sync(account, gem, full)


def sync_costs(account: Account, gem: Simulator, size: int) -> dict[str, Any]:
    """First, unchanged and incremental sync."""
    say(f"growth: first sync of {size:,} candidates")
    report, first = run_sync(account, gem, full=True)
    say("growth: a sync that finds nothing new")
    again, unchanged = run_sync(account, gem, full=True)
    change(gem, size // 100, seed=1)
    say("growth: an incremental sync")
    delta, incremental = run_sync(account, gem, full=False)
    return {
        "applications": report["counts"]["ats_applications"]["created"],
        "first_sync": first.wall, "first_sync_rate": records(report) / first.wall,
        "first_sync_requests": report["cost"]["requests"], "first_sync_waited": report["cost"]["waited_ms"] / 1000,
        "incremental_sync": incremental.wall, "incremental_sync_rate": records(delta) / incremental.wall,
        "incremental_sync_records": records(delta), "incremental_sync_requests": delta["cost"]["requests"],
        "unchanged_sync": unchanged.wall, "unchanged_sync_waited": again["cost"]["waited_ms"] / 1000,
        "memory": first.peak,
    }


def read_costs(account: Account) -> dict[str, Any]:
    """Pages, polls and walks."""
    bench, database = account.database.bench, account.database
    database.sql("VACUUM ANALYZE")
    bench.cluster.settle()
    with serving(database) as server:
        paths = sample(walk_over(server, account, "candidates").paths)
        wrk(bench, server.port, paths, account.headers, bench.warm_up)
        rates = sorted(wrk(bench, server.port, paths, account.headers)["rate"] for _ in range(bench.rounds))
        poll_rows, _ = polls.measure(account, server)
        walk_rows, _ = walk.measure(account, server)
    return {"page_rate": rates[len(rates) // 2], "poll_rate": poll_rows[0].ours, "walk": walk_rows[0].score,
            "database": database.number(f"SELECT pg_database_size('{database.name}')") / 2**20}


def measure(bench: Bench, size: int) -> dict[str, Any]:
    """All costs of one size, in a database of its own."""
    with simulator(bench, size) as gem:
        account = syncs.first_of(bench, f"bench_{size}", gem)
        told = sync_costs(account, gem, size)
    told.update(read_costs(account))
    bench.cluster.drop(account.database.name)
    return told

