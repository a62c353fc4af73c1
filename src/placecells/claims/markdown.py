"""Rows of the claims table as a Markdown table, for pages of docs/."""

from collections.abc import Iterable, Mapping, Sequence

from placecells.claims.claim import SOURCES

HEAD = ("claim", "source", "statement", "measured", "expected", "verdict")


def as_markdown(rows: Iterable[Mapping]) -> str:
    """A Markdown table of rows of the claims table, one line a claim; parts of a statement are joined by "; "."""
    return table(HEAD, map(_cells, rows))


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table of lines of text."""
    escaped = ([cell.replace("|", r"\|") for cell in line] for line in lines)
    whole = [f"| {' | '.join(head)} |", "| --- " * len(head) + "|", *(f"| {' | '.join(line)} |" for line in escaped)]
    return "\n".join(whole) + "\n"


def _cells(row: Mapping) -> tuple[str, ...]:
    measured = "; ".join(numbers(part) for part in row["parts"]) or numbers(row)
    verdict = row["verdict"] + (f": {row['reason']}" if row["reason"] else "")
    return row["id"], SOURCES[row["source"]], row["statement"], measured, row["expected"], verdict


def numbers(part: Mapping) -> str:
    """The value with its interval, and the part's name where there is one."""
    if part["measured"] is None:
        return "–"
    bounds = [f"{bound:.3g}" for bound in (part["low"], part["high"]) if bound is not None]
    interval = f" [{', '.join(bounds)}]" if len(set(bounds)) > 1 else ""
    name = f"{part['part']}: " if "part" in part else ""
    return f"{name}{part['measured']:.3g}{interval}"
