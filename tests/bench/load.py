"""Load by public tools: wrk on HTTP, pgbench on SQL."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any, Callable, Optional

from machine import Failure, run
from service import Bench, Database

CONNECTIONS = 16


def wrk(bench: Bench, port: int, paths: list[str], headers: dict[str, str], seconds: Optional[int] = None) -> dict[str, float]:
    """Requests a second over 16 kept connections, percentiles in milliseconds, and bytes a response."""
    listed = bench.state / "paths"
    listed.write_text("\n".join(paths) + "\n")
    given = itertools.chain.from_iterable(("-H", f"{name}: {value}") for name, value in headers.items())
    output = run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds or bench.seconds}s", "--latency", *given,
                  "-s", Path(__file__).with_name("load.lua"), f"http://127.0.0.1:{port}", "--", listed])
    told = json.loads(output.strip().splitlines()[-1])
    if told["failed"] or not told["requests"]:
        raise Failure(f"{told['failed']} of {told['requests']} requests failed, such as for {paths[0]}")
    return {"rate": told["requests"] * 1e6 / told["microseconds"], "p50": told["p50"], "p99": told["p99"],
            "bytes": told["bytes"] / told["requests"]}


class Limit:
    """What Postgres alone can do with a statement: prepared once a connection, its best number of connections."""

    def __init__(self, database: Database, script: str, variables: dict[str, Any]):
        self.database = database
        self.file = database.bench.state / "statement.sql"
        self.file.write_text(script)
        self.variables = [f"--define={name}={value}" for name, value in variables.items()]
        self.choices: dict[str, float] = {}
        self.best = (0, 0)

    def rate(self, clients: int, threads: int, seconds: int) -> float:
        """Transactions a second."""
        cluster = self.database.bench.cluster
        output = run([cluster.programs / "pgbench", "-n", "-M", "prepared", "-c", clients, "-j", threads, "-T", seconds,
                      *self.variables, "-f", self.file, self.database.name],
                     cluster.environment(self.database.name, "unified_ats"))
        found = re.search(r"tps = ([\d.]+)", output)
        if not found:
            raise Failure(f"pgbench told no rate: {output[-500:]}")
        return float(found[1])

    def warm_up(self, seconds: int) -> None:
        """Runs it with few and with many connections, and keeps to what was quickest."""
        rates = {(c, j): self.rate(c, j, seconds) for c in (4, CONNECTIONS) for j in (1, 2)}
        self.choices = {f"{c} connections, {j} threads": rate for (c, j), rate in rates.items()}
        self.best = max(rates, key=lambda choice: rates[choice])

    def measure(self) -> float:
        return self.rate(*self.best, self.database.bench.seconds)


def rounds_of(bench: Bench, ours: Callable[[], dict[str, float]], theirs: Callable[[], float]) -> tuple[list[Any], list[Any]]:
    """Ours and the reference in turn: what wrk told of ours, and the pairs of rates."""
    told, pairs = [], []
    for _ in range(bench.rounds):
        told.append(ours())
        pairs.append((told[-1]["rate"], theirs()))
    return told, pairs
