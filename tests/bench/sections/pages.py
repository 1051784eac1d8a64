"""Pages of 100 against what Postgres can do with the same statement."""

from __future__ import annotations

import http.client
from typing import Any

import references
from load import Limit, rounds_of, wrk
from machine import Failure, say
from measure import Row, absolute, compared, tail
from service import Account, Server
from walking import PAGE, Walk, fetch, sample, walk


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


def headers_of(server: Server, account: Account, path: str, **more: str) -> http.client.HTTPMessage:
    """The headers of a good answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request("GET", path, headers={**account.headers, **more})
        answer = connection.getresponse()
        if answer.status != 200:
            raise Failure(f"the service answers {answer.status}")
        return answer.headers
    finally:
        connection.close()


def compressed(account: Account, server: Server, paths: list[str], encoding: str) -> list[Row]:
    """The same pages under a compression, if the service offers it."""
    if headers_of(server, account, paths[0], **{"Accept-Encoding": encoding}).get("Content-Encoding") != encoding:
        return []
    say(f"pages: candidates, {encoding}")
    headers = {**account.headers, "Accept-Encoding": encoding}
    told = [wrk(account.database.bench, server.port, paths, headers) for _ in range(account.database.bench.rounds)]
    return [absolute(f"pages.{encoding}", f"Pages of {PAGE} candidates, {encoding}", "/s", [one["rate"] for one in told]),
            absolute(f"pages.{encoding}.bytes", f"Size of such a page, {encoding}", "B", [one["bytes"] for one in told])]


def unchanged(account: Account, server: Server, path: str) -> list[Row]:
    """A page that the caller has already, if the service recognises it."""
    bench, tag = account.database.bench, headers_of(server, account, path).get("ETag")
    if not tag:
        return []
    say("pages: candidates, unchanged")
    headers = {**account.headers, "If-None-Match": tag}
    rates = [wrk(bench, server.port, [path], headers)["rate"] for _ in range(bench.rounds)]
    return [absolute("pages.unchanged", f"A page of {PAGE} candidates that the caller has (304)", "/s", rates)]


def measure(account: Account, server: Server) -> tuple[list[Row], dict[str, Any]]:
    rows, raw = [], {}
    for name in ("jobs", "candidates", "applications"):
        walked = walk(server, account, name)
        more, raw[name] = compare(account, server, name, walked)
        rows += more
        if name == "candidates":
            paths = sample(walked.paths)
            rows += compressed(account, server, paths, "zstd") + compressed(account, server, paths, "gzip")
            rows += unchanged(account, server, paths[0])
    return rows, raw
