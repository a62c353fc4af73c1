"""Numbers with their 95% intervals over independent runs."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

LEVEL = 0.95  # of every confidence interval
RESAMPLES = 999  # of every bootstrap, unless a caller asks for another number


class Estimate(NamedTuple):
    value: float
    low: float  # bounds of the 95% interval over runs, NaN where there is none
    high: float


NOTHING = Estimate(np.nan, np.nan, np.nan)


def estimate(values: np.ndarray, statistic: Callable[[np.ndarray], np.ndarray]) -> Estimate:
    """statistic(mean over runs) with its bootstrap (BCa) 95% interval over runs; a run may be a trajectory.

    values: (run, k). statistic: function of means (..., k) that returns (...). Runs with a value that is not finite are
    left out. NaN without runs; no interval for one run, for equal runs, and where the statistic is not finite.
    """
    values = values[np.isfinite(values).all(axis=-1)]
    if not len(values):
        return NOTHING
    value = float(statistic(values.mean(axis=0)))
    if len(values) < 2 or not np.isfinite(value) or np.all(values == values[0]):
        return Estimate(value, np.nan, np.nan)

    def resampled(index, axis):  # index: (..., run); the axis is the last one
        return statistic(values[index].mean(axis=index.ndim - 1))

    return Estimate(value, *bootstrap_bounds([np.arange(len(values))], resampled, "BCa"))


def bootstrap_estimate(
    samples: Sequence[np.ndarray], statistic: Callable, method: str = "percentile", resamples: int = RESAMPLES
) -> Estimate:
    """statistic(*samples) with its bootstrap 95% interval.

    samples: independent samples (run,), resampled independently of each other. statistic: function of the samples that
    returns a number; if it has an argument `axis`, it is called once for all resamples, (resample, run). method:
    "percentile" or "BCa" (bias-corrected and accelerated).
    """
    return Estimate(float(statistic(*samples)), *bootstrap_bounds(samples, statistic, method, resamples))


def bootstrap_bounds(
    samples: Sequence[np.ndarray], statistic: Callable, method: str, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """Lower and upper bound of the interval of `bootstrap_estimate`. The resamples are the same in every call."""
    from scipy.stats import bootstrap  # here, because importing it takes as long as drawing a figure

    interval = bootstrap(
        samples,
        statistic,
        n_resamples=resamples,
        confidence_level=LEVEL,
        method=method,
        rng=np.random.default_rng(0),
    ).confidence_interval
    return float(interval.low), float(interval.high)


def proportion(hits: np.ndarray) -> Estimate:
    """Share of true entries of hits (run,), bool, with its exact (Clopper-Pearson) interval; NaN without runs."""
    if not hits.size:
        return NOTHING
    from scipy.special import betaincinv  # here, because few figures need it

    true, false, tail = int(hits.sum()), int((~hits).sum()), (1 - LEVEL) / 2
    low = betaincinv(true, false + 1, tail) if true else 0.0
    high = betaincinv(true + 1, false, 1 - tail) if false else 1.0
    return Estimate(true / hits.size, float(low), float(high))


def difference_of_means(one: np.ndarray, other: np.ndarray) -> Estimate:
    """Mean of one sample minus the mean of another, with Welch's interval for unequal variances.

    one, other: (run,), finite. No interval where one sample has fewer than two runs, NaN where one has none.
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
