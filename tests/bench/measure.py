"""What is made of measurements: medians, ratios, and how they stand against the bars. Pure."""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass
from typing import Any, Optional


@dataclass(frozen=True)
class Bar:
    """What a score has to reach; `at_least` says from which side."""

    value: float
    moonshot: Optional[float] = None
    at_least: bool = True

    def reached(self, score: float, goal: Optional[float] = None) -> bool:
        goal = self.value if goal is None else goal
        return score >= goal if self.at_least else score <= goal

    def verdict(self, score: float) -> str:
        """`pass`, with the moonshot named when that is reached too, or by which factor the score falls short."""
        if self.moonshot is not None and self.reached(score, self.moonshot):
            return "pass, moonshot"
        if self.reached(score):
            return "pass"
        if not self.at_least and self.value == 0:
            return f"short by {score:,.0f}"
        if score == 0:
            return "short by all"
        return f"short by {self.value / score if self.at_least else score / self.value:.2f} x"


# In the order of the table.
BARS = {
    **{f"pages.{name}": Bar(0.70, 0.80) for name in ("jobs", "candidates", "applications")},
    **{f"pages.{name}.p99": Bar(4, at_least=False) for name in ("jobs", "candidates", "applications")},
    "polls.rate": Bar(0.20, 0.35),
    "polls.p99": Bar(8, at_least=False),
    "fastify.rate": Bar(10, 25),
    "walk.speed": Bar(0.9, 1.0),
    "first_sync.time": Bar(0.6, 0.85),
    "at_limit.time": Bar(1.1, 1.02, at_least=False),
    "unchanged.time": Bar(4, 8),
    "unchanged.rows": Bar(0, at_least=False),
    "memory.peak": Bar(150, 64, at_least=False),
    "start.empty": Bar(2, 0.3, at_least=False),
    "start.full": Bar(2, 0.3, at_least=False),
}


@dataclass(frozen=True)
class Row:
    """One line of the table. `score` is what the bar of `key`, if there is one, is applied to."""

    key: str
    what: str
    unit: str
    ours: float
    reference: Optional[float]
    score: Optional[float]
    rounds: list[Any]

    def as_json(self) -> dict[str, Any]:
        bar = BARS.get(self.key)
        judged = bar is not None and self.score is not None
        return {
            **asdict(self),
            "bar": bar and bar.value,
            "moonshot": bar and bar.moonshot,
            "at_least": bar and bar.at_least,
            "verdict": bar.verdict(self.score) if bar and judged else "",
        }


def compared(key: str, what: str, unit: str, rounds: list[tuple[float, float]], inverse: bool = False) -> Row:
    """A row of pairs (ours, reference) that were measured one after the other: the median of the pairs' ratios.

    `inverse`: for times, of which a smaller one is better.
    """
    ratios = [(theirs / ours) if inverse else (ours / theirs) for ours, theirs in rounds]
    ours, theirs = (statistics.median(side) for side in zip(*rounds))
    told = [{"ours": o, "reference": r, "ratio": ratio} for (o, r), ratio in zip(rounds, ratios)]
    return Row(key, what, unit, ours, theirs, statistics.median(ratios), told)


def absolute(key: str, what: str, unit: str, rounds: list[float], worst: bool = False) -> Row:
    """A row that has no reference: its median, or its greatest value, is the score."""
    value = max(rounds) if worst else statistics.median(rounds)
    return Row(key, what, unit, value, None, value, rounds)


def tail(key: str, what: str, rounds: list[dict[str, float]]) -> Row:
    """How the slowest requests compare with the middle one, over rounds that tell `p50` and `p99` in milliseconds."""
    middle = statistics.median(one["p50"] for one in rounds)
    slowest = statistics.median(one["p99"] for one in rounds)
    ratio = statistics.median(one["p99"] / one["p50"] for one in rounds)
    return Row(key, what, "ms", slowest, middle, ratio, rounds)
