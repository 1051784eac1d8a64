"""The rows of a result as text: for a terminal and for Markdown. Pure."""

from __future__ import annotations

from typing import Any, Optional

HEAD = ["What", "Ours", "Reference", "Ratio", "Bar", "Moonshot", "Verdict"]


def number(value: Optional[float], unit: str = "") -> str:
    """With three significant digits or all whole ones, and its unit."""
    if value is None:
        return ""
    size = abs(value)
    digits = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{value:,.{digits}f}" + (f" {unit}" if unit and not unit.startswith("/") else unit)


def limit(row: dict[str, Any], name: str) -> str:
    if row[name] is None:
        return ""
    unit = row["unit"] if row["reference"] is None else ""
    return ("≥ " if row["at_least"] else "≤ ") + number(row[name], unit)


def cells(row: dict[str, Any]) -> list[str]:
    """The texts of one row, in the order of `HEAD`."""
    unit = row["unit"]
    ratio = number(row["score"]) if row["reference"] is not None else ""
    return [row["what"], number(row["ours"], unit), number(row["reference"], unit), ratio,
            limit(row, "bar"), limit(row, "moonshot"), row["verdict"]]


def plain(rows: list[dict[str, Any]]) -> str:
    """For a terminal: the first and last column to the left, numbers to the right."""
    lines = [HEAD, *(cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    left = (0, len(HEAD) - 1)

    def laid_out(line: list[str]) -> str:
        fields = (text.ljust(w) if i in left else text.rjust(w) for i, (text, w) in enumerate(zip(line, widths)))
        return "  ".join(fields).rstrip()

    return "\n".join([laid_out(HEAD), "-" * (sum(widths) + 2 * (len(HEAD) - 1)), *map(laid_out, lines[1:])])


def markdown(head: list[str], lines: list[list[str]]) -> str:
    """A table of Markdown. All columns but the first hold numbers or short words."""
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] + ["---:"] * (len(head) - 1), *lines])
