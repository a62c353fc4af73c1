"""From values of independent runs to intervals and p values, against scipy and against known laws."""

import numpy as np
import pytest
from scipy import stats

from placecells.claims.intervals import mean_of, uniform_on_ring


def test_the_mean_with_its_student_interval_is_scipy_s():
    values = np.random.default_rng(0).normal(3.0, 2.0, 5)
    found, expected = mean_of(values), stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
    assert found[:3] == pytest.approx((values.mean(), expected.low, expected.high))
    assert found.runs == 5


def test_one_run_has_a_mean_without_an_interval():
    found = mean_of(np.array([2.0]))
    assert (found.value, found.runs) == (2.0, 1)
    assert np.isnan([found.low, found.high]).all()


def test_kuiper_is_uniform_for_uniform_places_and_rotation_invariant():
    """p values of the test under its null hypothesis: their mean is 1/2 within 4 standard errors."""
    rng = np.random.default_rng(1)
    p = [uniform_on_ring(rng.uniform(0, 100, 50), 100) for _ in range(400)]
    assert abs(np.mean(p) - 0.5) < 4 / np.sqrt(12 * 400)
    places = rng.uniform(0, 100, 50)
    assert uniform_on_ring(places + 37.3, 100) == pytest.approx(uniform_on_ring(places, 100))
    assert uniform_on_ring(rng.normal(99, 8, 50), 100) < 1e-6
