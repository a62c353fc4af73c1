"""Rows of the claims table as a Markdown table, for pages of docs/."""

from collections.abc import Iterable, Mapping

from placecells.claims.claim import SOURCES

HEAD = ("claim", "source", "statement", "measured", "expected", "verdict")


def as_markdown(rows: Iterable[Mapping]) -> str:
    """A Markdown table of rows of the claims table, one line a claim; parts of a statement are joined by "; "."""
    lines = [f"| {' | '.join(HEAD)} |", "| --- " * len(HEAD) + "|"]
    return "\n".join([*lines, *(_line(row) for row in rows)]) + "\n"


def _line(row: Mapping) -> str:
    measured = "; ".join(_numbers(part) for part in row["parts"]) or _numbers(row)
    verdict = row["verdict"] + (f": {row['reason']}" if row["reason"] else "")
    cells = (row["id"], SOURCES[row["source"]], row["statement"], measured, row["expected"], verdict)
    escaped = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def _numbers(part: Mapping) -> str:
    """The value with its interval, and the part's name where there is one."""
    if part["measured"] is None:
        return "–"
    bounds = [f"{bound:.3g}" for bound in (part["low"], part["high"]) if bound is not None]
    interval = f" [{', '.join(bounds)}]" if len(set(bounds)) > 1 else ""
    name = f"{part['part']}: " if "part" in part else ""
    return f"{name}{part['measured']:.3g}{interval}"
