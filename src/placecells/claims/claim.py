"""A statement of the paper as data, and the verdict on it.

A verdict needs a measurement with an interval. It is "reproduced" or "not reproduced" only where the interval decides;
missing data, too few runs, or an interval that is too wide give "not testable at this scale". A claim whose own
calculation fails says nothing about the paper: its verdict is "error".
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite, isnan
from typing import Literal, NamedTuple

REPRODUCED, NOT_REPRODUCED, NOT_TESTABLE = "reproduced", "not reproduced", "not testable at this scale"
ERROR = "error"
VERDICTS = (REPRODUCED, NOT_REPRODUCED, NOT_TESTABLE, ERROR)


class NotTestable(Exception):
    """The data cannot decide a claim; the message is one sentence."""


class Measurement(NamedTuple):
    """What was measured: a value, its 95% interval (the value itself where it is exact), independent runs."""

    value: float
    low: float
    high: float
    runs: int = 1
    detail: str = ""  # further numbers of the same measurement, a sentence for the report


class Verdict(NamedTuple):
    name: str  # one of VERDICTS
    reason: str  # one sentence, empty where reproduced


@dataclass(frozen=True)
class Band:
    """A range the true value must lie in: decided where the interval lies inside, or outside, as a whole."""

    low: float = -inf
    high: float = inf

    def __str__(self) -> str:
        if isfinite(self.low) and isfinite(self.high):
            return f"{self.low:g} to {self.high:g}"
        return f"above {self.low:g}" if isfinite(self.low) else f"below {self.high:g}"

    def judge(self, low: float, high: float) -> Verdict:
        if self.low <= low and high <= self.high:
            return Verdict(REPRODUCED, "")
        if high < self.low or low > self.high:
            return Verdict(NOT_REPRODUCED, "the whole interval is on the other side of what is expected")
        return Verdict(
            NOT_TESTABLE, "the interval is partly on the other side of what is expected: more runs would decide"
        )


@dataclass(frozen=True)
class Agrees:
    """A predicted value: agreement within the interval and a named systematic error.

    resolution: the largest half-width of an interval that can tell agreement from its opposite.
    """

    value: float
    systematic: float
    resolution: float

    def __str__(self) -> str:
        return f"{self.value:.4g} ± {self.systematic:.2g}" if self.systematic else f"{self.value:.4g}"

    def judge(self, low: float, high: float) -> Verdict:
        if low - self.systematic > self.value or high + self.systematic < self.value:
            return Verdict(NOT_REPRODUCED, f"the interval excludes {self}")
        if (high - low) / 2 > self.resolution:
            return Verdict(NOT_TESTABLE, f"the interval is wider than ± {self.resolution:.2g}: more runs would decide")
        return Verdict(REPRODUCED, "")


@dataclass(frozen=True)
class Claim:
    """One checkable statement.

    measure takes the datasets of `datasets`, in that order, and returns a Measurement, or raises NotTestable; without
    datasets it computes the statement from the theory or the machine alone. expected and tolerance are set before
    looking at results; tolerance says where the numbers in `expected` come from.
    """

    id: str  # unique over all studies and the same for ever, e.g. "ising-07b"; need not begin with its module's name
    section: str  # of the paper: "III.1", "A"
    figure: str  # target of the figure that shows it, or ""
    statement: str  # in our own words
    source: Literal["text", "notebook", "ours"]
    quantity: str  # what is measured, in words
    unit: str
    datasets: tuple[str, ...]  # names of experiments
    measure: Callable[..., Measurement]
    expected: Band | Agrees
    tolerance: str  # the reason for the numbers in `expected`
    test: str  # how the interval is made
    least_runs: int = 4  # a bootstrap over fewer runs says little
    audit: int = 0  # number of the audit's finding it belongs to, 0 for none

    def judge(self, measured: Measurement) -> Verdict:
        """The verdict on a measurement."""
        if measured.runs < self.least_runs:
            return Verdict(NOT_TESTABLE, f"{measured.runs} runs, the claim needs {self.least_runs}")
        if isnan(measured.low) or isnan(measured.high) or not isfinite(measured.value):
            return Verdict(NOT_TESTABLE, "the measurement has no finite value with an interval")
        return self.expected.judge(measured.low, measured.high)
