"""How claims turn values of independent runs into a value with its 95% interval."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.measure import intervals
from placecells.measure.intervals import Estimate

STUDENT = "Student's interval over runs, 95%"
LOG_STUDENT = "Student's interval of the logarithms over runs, 95%: a statement on the geometric mean"
WELCH = "Welch's interval for two independent samples, 95%"
LOG_WELCH = "Welch's interval of the logarithms, 95%: a statement on the ratio of geometric means"
JACKKNIFE = "jackknife over runs with Student's factor, 95%"
BINOMIAL = "exact binomial interval (Clopper-Pearson) over runs, 95%"
LINE = "least-squares line, Student's interval, 95%"
EXACT = "exact computation, no statistics"
P_VALUE = "p value; the claim holds unless it falls below the level, set before looking"
FAMILY_LEVEL, EQUALITY_TESTS = 0.05, 2  # level of all tests of equality together, and their number
LEVEL_OF_TESTS = FAMILY_LEVEL / EQUALITY_TESTS


def mean_of(values: Any, detail: str = "") -> Measurement:
    """Mean over runs of the finite values with Student's interval. Raises Undecided without any."""
    values = finite(values)
    return from_estimate(intervals.mean(values), len(values), detail)


def geometric_mean_of(values: Any, detail: str = "") -> Measurement:
    """Geometric mean over runs of the positive values with Student's interval of the logarithms."""
    values = finite(values)
    if (values <= 0).any():
        raise Undecided("a value is not positive, so that it has no logarithm")
    return from_estimate(intervals.geometric_mean(values), len(values), detail)


def difference_of(one: Any, other: Any, detail: str = "") -> Measurement:
    """Mean of one independent sample minus the mean of another, Welch's interval."""
    one, other = _two_samples(one, other)
    return from_estimate(intervals.difference_of_means(one, other), min(len(one), len(other)), detail)


def ratio_of(above: Any, below: Any, detail: str = "") -> Measurement:
    """Geometric mean of one independent positive sample over that of another, Welch's interval of the logarithms."""
    above, below = _two_samples(above, below)
    return from_estimate(intervals.ratio_of_geometric_means(above, below), min(len(above), len(below)), detail)


def statistic_of(
    samples: Sequence[np.ndarray], statistic: Callable[..., float], detail: str = "", log: bool = False
) -> Measurement:
    """A statistic of independent samples (run, ...) with the jackknife's interval, as `measure.intervals.jackknife`."""
    runs = min(map(len, samples))
    if runs < 2:
        raise Undecided(f"{runs} runs, an interval needs two")
    return from_estimate(intervals.jackknife(samples, statistic, log), runs, detail)


def share_of(hits: Sequence[bool], detail: str = "") -> Measurement:
    """Share of true entries over runs, exact binomial interval. Raises Undecided for no runs."""
    hits = np.asarray(hits, dtype=bool)
    if not hits.size:
        raise Undecided("no run has what the claim is about")
    return from_estimate(intervals.proportion(hits), hits.size, detail)


def from_estimate(found: Estimate, runs: int, detail: str = "") -> Measurement:
    """An Estimate of the analysis as a Measurement."""
    return Measurement(found.value, found.low, found.high, runs, detail)


def exact(value: float, detail: str = "") -> Measurement:
    """A number without statistical error."""
    return Measurement(float(value), float(value), float(value), 1, detail)


def p_value(value: float, runs: int, detail: str = "") -> Measurement:
    """The p value of a test over `runs` independent runs."""
    return Measurement(float(value), float(value), float(value), runs, detail)


def finite(values: Any) -> np.ndarray:
    """The finite values, flat. Raises Undecided if there are none."""
    values = np.asarray(values, dtype=float).ravel()
    values = values[np.isfinite(values)]
    if not len(values):
        raise Undecided("no run has what the claim is about")
    return values


def _two_samples(one: Any, other: Any) -> tuple[np.ndarray, np.ndarray]:
    one, other = finite(one), finite(other)
    if min(len(one), len(other)) < 2:
        raise Undecided(f"{len(one)} and {len(other)} runs, an interval needs two of each")
    return one, other


def uniform_on_ring(positions: np.ndarray, sites: float) -> float:
    """p value of Kuiper's test that positions (run,) in sites are uniform on a ring (Stephens' asymptotic formula).

    Kuiper's V does not depend on where the ring is cut. Press et al., Numerical Recipes, section 14.3.4.
    """
    x = np.sort(np.asarray(positions, dtype=float) % sites) / sites
    n = len(x)
    steps = np.arange(1, n + 1) / n
    v = (steps - x).max() + (x - steps + 1 / n).max()
    scaled = (np.sqrt(n) + 0.155 + 0.24 / np.sqrt(n)) * v
    if scaled < 0.4:  # the series is 1 to seven digits, and converges slowly
        return 1.0
    j = np.arange(1, 101)
    return float(min(1.0, 2 * np.sum((4 * j**2 * scaled**2 - 1) * np.exp(-2 * j**2 * scaled**2))))
