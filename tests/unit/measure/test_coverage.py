"""How often the 95% intervals hold the true value, at the numbers of runs that the claims use.

`pytest -rP tests/unit/measure/test_coverage.py` prints the table.
"""

import numpy as np
import pytest

from placecells.measure import motion
from placecells.measure.crossings import first_crossing
from placecells.measure.intervals import (
    difference_of_means,
    estimate,
    geometric_mean,
    jackknife,
    mean,
    proportion,
    ratio_of_geometric_means,
)

TRIALS = 2000  # the standard error of a coverage of 95% is half a percent
LEAST = 0.93
RUNS = (4, 6, 8, 10, 12, 24)
SIGMA = 0.3  # of the logarithm: widths and distances over runs spread by less


def normal(rng, runs):
    return 1.0 + 0.5 * rng.standard_normal(runs)


def lognormal(rng, runs):
    return np.exp(SIGMA * rng.standard_normal(runs))


def walks(rng, runs, records=1000):
    """Free walks of unit steps (run, record)."""
    return np.cumsum(rng.standard_normal((runs, records)), axis=1)


LAGS = np.arange(1, 11)  # up to a hundredth of the time


def exponent(rng, runs):
    return motion.exponent(motion.msd(walks(rng, runs), LAGS), LAGS.astype(float))


def diffusion(rng, runs):
    return motion.diffusion(motion.msd(walks(rng, runs), LAGS), LAGS.astype(float))


ALPHA = np.log([0.1, 0.3, 1.0, 3.0])
FALLING = np.array([1.0, 0.9, 0.3, 0.1])


def half_way(curve):
    return float(first_crossing(ALPHA, curve, 0.5))


def threshold(rng, runs):
    return estimate(FALLING + 0.1 * rng.standard_normal((runs, 4)), half_way)


def ratio_of_means(rng, runs):
    return jackknife([lognormal(rng, runs), lognormal(rng, runs)], lambda a, b: a.mean() / b.mean(), log=True)


METHODS = {  # name: (interval of simulated runs, true value, numbers of runs)
    "Student, normal": (lambda rng, runs: mean(normal(rng, runs)), 1.0, RUNS),
    "Student, lognormal": (lambda rng, runs: mean(lognormal(rng, runs)), np.exp(SIGMA**2 / 2), RUNS),
    "Student of logarithms": (lambda rng, runs: geometric_mean(lognormal(rng, runs)), 1.0, RUNS),
    "Welch": (lambda rng, runs: difference_of_means(normal(rng, runs), 2 * normal(rng, 2 * runs)), -1.0, RUNS),
    "Welch of logarithms": (
        lambda rng, runs: ratio_of_geometric_means(lognormal(rng, runs), lognormal(rng, 2 * runs) ** 2),
        1.0,
        RUNS,
    ),
    "jackknife, ratio of means": (ratio_of_means, 1.0, RUNS),
    "jackknife, place of a crossing": (threshold, half_way(FALLING), RUNS[2:]),
    "jackknife, exponent of free walks": (exponent, 1.0, RUNS),
    "jackknife, D of free walks": (diffusion, 0.5, RUNS),
    "binomial, share of 0.3": (lambda rng, runs: proportion(rng.random(runs) < 0.3), 0.3, RUNS),
    "binomial, share of 0.9": (lambda rng, runs: proportion(rng.random(runs) < 0.9), 0.9, RUNS),
}


@pytest.mark.parametrize("name", METHODS)
def test_intervals_hold_the_true_value(name):
    interval, true, numbers = METHODS[name]
    trials = TRIALS // 4 if "walks" in name else TRIALS
    shares = []
    for runs in numbers:
        rng = np.random.default_rng(runs)
        found = [interval(rng, runs) for _ in range(trials)]
        shares.append(np.mean([one.low <= true <= one.high for one in found]))
    print(f"{name:36}", *(f"{runs:2} runs {share:.1%} " for runs, share in zip(numbers, shares, strict=True)))
    assert min(shares) >= LEAST
