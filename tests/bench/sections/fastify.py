"""Candidate pages against a plain Fastify + pg service that assembles them with one query."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from pathlib import Path
from typing import Any, Iterator

import references
from cluster import free_port
from load import rounds_of, wrk
from machine import Failure, run, running, say, wait_for
from measure import Row, compared
from service import Account, Server
from walking import PAGE, fetch, sample, walk

FOLDER = Path(__file__).parents[1] / "fastify"
POOLS = (2, 4, 8, 16)


def install() -> None:
    """The packages that the lock file names."""
    if not (FOLDER / "node_modules/.package-lock.json").exists():
        say("fastify: npm ci")
        run(["npm", "ci", "--no-audit", "--no-fund", "--prefix", FOLDER], dict(os.environ))


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def plain_service(account: Account, pool: int) -> Iterator[Server]:
    """The other service, with as many connections to Postgres."""
    bench, port = account.database.bench, free_port()
    env = {**bench.cluster.environment(account.database.name, "unified_ats"), "PORT": str(port), "POOL": str(pool),
           "NODE_ENV": "production"}
    log = bench.state / "fastify.log"
    with running(["node", FOLDER / "server.mjs"], log, env) as process:
        wait_for(lambda: listening(port), process, log)
        yield Server(port, 0, process.pid)


def same_records(account: Account, plain: Server, path: str) -> None:
    """That its page holds what ours holds of the same candidates, but for how times are written."""
    theirs = json.loads(fetch(plain, account, path))["data"]["results"]
    listed = ",".join(f"'{one['id']}'" for one in theirs)
    texts = account.database.sql(f"SELECT body FROM documents WHERE integration_id = {account.number} AND model = 9 "
                                 f"AND id IN ({listed}) ORDER BY id").split("\n")
    if len(theirs) != PAGE or len(texts) != PAGE:
        raise Failure(f"the plain service shows {len(theirs)} candidates, {len(texts)} of them are ours")
    for one, text in zip(theirs, texts):
        ours = untimed(json.loads(text))
        if untimed(one) != ours:
            different = [key for key, value in untimed(one).items() if value != ours.get(key)]
            raise Failure(f"the plain service shows candidate {one['id']} otherwise: {', '.join(different)}")


def untimed(value: Any) -> Any:
    """A record without its times, its applications in the order of their ids."""
    if isinstance(value, list):
        items = [untimed(item) for item in value]
        return sorted(items, key=lambda item: item["id"]) if items and "outcome" in items[0] else items
    if not isinstance(value, dict):
        return value
    return {key: untimed(item) for key, item in value.items() if not key.endswith("_at")}


def best_pool(account: Account, paths: list[str]) -> tuple[int, dict[str, float]]:
    """The number of connections it is quickest with."""
    bench, rates = account.database.bench, {}
    for pool in POOLS:
        with plain_service(account, pool) as plain:
            rates[pool] = wrk(bench, plain.port, paths, account.headers, bench.warm_up)["rate"]
    return max(POOLS, key=lambda pool: rates[pool]), {f"{pool} connections": rate for pool, rate in rates.items()}


def measure(account: Account, server: Server) -> tuple[list[Row], dict[str, Any]]:
    say("fastify")
    install()
    bench, database = account.database.bench, account.database
    database.sql("DROP SCHEMA IF EXISTS plain CASCADE")
    database.sql(references.PLAIN)
    for table in ("candidates", "applications", "candidate_tags", "jobs", "stages", "tags"):
        database.sql(f"VACUUM ANALYZE plain.{table}")
    places = database.sql(references.PLAIN_PLACES.format(integration=account.number)).split()
    if not places:
        raise Failure(f"there are too few candidates for a page of {PAGE}")
    theirs = [f"/candidates?page_size={PAGE}&after={place}" for place in places]
    ours = sample(walk(server, account, "candidates").paths)
    pool, choices = best_pool(account, theirs)
    with plain_service(account, pool) as plain:
        same_records(account, plain, theirs[len(theirs) // 2])
        wrk(bench, plain.port, theirs, account.headers, bench.warm_up)
        wrk(bench, server.port, ours, account.headers, bench.warm_up)
        told, pairs = rounds_of(bench, lambda: wrk(bench, server.port, ours, account.headers),
                                lambda: wrk(bench, plain.port, theirs, account.headers)["rate"])
    database.sql("DROP SCHEMA plain CASCADE")
    row = compared("fastify.rate", f"Pages of {PAGE} candidates, against Fastify + pg", "/s", pairs)
    return [row], {"pool_choices": choices, "ours": told}
