"""Intervals against scipy.stats, and against how often they hold."""

import numpy as np
import pytest
from scipy import stats

from placecells.measure.intervals import LEVEL, difference_of_means, estimate, proportion


@pytest.mark.parametrize(("true", "size"), [(0, 1), (1, 1), (0, 12), (3, 12), (12, 12), (417, 1000)])
def test_proportion(true, size):
    found = proportion(np.arange(size) < true)
    bounds = stats.binomtest(true, size).proportion_ci(LEVEL, method="exact")
    assert found == pytest.approx((true / size, bounds.low, bounds.high), rel=1e-9)


def test_difference_of_means():
    rng = np.random.default_rng(0)
    one, other = rng.normal(3, 1, 7), rng.normal(1, 5, 4)
    test = stats.ttest_ind(one, other, equal_var=False)
    bounds = test.confidence_interval(LEVEL)
    assert difference_of_means(one, other) == pytest.approx((one.mean() - other.mean(), bounds.low, bounds.high))


def test_estimate_holds_as_often_as_it_says():
    rng = np.random.default_rng(0)
    found = [estimate(rng.normal(2, 1, (30, 1)), lambda mean: mean[..., 0] ** 2) for _ in range(200)]
    share = np.mean([one.low < 4 < one.high for one in found])
    assert abs(share - LEVEL) < 3 * np.sqrt(LEVEL * (1 - LEVEL) / 200) + 0.02  # BCa of 30 runs: 0.02 of its own


def test_nothing_to_estimate_from():
    empty, one, two = np.array([]), np.array([1.0]), np.array([1.0, 2.0])
    assert np.isnan(proportion(empty.astype(bool))).all()
    assert np.isnan(difference_of_means(empty, two)).all()
    assert difference_of_means(one, two)[0] == -0.5
    assert np.isnan(difference_of_means(one, two)[1:]).all()
    assert np.isnan(estimate(np.full((3, 1), np.nan), lambda mean: mean[..., 0])).all()
