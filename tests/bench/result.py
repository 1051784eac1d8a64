"""The JSON of a run: written after every section, so that a run that is cut short leaves what it had."""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path
from typing import Any

import load
import machine
import scale
import walking
from measure import BARS, Row
from service import BURST, RATE, Bench

ROOT = Path(__file__).parents[2]
# As the bars are listed.
ORDER = list(dict.fromkeys(key.split(".")[0] for key in BARS))
# With more candidates, a first sync needs more requests than Gem allows at once: the budget would be measured.
MOST_UNLIMITED = 55_000
METHOD = {"connections": load.CONNECTIONS, "page": walking.PAGE, "rate": RATE, "burst": BURST,
          "most_unlimited": MOST_UNLIMITED, "integrations": scale.INTEGRATIONS}


def commit(given: bool) -> str:
    """What is measured; marked when the tree has changes of its own, or the programs were given and not built of it."""
    described = machine.run(["git", "-C", ROOT, "describe", "--always", "--dirty", "--abbrev=12", "--match="]).strip()
    return described + ("-given" if given else "")


class Result:
    """Everything that is known, in the order in which it was measured."""

    def __init__(self, file: Path, bench: Bench, given: argparse.Namespace):
        self.file = file
        self.kept = given.state / "kept"
        self.origin = {"date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(), "commit": commit(given.given)}
        self.told: dict[str, Any] = {
            **self.origin, "machine": machine.facts(), "postgres": bench.cluster.settings(), "method": METHOD,
            "size": {"candidates": given.candidates, "rounds": given.rounds, "seconds": given.seconds},
            "rows": [], "raw": {},
        }

    def add(self, section: str, rows: list[Row], raw: dict[str, Any]) -> None:
        self.told["rows"] += [row.as_json() for row in rows]
        self.told["raw"][section] = raw
        self.write()

    def tell(self, name: str, value: Any) -> None:
        self.told[name] = value
        self.write()

    def keep(self, name: str, told: dict[str, Any]) -> None:
        """Keeps what took long beside the result, for results of later runs to show as well."""
        self.kept.mkdir(exist_ok=True)
        (self.kept / f"{name}.json").write_text(json.dumps({**self.origin, **told}, indent=1) + "\n")

    def has(self, name: str) -> bool:
        """Whether this commit, and nothing else, was measured before."""
        file = self.kept / f"{name}.json"
        known = json.loads(file.read_text())["commit"] if file.exists() else None
        return known == self.origin["commit"] and "-" not in known

    def gather(self) -> None:
        """Adds everything that is kept, each with its commit and date."""
        files = {file.stem: json.loads(file.read_text()) for file in sorted(self.kept.glob("*.json"))}
        growth = {name: told for name, told in files.items() if name.isdigit()}
        self.told.update({"growth": growth} if growth else {})
        self.told.update({name: told for name, told in files.items() if not name.isdigit()})
        self.write()

    def resume(self) -> None:
        """Goes on from the last result, where rows are not measured anew."""
        if self.file.exists():
            self.told = json.loads(self.file.read_text())

    def write(self) -> None:
        self.told["rows"].sort(key=lambda row: ORDER.index(row["key"].split(".")[0]))
        self.file.write_text(json.dumps(self.told, indent=1, ensure_ascii=False) + "\n")
