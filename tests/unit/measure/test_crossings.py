"""First crossings of a level: lines of known crossings, ends, and curves that never cross."""

import numpy as np
import pytest

from placecells.measure.crossings import bracket, first_crossing

X = np.array([0.0, 1.0, 3.0, 7.0])


def test_a_falling_line_crosses_where_it_says():
    np.testing.assert_allclose(first_crossing(X, 10.0 - 2.0 * X, 5.0), 2.5)
    np.testing.assert_allclose(first_crossing(X, 10.0 - 2.0 * X, 8.0), 1.0)  # at a point


def test_a_rising_line_is_negated():
    np.testing.assert_allclose(first_crossing(X, -(2.0 * X), -9.0), 4.5)


def test_the_first_of_several_crossings_counts():
    curve = np.array([1.0, 0.0, 1.0, 0.0])
    np.testing.assert_allclose(first_crossing(X, curve, 0.5), 0.5)


def test_every_curve_has_its_level():
    curves = np.stack([10.0 - X, 20.0 - 4.0 * X])
    np.testing.assert_allclose(first_crossing(X, curves, np.array([8.0, 2.0])), [2.0, 4.5])
    np.testing.assert_allclose(first_crossing(X, curves, 5.0), [5.0, 3.75])


@pytest.mark.parametrize("level", [0.5, 11.0, 10.0])
def test_no_crossing_is_nan(level):
    """Never that low; below the level from the start; at the level from the start."""
    assert np.isnan(first_crossing(X, np.array([10.0, 9.0, 8.0, 1.0]), level))


def test_one_point_has_no_crossing():
    assert np.isnan(first_crossing(X[:1], np.array([1.0]), 0.5))


def test_bracket_names_the_neighbours():
    before, after, crosses = bracket(np.array([[4.0, 3.0, 1.0], [4.0, 3.0, 3.0]]), 2.0)
    assert (before[0], after[0]) == (1, 2)
    np.testing.assert_array_equal(crosses, [True, False])
