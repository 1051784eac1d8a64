"""A walk over all candidates: the last pages against the first ones."""

from __future__ import annotations

import statistics
from typing import Any

from machine import Failure, say
from measure import Row, compared
from service import Account, Server
from walking import PAGE, walk

WALKS = 9


def ends(seconds: list[float]) -> tuple[float, float]:
    """Pages a second over the last and over the first 5 % of a walk."""
    share = max(1, len(seconds) // 20)
    return 1 / statistics.fmean(seconds[-share:]), 1 / statistics.fmean(seconds[:share])


def measure(account: Account, server: Server) -> tuple[list[Row], dict[str, Any]]:
    say("walk")
    walk(server, account, "candidates")
    pairs, total = [], []
    for _ in range(max(1, WALKS if account.database.bench.rounds > 1 else 1)):
        walked = walk(server, account, "candidates")
        if len(walked.seconds) < 2:
            raise Failure("there are too few candidates to walk over")
        pairs.append(ends(walked.seconds))
        total.append(sum(walked.seconds))
    count = account.database.number(f"SELECT count(*) FROM documents WHERE integration_id = {account.number} AND model = 9")
    row = compared("walk.speed", f"Walk over {count:,} candidates: last pages against first", "/s", pairs)
    return [row], {"candidates": count, "seconds": total, "page_size": PAGE}
