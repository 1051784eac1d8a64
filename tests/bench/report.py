#!/usr/bin/env python3
"""Makes docs/performance.md from docs/performance.json and the prose in tests/bench/performance.md.in.

    tests/bench/report.py                 write it anew
    tests/bench/report.py --from FILE     the same, after taking the results of a `./dev bench` over
    tests/bench/report.py --check         fail when it is not what would be written

In the prose, `{name}` stands for a value or a table: `{pages.candidates.ratio}` for a field of a row of the main
table, `{scale.walk.speed.ours}` for one of the table at scale, `{machine.cores}` for anything else by its path.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import textwrap
from pathlib import Path
from typing import Any, Callable

import growth
import table

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "docs/performance.json"
PAGE = ROOT / "docs/performance.md"
PROSE = Path(__file__).with_name("performance.md.in")
ABSENT = "Not measured yet."
WIDTH = 120
# As a column of the table each, so that prose and table agree to the digit.
FIELDS = {"ours": 1, "reference": 2, "ratio": 3, "bar": 4, "moonshot": 5, "verdict": 6}


def row_table(rows: list[dict[str, Any]]) -> str:
    return table.markdown(table.HEAD, [table.cells(row) for row in rows]) if rows else ABSENT


def shortfalls(rows: list[dict[str, Any]]) -> str:
    """What does not reach its bar, one line each."""
    short = [f"- {row['what']}: {row['verdict']}." for row in rows if row["verdict"].startswith("short")]
    return "\n".join(short) or "Every row reaches its bar."


def growth_table(results: dict[str, Any]) -> str:
    """The costs of every size, one column each."""
    sizes = sorted(results.get("growth", {}), key=int)
    if not sizes:
        return ABSENT
    head = ["Cost", *(f"{int(size):,}" for size in sizes)]
    lines = [[title, *(table.number(results["growth"][size].get(key), unit) for size in sizes)]
             for key, title, unit in growth.COSTS]
    return table.markdown(head, lines)


def bloat_table(results: dict[str, Any]) -> str:
    """Tables and indexes before and after ten syncs of changes."""
    parts = results.get("scale", {}).get("bloat", [])
    if not parts:
        return ABSENT
    lines = [[f"`{part['name']}`", table.number(part["before"] / 2**20, "MiB"), table.number(part["after"] / 2**20, "MiB"),
              table.number(part["after"] / part["before"]), table.number(part["dead_percent"], "%"),
              table.number(part["free_percent"], "%")] for part in parts]
    return table.markdown(["Table or index", "Before", "After", "Ratio", "Dead", "Free"], lines)


def profile_table(results: dict[str, Any]) -> str:
    """Where the time goes, by kind of work."""
    profiles = results.get("profiles", {}).get("found", {})
    if not profiles:
        return ABSENT
    return "\n\n".join(f"{name}:\n\n" + table.markdown(["Work", "Share"], [
        [kind, table.number(share, "%")] for kind, share in profile["shares"].items()]) for name, profile in profiles.items())


TABLES: dict[str, Callable[[dict[str, Any]], str]] = {
    "table": lambda results: row_table(results["rows"]),
    "shortfalls": lambda results: shortfalls(results["rows"]),
    "growth.table": growth_table,
    "scale.table": lambda results: row_table(results.get("scale", {}).get("rows", [])),
    "scale.bloat.table": bloat_table,
    "profiles.table": profile_table,
}


def value_of(results: dict[str, Any], name: str) -> str:
    """What a placeholder stands for; a `KeyError` for what there is not."""
    if name in TABLES:
        return TABLES[name](results)
    at_scale = name.startswith("scale.")
    rows = results.get("scale", {}).get("rows", []) if at_scale else results["rows"]
    key, _, field = name.removeprefix("scale.").rpartition(".")
    if field in FIELDS:
        for row in rows:
            if row["key"] == key:
                return table.cells(row)[FIELDS[field]]
    value: Any = results
    for part in name.split("."):
        value = value[part]
    if isinstance(value, (dict, list)):
        raise KeyError(name)
    return table.number(value) if isinstance(value, (int, float)) else str(value)


def wrapped(text: str) -> str:
    """Paragraphs and lists anew in lines of the usual length; headings, tables, comments and code as they are."""
    parts = []
    for part in text.rstrip("\n").split("\n\n"):
        if not part.startswith(("#", "<", "|", "    ")):
            items = (" ".join(item.split()) for item in re.split(r"\n(?=- )", part))
            part = "\n".join(
                textwrap.fill(item, WIDTH, subsequent_indent="  " if item.startswith("- ") else "",
                              break_long_words=False, break_on_hyphens=False) for item in items)
        parts.append(part)
    return "\n\n".join(parts) + "\n"


def filled(prose: str, results: dict[str, Any]) -> str:
    """The prose with every placeholder replaced."""

    def replaced(found: re.Match[str]) -> str:
        try:
            return value_of(results, found[1])
        except KeyError:
            raise SystemExit(f"report: {PROSE.name} asks for {found[0]}, which {RESULTS.name} does not tell") from None

    return re.sub(r"\{([a-z_]+(?:\.[a-z0-9_]+)*)\}", replaced, prose)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--from", dest="source", type=Path, metavar="FILE", help="take these results over")
    parser.add_argument("--check", action="store_true", help="write nothing, and fail when it would change")
    given = parser.parse_args()
    if given.source:
        RESULTS.write_text(given.source.read_text())
    text = wrapped(filled(PROSE.read_text(), json.loads(RESULTS.read_text())))
    if not given.check:
        PAGE.write_text(text)
    elif PAGE.read_text() != text:
        print(f"report: {PAGE.relative_to(ROOT)} is not what its numbers and its prose make: run tests/bench/report.py",
              file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
