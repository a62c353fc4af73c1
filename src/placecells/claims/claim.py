"""A statement as data, its control, and the verdict on it.

A verdict follows where the 95% interval of a measurement lies on one side of what is expected, as a whole. A claim
about the paper also needs a control: data for which the same measure must give the opposite verdict. A measure that
gives one verdict whatever the data are says nothing. A claim whose own calculation fails says nothing either: its
verdict is "error".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf, isfinite, isnan
from typing import Literal, NamedTuple

REPRODUCED, PARTLY, NOT_REPRODUCED = "reproduced", "partly", "not reproduced"
UNDECIDED, ERROR = "undecided", "error"
VERDICTS = (REPRODUCED, PARTLY, NOT_REPRODUCED, UNDECIDED, ERROR)
OPPOSITE = {REPRODUCED: NOT_REPRODUCED, PARTLY: NOT_REPRODUCED, NOT_REPRODUCED: REPRODUCED}

MORE_RUNS = "more runs would decide"
SOURCES = {  # what a claim states: counted apart
    "text": "the paper's text",
    "notebook": "public code",
    "ours": "our own predictions",
    "identity": "checks of the code, which need no run",
}
FAILINGS = {  # where the cause lies if a claim is not reproduced
    "statement": "the statement fails",
    "notebook": "notebook and text differ",
    "size": "finite size, or our training",
}


class Undecided(Exception):
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
    """A range that the true value must lie in: decided where the interval lies inside, or outside, as a whole."""

    low: float = -inf
    high: float = inf

    def __str__(self) -> str:
        if isfinite(self.low) and isfinite(self.high):
            return f"{self.low:g} to {self.high:g}"
        return f"above {self.low:g}" if isfinite(self.low) else f"below {self.high:g}"

    def judge(self, low: float, high: float) -> Verdict:
        """The verdict on an interval."""
        if self.low <= low and high <= self.high:
            return Verdict(REPRODUCED, "")
        if high < self.low or low > self.high:
            return Verdict(NOT_REPRODUCED, f"the whole interval lies outside {self}")
        return Verdict(UNDECIDED, f"the interval lies partly outside {self}")


@dataclass(frozen=True)
class Agrees:
    """Equivalence with a predicted value: the true value differs from it by `within` at most."""

    value: float
    within: float

    def __str__(self) -> str:
        return f"{self.value:.4g} ± {self.within:.2g}"

    def judge(self, low: float, high: float) -> Verdict:
        """The verdict on an interval."""
        verdict = Band(self.value - self.within, self.value + self.within).judge(low, high)
        return verdict._replace(reason=verdict.reason and f"{verdict.reason.partition(' outside ')[0]} outside {self}")


Expected = Band | Agrees
Measure = Callable[..., Measurement | Mapping[str, Measurement]]


@dataclass(frozen=True)
class Control:
    """Data for which the measure of a claim must give a known verdict, most often the opposite of the claim's.

    what: the data in words, such as "untrained weights". measure: takes the datasets of `datasets`, in that order, and
    returns what the claim's measure returns. gives: the verdict that must come out.
    """

    what: str
    measure: Measure
    datasets: tuple[str, ...] = ()
    gives: str = NOT_REPRODUCED


@dataclass(frozen=True)
class Claim:
    """One checkable statement.

    measure takes the datasets of `datasets`, in that order, and returns a Measurement, or {part: Measurement} for a
    statement of several parts, or raises Undecided; without datasets it computes the statement from the theory or the
    machine alone. expected and tolerance are set before looking at results; tolerance says where the numbers in
    `expected` come from. For a statement of several parts, expected is {part: Band or Agrees}.
    """

    id: str  # unique over all studies and the same for ever, e.g. "ising-07b"; need not begin with its module's name
    section: str  # of the paper: "III.1", "A"
    statement: str  # in our own words
    source: Literal["text", "notebook", "ours", "identity"]
    quantity: str  # what is measured, in words
    unit: str
    datasets: tuple[str, ...]  # names of experiments
    measure: Measure
    expected: Expected | Mapping[str, Expected]
    tolerance: str  # the reason for the numbers in `expected`
    test: str  # how the interval is made
    where: str = ""  # paragraph, figure and panel in which the paper says so; "" for our own predictions
    why: str = ""  # one sentence of physics: why the measured value is what it is
    controls: tuple[Control, ...] = ()
    no_control: str = ""  # why there is no control with the opposite verdict
    figure: str = ""  # target of the figure that shows it
    printed: str = ""  # the number that the paper or the notebook prints
    least_runs: int = 4  # an interval over fewer runs says little
    audit: int = 0  # number of the audit's finding it belongs to, 0 for none
    row: str = ""  # name of the row of the study's first table that it belongs to
    failing: Literal["statement", "notebook", "size"] = "statement"  # where the cause lies if it is not reproduced
    decides: str = MORE_RUNS  # what would decide it where it is undecided

    def judge(self, measured: Measurement | Mapping[str, Measurement]) -> Verdict:
        """The verdict on a measurement, whatever the controls say."""
        if isinstance(measured, Measurement):
            return self._judge(measured, self.expected)
        verdicts = {part: self._judge(value, self.expected[part]) for part, value in measured.items()}
        return together(verdicts)

    def _judge(self, measured: Measurement, expected: Expected) -> Verdict:
        if measured.runs < self.least_runs:
            return Verdict(UNDECIDED, f"{measured.runs} runs, the claim needs {self.least_runs}")
        if isnan(measured.low) or isnan(measured.high) or not isfinite(measured.value):
            return Verdict(UNDECIDED, "the measurement has no finite value with an interval")
        return expected.judge(measured.low, measured.high)


def together(verdicts: Mapping[str, Verdict]) -> Verdict:
    """The verdict on a statement of several parts, from those on its parts."""
    names = {verdict.name for verdict in verdicts.values()}
    if len(names) == 1 and names != {UNDECIDED}:
        return Verdict(names.pop(), "; ".join(f"{part}: {v.reason}" for part, v in verdicts.items() if v.reason))
    listed = "; ".join(f"{part}: {v.name}" + (f", {v.reason}" if v.reason else "") for part, v in verdicts.items())
    return Verdict(UNDECIDED if UNDECIDED in names else PARTLY, listed)
