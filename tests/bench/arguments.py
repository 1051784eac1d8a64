"""What the benchmark can be told on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

import scale

READS = ("pages", "polls", "fastify", "walk")
SYNCS = ("first_sync", "unchanged", "memory")  # all of them come from the same syncs
SECTIONS = (*READS, *SYNCS, "at_limit", "start")


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="./dev bench", description="Measures the service against its bars.")
    made.add_argument("--candidates", type=int, metavar="N", help="how many candidates the company has (20000)")
    made.add_argument("--rounds", type=int, metavar="N", help="how often ours and a reference take turns (3)")
    made.add_argument("--seconds", type=int, metavar="N", help="how long one load lasts (5)")
    made.add_argument("--only", type=lambda text: text.split(","), metavar="SECTION,...",
                      help=f"some of: {', '.join(SECTIONS)}")
    made.add_argument("--quick", action="store_true", help="one short round with 2000 candidates: does it run at all?")
    made.add_argument("--grow", type=numbers, metavar="N,...",
                      help="instead: what everything costs at these sizes; what this commit measured before is kept")
    made.add_argument("--scale", action="store_true",
                      help=f"instead: {scale.CANDIDATES} candidates, one of many integrations; takes an hour or two")
    made.add_argument("--profile", action="store_true", help="instead: where the service's time goes, by perf")
    made.add_argument("--integrations", type=int, metavar="N", default=scale.INTEGRATIONS,
                      help=f"how many of them there are at scale ({scale.INTEGRATIONS})")
    made.add_argument("--json", type=Path, metavar="FILE", help="where the results go (.dev/bench/result.json)")
    made.add_argument("--given", action="store_true", help=argparse.SUPPRESS)
    for name in ("programs", "postgres", "time", "state"):
        made.add_argument(f"--{name}", type=Path, default=Path(), help=argparse.SUPPRESS)
    return made


def read() -> argparse.Namespace:
    reader = parser()
    given = reader.parse_args()
    given.only = given.only or list(SECTIONS)
    unknown = set(given.only) - set(SECTIONS)
    if unknown:
        reader.error(f"there is no section {', '.join(sorted(unknown))}; there are: {', '.join(SECTIONS)}")
    usual = scale.CANDIDATES if given.scale else 2_000 if given.quick else 20_000
    given.candidates = given.candidates or usual
    given.rounds = given.rounds or (1 if given.quick else 3)
    given.seconds = given.seconds or (1 if given.quick else 5)
    given.json = given.json or given.state / "result.json"
    return given


if __name__ == "__main__":
    read()
