"""The rows of a study's first table: findings, each with a verdict that follows from the claims of the paper's text."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from placecells.claims.claim import NOT_REPRODUCED, PARTLY, REPRODUCED, UNDECIDED, VERDICTS
from placecells.study import Row

TEXT = "text"


class RowVerdict(NamedTuple):
    """A row of the first table with its verdict."""

    row: Row
    verdict: str  # one of VERDICTS
    counts: dict[str, int]  # {verdict: number of the row's claims of the paper's text}, verdicts that occur
    headline: Mapping | None  # the headline claim's row of the claims table; None where the scale has no such claim

    @property
    def statements(self) -> int:
        """Number of the row's claims of the paper's text."""
        return sum(self.counts.values())


def row_verdicts(rows: Iterable[Row], claims: Iterable[Mapping]) -> list[RowVerdict]:
    """The rows with their verdicts, from the rows of the claims table."""
    claims = list(claims)
    return [_row_verdict(row, claims) for row in rows]


def _row_verdict(row: Row, claims: list[Mapping]) -> RowVerdict:
    own = [claim["verdict"] for claim in claims if claim["source"] == TEXT and claim["row"] == row.name]
    count = Counter(own)
    headline = next((claim for claim in claims if claim["id"] == row.headline), None)
    counts = {verdict: count[verdict] for verdict in VERDICTS if count[verdict]}
    return RowVerdict(row, _verdict(own, headline), counts, headline)


def _verdict(own: list[str], headline: Mapping | None) -> str:
    """Reproduced if all claims of the text are; the headline's verdict if it is neither that nor partly; else partly.

    Without a headline claim the row is undecided.
    """
    if headline is None:
        return UNDECIDED
    if headline["verdict"] not in (REPRODUCED, PARTLY):
        return headline["verdict"]
    return REPRODUCED if set(own) | {headline["verdict"]} == {REPRODUCED} else PARTLY


def decided(claims: Iterable[Mapping]) -> list[Mapping]:
    """The claims with a verdict on their statement, checks of the code left out."""
    verdicts = (REPRODUCED, PARTLY, NOT_REPRODUCED)
    return [claim for claim in claims if claim["source"] != "identity" and claim["verdict"] in verdicts]


def intervals(claims: Iterable[Mapping]) -> int:
    """Number of intervals with a statistical error on which decided claims rest: one a part of a statement."""
    numbers = (part for claim in decided(claims) for part in claim["parts"] or [claim])
    return sum(_is_interval(part["low"], part["high"]) for part in numbers)


def _is_interval(low: float | None, high: float | None) -> bool:
    """Whether the bounds are those of an interval; None is an infinite bound, or no number at all."""
    return low != high


def most_false(claims: Iterable[Mapping]) -> float:
    """The largest expected number of intervals that lie on the wrong side as a whole.

    A 95% interval lies above, or below, the true value with a probability of 2.5%. So many verdicts are false where
    every true value lies at the limit of what is expected; fewer where the true values lie further away.
    """
    return 0.025 * intervals(claims)
