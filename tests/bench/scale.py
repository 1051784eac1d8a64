"""One large integration among two hundred: what growth.py measures, and what only many and much can show."""

from __future__ import annotations

import json
import statistics
import time
import urllib.request
from typing import Any

import growth
import references
from machine import Failure, say
from measure import Row, absolute
from sections import pages, polls, syncs, walk
from service import Account, Bench, Database, Server, Simulator, connect, fill_budget, serving, simulator

CANDIDATES = 1_000_000
INTEGRATIONS = 200
SMALL = 100          # candidates of a small integration
FORCED = 5           # how many forced syncs are timed
CHANGING_SYNCS = 10
# So seldom that nothing but what is measured is due.
SELDOM = ("--delta-every", "1d", "--full-every", "30d")


def wait_until(condition: Any, what: str, seconds: float, pause: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Failure(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(pause)


def unpublished(database: Database) -> int:
    """How many integrations still wait for their first sync. They share a simulated key, which real ones do not: its
    budget is filled up on the way."""
    fill_budget(database)
    return database.number("SELECT count(*) FROM integrations WHERE published_at IS NULL")


def add_small(database: Database, gem: Simulator, count: int) -> list[Account]:
    """Small integrations, whose first syncs the service makes by itself."""
    say(f"scale: {count} small integrations")
    accounts = []
    for _ in range(count):
        fill_budget(database)
        accounts.append(connect(database, gem))
    with serving(database, gem, "api,sync"):
        wait_until(lambda: unpublished(database) == 0, "the first sync of every small integration", 60 + 20 * count, 0.5)
    return accounts


def runs(account: Account) -> int:
    """How many syncs of an integration there were."""
    return account.database.number(f"SELECT count(*) FROM sync_runs WHERE integration_id = {account.number}")


def force(server: Server, account: Account) -> None:
    """Asks for a sync."""
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}/v1/force-sync", b'{"type":"DELTA"}',
                                     {**account.headers, "Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=60).close()


def forced(server: Server, account: Account, crowd: bool) -> float:
    """Seconds until a sync that was asked for has ended; with `crowd`, all other small integrations are due as well."""
    database = account.database
    fill_budget(database)
    if crowd:
        database.sql(f"UPDATE integrations SET next_delta_at = now() WHERE delta_every_seconds < 86400 "
                     f"AND integration_id <> {account.number}")
    begin = time.monotonic()
    force(server, account)
    active = (f"SELECT count(*) FROM sync_runs WHERE integration_id = {account.number} "
              f"AND state IN ('QUEUED', 'RUNNING')")
    wait_until(lambda: database.number(active) == 0, "the end of a forced sync", 300, 0.02)
    return time.monotonic() - begin


def forced_rows(database: Database, accounts: list[Account], gem: Simulator) -> list[Row]:
    say("scale: forced syncs")
    with serving(database, gem, "api,sync") as server:
        quiet = [forced(server, account, crowd=False) for account in accounts[:FORCED]]
        crowded = [forced(server, account, crowd=True) for account in accounts[:FORCED]]
    return [absolute("force_sync.quiet", "Forced sync of a small integration", "s", quiet),
            absolute("force_sync.crowded", f"The same, while {len(accounts) - 1} others are due", "s", crowded)]


def bloat(account: Account, gem: Simulator, size: int) -> tuple[list[dict[str, Any]], list[float]]:
    """Sizes of tables and indexes before and after some syncs that change a hundredth, and how long those took."""
    database, taken = account.database, []
    database.sql("CREATE EXTENSION IF NOT EXISTS pgstattuple")
    before = sizes(database)
    for number in range(CHANGING_SYNCS):
        say(f"scale: sync {number + 1} of {CHANGING_SYNCS} after changes")
        growth.change(gem, size // 100, seed=1_000_000 * (number + 2))
        taken.append(growth.run_sync(account, gem, full=False)[1].wall)
    after = sizes(database)
    parts = [{"name": name, "before": before[name]["bytes"], "after": told["bytes"], "dead_percent": told["dead"],
              "free_percent": told["free"]} for name, told in after.items() if name in before]
    return parts, taken


def sizes(database: Database) -> dict[str, Any]:
    return dict(json.loads(database.sql(references.SIZES)))


def measure(bench: Bench, size: int, integrations: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The costs of this size, and the rows and sizes of the database with all its integrations."""
    with simulator(bench, size) as gem, simulator(bench, SMALL) as small_gem:
        account = syncs.first_of(bench, f"bench_{size}", gem, *SELDOM)
        database = account.database
        costs = growth.sync_costs(account, gem, size)
        before = runs(account)
        accounts = add_small(database, small_gem, integrations - 1)
        costs.update(growth.read_costs(account))
        rows = read_rows(account) + forced_rows(database, accounts, small_gem)
        if runs(account) != before:
            raise Failure("the large integration was synced with the small ones, from another company")
        rows.append(absolute("memory.peak", f"Memory of a first sync of {size:,} candidates", "MiB", [costs["memory"]]))
        parts, taken = bloat(account, gem, size)
        rows.append(absolute("incremental.time", "Incremental sync after 1 % changed", "s", taken))
        rows.append(absolute("pages.after", "Pages of candidates after these syncs", "/s", [growth.read_costs(account)["page_rate"]]))
    bench.cluster.drop(database.name)
    told = {"candidates": size, "integrations": integrations, "rows": [row.as_json() for row in rows], "bloat": parts,
            "incremental_median": statistics.median(taken)}
    return costs, told


def read_rows(account: Account) -> list[Row]:
    """The main table's rows about reading, of the large integration."""
    with serving(account.database) as server:
        return [row for section in (pages, polls, walk) for row in section.measure(account, server)[0]]
