"""Pages of 100 against what Postgres can do with the same statement."""

from __future__ import annotations

from typing import Any

import references
from load import Limit, rounds_of, wrk
from machine import Failure, say
from measure import Row, absolute, compared, tail
from service import Account, Server
from walking import PAGE, Reader, Walk, fetch, sample, walk


def same_bytes(server: Server, account: Account, name: str) -> None:
    """That a page consists of the stored texts."""
    query = references.BODIES.format(integration=account.number, model=references.MODELS[name], size=PAGE)
    bodies = account.database.sql(query).split("\n")
    if ",".join(bodies).encode() not in fetch(server, account, f"/v1/ats/{name}?page_size={PAGE}"):
        raise Failure(f"a page of {name} does not consist of the stored texts")


def limit_of(account: Account, name: str) -> Limit:
    """The same statement by pgbench, from random places on, with full pages as ours has; a list shorter than two pages
    is read from its start."""
    model = references.MODELS[name]
    places = account.database.sql(references.PLACES.format(integration=account.number, model=model))
    first, last = places.split("|")
    given = {"integration": account.number, "model": model, "deleted": "false", "size": PAGE + 1,
             "first": first, "last": last or first}
    return Limit(account.database, references.PAGE, given)


def compare(account: Account, server: Server, name: str, walked: Walk) -> tuple[list[Row], dict[str, Any]]:
    """The rate and the tail of one list."""
    bench = account.database.bench
    say(f"pages: {name}")
    same_bytes(server, account, name)
    paths, limit = sample(walked.paths), limit_of(account, name)
    limit.warm_up(bench.warm_up)
    wrk(bench, server.port, paths, account.headers, bench.warm_up)
    told, pairs = rounds_of(bench, lambda: wrk(bench, server.port, paths, account.headers), limit.measure)
    rows = [compared(f"pages.{name}", f"Pages of {PAGE} {name}", "/s", pairs),
            tail(f"pages.{name}.p99", f"Pages of {PAGE} {name}: p99 against p50", told)]
    raw = {"bytes": told[0]["bytes"], "limit_choices": limit.choices, "statement": references.PAGE.strip()}
    return rows, raw


def variants(account: Account, server: Server, paths: list[str]) -> list[Row]:
    """The same pages compressed and unchanged, as far as the service offers that."""
    bench, name = account.database.bench, "candidates"
    rows = []
    reader = Reader(server.port, account.headers)
    etag = header(reader.get(paths[0])[0], "etag")
    reader.close()
    for encoding in ("zstd", "gzip"):
        headers = {**account.headers, "Accept-Encoding": encoding}
        reader = Reader(server.port, headers)
        offered = header(reader.get(paths[0])[0], "content-encoding") == encoding
        reader.close()
        if offered:
            say(f"pages: {name}, {encoding}")
            told = [wrk(bench, server.port, paths, headers) for _ in range(bench.rounds)]
            rows.append(absolute(f"pages.{encoding}", f"Pages of {PAGE} {name}, {encoding}", "/s",
                                 [one["rate"] for one in told]))
            rows.append(absolute(f"pages.{encoding}.bytes", f"Bytes of such a page, {encoding}", "B",
                                 [one["bytes"] for one in told]))
    if etag:
        say(f"pages: {name}, unchanged")
        headers = {**account.headers, "If-None-Match": etag}
        rates = [wrk(bench, server.port, paths[:1], headers)["rate"] for _ in range(bench.rounds)]
        rows.append(absolute("pages.unchanged", f"An unchanged page of {PAGE} {name} (304)", "/s", rates))
    return rows


def header(head: bytes, name: str) -> str:
    """A header's value; empty without it."""
    for line in head.decode("latin-1").split("\r\n"):
        if line.lower().startswith(name + ":"):
            return line.split(":", 1)[1].strip()
    return ""


def measure(account: Account, server: Server) -> tuple[list[Row], dict[str, Any]]:
    rows, raw = [], {}
    for name in ("jobs", "candidates", "applications"):
        walked = walk(server, account, name)
        more, raw[name] = compare(account, server, name, walked)
        rows += more
        if name == "candidates":
            rows += variants(account, server, sample(walked.paths))
    return rows, raw
