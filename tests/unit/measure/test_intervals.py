"""Intervals against scipy.stats. How often they hold is simulated in test_coverage.py."""

import numpy as np
import pytest
from scipy import stats

from placecells.measure.intervals import (
    LEVEL,
    difference_of_means,
    estimate,
    geometric_mean,
    jackknife,
    mean,
    proportion,
    ratio_of_geometric_means,
)


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


def test_mean_is_students():
    values = np.random.default_rng(1).normal(3, 1, 7)
    bounds = stats.ttest_1samp(values, 0).confidence_interval(LEVEL)
    assert mean(np.append(values, np.nan)) == pytest.approx((values.mean(), bounds.low, bounds.high))


def test_the_jackknife_of_a_mean_is_students_interval():
    values = np.random.default_rng(2).normal(3, 1, 9)
    assert jackknife([values], np.mean) == pytest.approx(mean(values))


def test_the_jackknife_in_logarithms_of_one_mean_over_another():
    """Against linear propagation of the errors, which is exact for many runs."""
    rng = np.random.default_rng(3)
    above, below = rng.normal(4.0, 0.4, 400), rng.normal(2.0, 0.3, 500)
    found = jackknife([above, below], lambda x, y: x.mean() / y.mean(), log=True)
    assert found.value == above.mean() / below.mean()
    error = np.hypot(above.std() / above.mean() / np.sqrt(400), below.std() / below.mean() / np.sqrt(500))
    np.testing.assert_allclose(np.log([found.high / found.value, found.value / found.low]), 1.965 * error, rtol=0.01)


def test_geometric_means():
    rng = np.random.default_rng(4)
    one, other = np.exp(rng.normal(0, 1, 6)), np.exp(rng.normal(1, 2, 5))
    assert geometric_mean(one).value == pytest.approx(stats.gmean(one))
    test = stats.ttest_ind(np.log(one), np.log(other), equal_var=False)
    bounds = test.confidence_interval(LEVEL)
    ratio = stats.gmean(one) / stats.gmean(other)
    assert ratio_of_geometric_means(one, other) == pytest.approx((ratio, np.exp(bounds.low), np.exp(bounds.high)))


def test_nothing_to_estimate_from():
    empty, one, two = np.array([]), np.array([1.0]), np.array([1.0, 2.0])
    assert np.isnan(proportion(empty.astype(bool))).all()
    assert np.isnan(difference_of_means(empty, two)).all()
    assert difference_of_means(one, two)[0] == -0.5
    assert np.isnan(difference_of_means(one, two)[1:]).all()
    assert np.isnan(estimate(np.full((3, 1), np.nan), lambda means: means[0])).all()
    assert np.isnan(mean(empty)).all()
    assert np.isnan(jackknife([one], np.mean)[1:]).all()
    assert jackknife([np.ones(3)], np.mean) == (1.0, 1.0, 1.0)
