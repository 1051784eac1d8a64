"""From the start of the service to its first answer."""

from __future__ import annotations

from typing import Any

from machine import say
from measure import Row, absolute
from service import Bench, Database, migrated, serving

STARTS = 5


def seconds(database: Database) -> list[float]:
    taken = []
    for _ in range(STARTS):
        with serving(database, roles="api,sync,webhooks") as server:
            taken.append(server.seconds)
    return taken


def measure(bench: Bench, full: Database) -> tuple[list[Row], dict[str, Any]]:
    say("start")
    empty = migrated(bench, "bench_empty")
    rows = [absolute("start.empty", "Start to first answer, empty database", "s", seconds(empty)),
            absolute("start.full", "Start to first answer, full database", "s", seconds(full))]
    bench.cluster.drop("bench_empty")
    return rows, {}
