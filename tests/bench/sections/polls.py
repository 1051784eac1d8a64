"""Polls that find nothing, against the bare look into the index."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import references
from load import Limit, rounds_of, wrk
from machine import Failure, say
from measure import Row, compared, tail
from service import Account, Server
from walking import PAGE, fetch


def measure(account: Account, server: Server) -> tuple[list[Row], dict[str, Any]]:
    say("polls")
    bench, model = account.database.bench, references.MODELS["candidates"]
    latest = (f"SELECT to_char(max(touched_at) + interval '1 hour', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM documents "
              f"WHERE integration_id = {account.number} AND model = {model}")
    since = account.database.sql(f"SET TimeZone = 'UTC'; {latest}")
    paths = [f"/v1/ats/candidates?page_size={PAGE}&updated_after={quote(since)}"]
    if b'"results":[]' not in fetch(server, account, paths[0]):
        raise Failure("the poll finds something")
    limit = Limit(account.database, references.PROBE, {"integration": account.number, "model": model, "since": since})
    limit.warm_up(bench.warm_up)
    wrk(bench, server.port, paths, account.headers, bench.warm_up)
    told, pairs = rounds_of(bench, lambda: wrk(bench, server.port, paths, account.headers), limit.measure)
    rows = [compared("polls.rate", "Polls that find nothing", "/s", pairs),
            tail("polls.p99", "Polls that find nothing: p99 against p50", told)]
    return rows, {"limit_choices": limit.choices, "statement": references.PROBE.strip()}
