"""How claims turn values of independent runs into a value with its 95% interval."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from placecells.claims.claim import Measurement, NotTestable
from placecells.measure.intervals import LEVEL, Estimate, bootstrap_estimate, estimate, proportion

BOOTSTRAP = "bootstrap (BCa) over runs, 95%"
EXACT = "exact computation, no statistics"
BINOMIAL = "exact binomial interval (Clopper-Pearson) over runs, 95%"
STUDENT = "least-squares line, Student interval, 95%"
P_VALUE = "p value; the claim holds unless it falls below the level, set before looking"
LEVEL_OF_TESTS = 0.01  # of every test that gives a p value


def mean_of(values: Any, detail: str = "") -> Measurement:
    """Mean over runs of finite values (run,) with its bootstrap interval; the value itself where all are equal."""
    values = finite(values)
    if np.ptp(values) == 0:
        return Measurement(values[0], values[0], values[0], len(values), detail)
    return from_estimate(estimate(values[:, None], lambda mean: mean[..., 0]), len(values), detail)


def student_mean(values: np.ndarray, detail: str = "") -> Measurement:
    """Mean over runs of values (run,) with its Student interval, which holds for a few runs too.

    The bounds are NaN for one run.
    """
    from scipy.special import stdtrit

    runs = len(values)
    half = np.nan if runs < 2 else stdtrit(runs - 1, (1 + LEVEL) / 2) * values.std(ddof=1) / np.sqrt(runs)
    value = float(values.mean())
    return Measurement(value, value - half, value + half, runs, detail)


def median_of(values: Any, detail: str = "") -> Measurement:
    """Median over runs of finite values (run,) with its bootstrap interval."""
    values = finite(values)
    if len(values) < 2 or np.ptp(values) == 0:
        return mean_of(values, detail)
    return from_estimate(bootstrap_estimate([values], np.median, method="BCa"), len(values), detail)


def ratio_of_means(above: Any, below: Any, detail: str = "") -> Measurement:
    """Mean of one independent sample over the mean of another, bootstrap interval."""
    above, below = finite(above), finite(below)
    if min(len(above), len(below)) < 2:
        raise NotTestable(f"{len(above)} and {len(below)} runs, an interval needs two of each")

    def ratio(x, y, axis=-1):
        return x.mean(axis=axis) / y.mean(axis=axis)

    return from_estimate(bootstrap_estimate([above, below], ratio), min(len(above), len(below)), detail)


def share_of(hits: Sequence[bool], detail: str = "") -> Measurement:
    """Share of true entries over runs, exact binomial interval. Raises NotTestable for no runs."""
    hits = np.asarray(hits, dtype=bool)
    if not hits.size:
        raise NotTestable("no run has what the claim is about")
    return from_estimate(proportion(hits), hits.size, detail)


def from_estimate(found: Estimate, runs: int, detail: str = "") -> Measurement:
    """An Estimate of the analysis as a Measurement."""
    return Measurement(found.value, found.low, found.high, runs, detail)


def exact(value: float, detail: str = "") -> Measurement:
    """A number without statistical error."""
    return Measurement(float(value), float(value), float(value), 1, detail)


def agreement(values: Any, expected: float) -> Measurement:
    """p value of Student's t test that the mean of values (run,) is `expected`: for laws that are exact.

    An interval of 95% would refuse one true law in twenty.
    """
    from scipy.stats import ttest_1samp

    values = finite(values)
    detail = f"Mean {values.mean():.5g} ± {values.std(ddof=1) / np.sqrt(len(values)):.1g}, expected {expected:g}."
    return p_value(ttest_1samp(values, expected).pvalue, len(values), detail)


def p_value(value: float, runs: int, detail: str = "") -> Measurement:
    """The p value of a test over `runs` independent runs."""
    return Measurement(float(value), float(value), float(value), runs, detail)


def finite(values: Any) -> np.ndarray:
    """The finite values, flat. Raises NotTestable if there are none."""
    values = np.asarray(values, dtype=float).ravel()
    values = values[np.isfinite(values)]
    if not len(values):
        raise NotTestable("no run has what the claim is about")
    return values


def uniform_on_ring(positions: np.ndarray, sites: int) -> float:
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
