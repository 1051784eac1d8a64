#!/usr/bin/env python3
"""Measures the service against its bars; `./dev bench` builds it, installs what this needs, and runs it.

Every reference runs on the same rows on the same machine, in turn with ours. The table goes to standard output,
everything that was measured to a JSON file.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import arguments
import cluster
import growth
import machine
import references
import report
import scale
import table
from machine import Failure, say
from result import MOST_UNLIMITED, Result
from sections import fastify, pages, polls, profiling, start, syncs, walk
from service import Account, Bench, serving, simulator, sync

LOADED = "bench_loaded"
READS = {"pages": pages.measure, "polls": polls.measure, "fastify": fastify.measure, "walk": walk.measure}


def loaded(bench: Bench, candidates: int) -> Account:
    """A database that was synced once."""
    say(f"first sync of {candidates:,} candidates")
    with simulator(bench, candidates) as gem:
        account = syncs.first_of(bench, LOADED, gem)
        sync(account, gem)
    return account


def measure(bench: Bench, given: argparse.Namespace, result: Result) -> None:
    """The main table."""
    wanted, account = set(given.only), None
    if wanted & set(arguments.SYNCS):
        account, rows, raw = syncs.measure(bench, LOADED, min(given.candidates, MOST_UNLIMITED))
        result.add("syncs", [row for row in rows if row.key.split(".")[0] in wanted], raw)
    if wanted & {*READS, "start"}:
        if account is None or given.candidates > MOST_UNLIMITED:
            account = loaded(bench, given.candidates)
        read(account, wanted, result)
        if "start" in wanted:
            result.add("start", *start.measure(bench, account.database))
    if "at_limit" in wanted:
        result.add("at_limit", *syncs.at_limit(bench, min(3 * given.candidates, scale.CANDIDATES)))


def read(account: Account, wanted: set[str], result: Result) -> None:
    """What is measured by reading a database that was loaded."""
    account.database.sql("VACUUM ANALYZE")
    account.database.bench.cluster.settle()
    result.tell("storage", json.loads(account.database.sql(references.STORAGE)))
    with serving(account.database) as server:
        for section in (name for name in READS if name in wanted):
            result.add(section, *READS[section](account, server))


def grow(bench: Bench, sizes: list[int], result: Result) -> None:
    """One size after the other, each kept as soon as it is there."""
    for size in sizes:
        if result.has(str(size)):
            say(f"growth: {size:,} candidates were measured before")
        else:
            result.keep(str(size), growth.measure(bench, size))


def run(bench: Bench, given: argparse.Namespace) -> Result:
    result = Result(given.json, bench, given)
    if given.grow:
        grow(bench, given.grow, result)
    if given.scale:
        costs, told = scale.measure(bench, given.candidates, given.integrations)
        result.keep(str(given.candidates), costs)
        result.keep("scale", told)
    if given.profile:
        result.keep("profiles", {"found": profiling.measure(bench, given.candidates)})
    if given.grow or given.scale or given.profile:
        result.resume()
    else:
        measure(bench, given, result)
    result.gather()
    return result


def told(given: argparse.Namespace, everything: dict[str, Any]) -> list[str]:
    """The tables of what was asked for."""
    parts = []
    if given.grow:
        parts.append(report.growth_table(everything))
    if given.scale:
        parts += [table.plain(everything["scale"]["rows"]), report.bloat_table(everything)]
    if given.profile:
        parts.append(report.profile_table(everything))
    return parts or [table.plain(everything["rows"])]


def own_copy(programs: Path, state: Path) -> Path:
    """The programs beside the results: a build that comes in between changes nothing."""
    folder = state / "programs"
    folder.mkdir(exist_ok=True)
    for name in ("unified-ats", "gem-sim"):
        shutil.copy2(programs / name, folder / name)
    return folder


def main() -> int:
    given = arguments.read()
    machine.heed_signals()
    begin = time.monotonic()
    given.state.mkdir(parents=True, exist_ok=True)
    try:
        with cluster.started(given.postgres, given.state) as server:
            programs = own_copy(given.programs, given.state)
            result = run(Bench(server, programs, str(given.time), given.state, given.rounds, given.seconds,
                               max(1, given.seconds // 2)), given)
    except Failure as failure:
        say(f"failed: {failure}")
        return 1
    except KeyboardInterrupt as interrupt:
        say(f"ended by {interrupt or 'SIGINT'}")
        return 130
    print("\n\n".join(told(given, result.told)))
    say(f"took {time.monotonic() - begin:.0f} s; everything that was measured: {given.json}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
