"""Intervals against scipy.stats, and against how often they hold."""

import numpy as np
import pytest
from scipy import stats

from placecells.measure.intervals import LEVEL, bootstrap_estimate, difference_of_means, estimate, proportion


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


def test_a_bootstrap_over_samples_has_its_value_and_an_interval_around_it():
    """The ratio of two means, exact value 2; the interval against the error of linear propagation."""
    rng = np.random.default_rng(3)
    above, below = rng.normal(4.0, 0.4, 400), rng.normal(2.0, 0.3, 500)
    found = bootstrap_estimate([above, below], lambda x, y: x.mean() / y.mean())
    assert found.value == above.mean() / below.mean()
    error = found.value * np.hypot(0.4 / 4.0 / np.sqrt(400), 0.3 / 2.0 / np.sqrt(500))
    np.testing.assert_allclose([found.value - found.low, found.high - found.value], 1.96 * error, rtol=0.15)


def test_a_statistic_with_an_axis_gives_the_same_interval_at_once():
    values = np.random.default_rng(4).normal(1.0, 1.0, 30)
    one_by_one = bootstrap_estimate([values], lambda x: np.median(x), method="BCa")
    assert bootstrap_estimate([values], np.median, method="BCa") == one_by_one
    assert one_by_one.low < one_by_one.value < one_by_one.high
