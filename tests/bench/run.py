#!/usr/bin/env python3
"""Measures the service against its bars; `./dev bench` builds it, installs what this needs, and runs it.

Every reference runs on the same rows on the same machine, in turn with ours. The table goes to standard output,
everything that was measured to a JSON file.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import time
from pathlib import Path
from typing import Any

import cluster
import machine
import references
import table
from machine import Failure, say
from measure import Row
from sections import fastify, pages, polls, start, syncs, walk
from service import Account, Bench, connect, fill_budget, migrated, serving, simulator, sync

ROOT = Path(__file__).parents[2]
LOADED = "bench_loaded"
READS = {"pages": pages.measure, "polls": polls.measure, "fastify": fastify.measure, "walk": walk.measure}
# All of first_sync, unchanged and memory come from the same syncs.
SYNCS = ("first_sync", "unchanged", "memory")
SECTIONS = (*READS, *SYNCS, "at_limit", "start")
# With more candidates, a first sync needs more requests than Gem allows at once: the budget would be measured.
MOST_UNLIMITED = 55_000


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.splitlines()[0])
    parser.add_argument("--candidates", type=int, help="how many candidates the company has (20,000)")
    parser.add_argument("--rounds", type=int, help="how often ours and a reference take turns (3)")
    parser.add_argument("--seconds", type=int, help="how long one load lasts (5)")
    parser.add_argument("--only", type=lambda text: text.split(","), metavar="SECTION,...",
                        help=f"some of: {', '.join(SECTIONS)}")
    parser.add_argument("--quick", action="store_true", help="one short round with 2,000 candidates: does it run at all?")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the results go (.dev/bench/result.json)")
    for name in ("programs", "postgres", "time", "state"):
        parser.add_argument(f"--{name}", type=Path, required=True, help=argparse.SUPPRESS)
    given = parser.parse_args()
    given.only = given.only or list(SECTIONS)
    unknown = set(given.only) - set(SECTIONS)
    if unknown:
        parser.error(f"there is no section {', '.join(sorted(unknown))}; there are: {', '.join(SECTIONS)}")
    given.candidates = given.candidates or (2_000 if given.quick else 20_000)
    given.rounds = given.rounds or (1 if given.quick else 3)
    given.seconds = given.seconds or (1 if given.quick else 5)
    return given


class Result:
    """What was measured so far, on disk after every section."""

    def __init__(self, bench: Bench, given: argparse.Namespace, file: Path):
        self.file = file
        commit = machine.run(["git", "-C", ROOT, "describe", "--always", "--dirty", "--abbrev=12"]).strip()
        self.told: dict[str, Any] = {
            "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(), "commit": commit,
            "machine": machine.facts(), "postgres": bench.cluster.settings(),
            "size": {"candidates": given.candidates, "rounds": given.rounds, "seconds": given.seconds},
            "rows": [], "raw": {},
        }

    def add(self, section: str, rows: list[Row], raw: dict[str, Any]) -> None:
        self.told["rows"] += [row.as_json() for row in rows]
        self.told["raw"][section] = raw
        self.file.write_text(json.dumps(self.told, indent=1, ensure_ascii=False) + "\n")


def load(bench: Bench, candidates: int) -> Account:
    """A database that was synced once."""
    say(f"first sync of {candidates:,} candidates")
    with simulator(bench, candidates) as gem:
        account = connect(migrated(bench, LOADED), gem)
        fill_budget(account.database)
        sync(account, gem)
    return account


def measure(bench: Bench, given: argparse.Namespace, result: Result) -> None:
    wanted, account = set(given.only), None
    if wanted & set(SYNCS):
        size = min(given.candidates, MOST_UNLIMITED)
        account, rows, raw = syncs.measure(bench, LOADED, size)
        result.add("syncs", [row for row in rows if row.key.split(".")[0] in wanted], raw)
    if wanted & {*READS, "start"}:
        if account is None or given.candidates > MOST_UNLIMITED:
            account = load(bench, given.candidates)
        account.database.sql("VACUUM ANALYZE")
        bench.cluster.settle()
        result.told["storage"] = json.loads(account.database.sql(references.STORAGE))
        with serving(account.database) as server:
            for section in (name for name in READS if name in wanted):
                result.add(section, *READS[section](account, server))
        if "start" in wanted:
            result.add("start", *start.measure(bench, account.database))
    if "at_limit" in wanted:
        result.add("at_limit", *syncs.at_limit(bench, 3 * given.candidates))


def main() -> int:
    given = options()
    machine.heed_signals()
    begin = time.monotonic()
    given.state.mkdir(parents=True, exist_ok=True)
    try:
        with cluster.started(given.postgres, given.state) as server:
            bench = Bench(server, given.programs, str(given.time), given.state, given.rounds, given.seconds,
                          max(1, given.seconds // 2))
            result = Result(bench, given, given.json or given.state / "result.json")
            measure(bench, given, result)
    except Failure as failure:
        say(f"failed: {failure}")
        return 1
    except KeyboardInterrupt as interrupt:
        say(f"ended by {interrupt or 'SIGINT'}")
        return 130
    print(table.plain(result.told["rows"]))
    say(f"took {time.monotonic() - begin:.0f} s; everything that was measured: {result.file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
