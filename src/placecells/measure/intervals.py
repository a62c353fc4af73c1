"""Numbers with their 95% intervals over independent runs."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

LEVEL = 0.95  # of every confidence interval
RESAMPLES = 999


class Estimate(NamedTuple):
    value: float
    low: float  # bounds of the 95% interval over runs, NaN where it cannot be had
    high: float


NOTHING = Estimate(np.nan, np.nan, np.nan)


def estimate(values: np.ndarray, statistic: Callable[[np.ndarray], np.ndarray]) -> Estimate:
    """statistic(mean over runs) with its bootstrap (BCa) 95% interval over runs; a run may be a trajectory.

    values: (run, k). statistic maps (..., k) to (...). Runs with a non-finite value are left out.
    """
    values = values[np.isfinite(values).all(axis=-1)]
    if not len(values):
        return NOTHING
    value = float(statistic(values.mean(axis=0)))
    if len(values) < 2 or not np.isfinite(value) or np.all(values == values[0]):
        return Estimate(value, np.nan, np.nan)
    from scipy.stats import bootstrap  # here, because it is as slow to import as a figure is to draw

    def resampled(index, axis):  # index: (..., run); the axis is its last
        return statistic(values[index].mean(axis=index.ndim - 1))

    interval = bootstrap(
        (np.arange(len(values)),),
        resampled,
        n_resamples=RESAMPLES,
        confidence_level=LEVEL,
        vectorized=True,
        rng=np.random.default_rng(0),
    ).confidence_interval
    return Estimate(value, float(interval.low), float(interval.high))


def proportion(hits: np.ndarray) -> Estimate:
    """Share of true entries of a bool array with its exact (Clopper-Pearson) binomial interval; NaN if empty."""
    if not hits.size:
        return NOTHING
    from scipy.special import betaincinv  # here, because few figures need it

    true, false, tail = int(hits.sum()), int((~hits).sum()), (1 - LEVEL) / 2
    low = betaincinv(true, false + 1, tail) if true else 0.0
    high = betaincinv(true + 1, false, 1 - tail) if false else 1.0
    return Estimate(true / hits.size, float(low), float(high))


def difference_of_means(one: np.ndarray, other: np.ndarray) -> Estimate:
    """Mean of one sample minus the mean of another, Welch's interval.

    one, other: (run,), finite. No interval where one side has fewer than two runs, NaN where it has none.
    """
    if not one.size or not other.size:
        return NOTHING
    difference = float(one.mean() - other.mean())
    if min(one.size, other.size) < 2:
        return Estimate(difference, np.nan, np.nan)
    from scipy.special import stdtrit

    squares = np.array([side.var(ddof=1) / side.size for side in (one, other)])
    freedom = squares.sum() ** 2 / (squares**2 / (np.array([one.size, other.size]) - 1)).sum()
    error = float(stdtrit(freedom, (1 + LEVEL) / 2) * np.sqrt(squares.sum()))
    return Estimate(difference, difference - error, difference + error)
