"""log Z by mean field and by normal modes against sums over all states."""

import numpy as np
import pytest

from placecells.theory.reciprocal_space import partition


def machine(scale, visible=12, hidden=12, seed=0, fields=None):
    rng = np.random.default_rng(seed)
    size = scale if fields is None else fields
    return rng.normal(0, scale, (visible, hidden)), rng.normal(0, size, visible), rng.normal(0, size, hidden)


def halves(visible=12, hidden=12):
    return np.full(visible, 0.5), np.full(hidden, 0.5)


def test_the_exact_sum_without_weights():
    _, g, c = machine(1.0, 5, 4)
    assert partition.exact(np.zeros((5, 4)), g, c) == pytest.approx(np.logaddexp(0, g).sum() + np.logaddexp(0, c).sum())


def test_the_exact_sum_is_symmetric_in_the_layers():
    weights, g, c = machine(0.7, 6, 5)
    assert partition.exact(weights, g, c) == pytest.approx(partition.exact(weights.T, c, g))


@pytest.mark.parametrize("shape", [(12, 12), (12, 7), (7, 12)])
def test_normal_modes_are_right_to_second_order(shape):
    """The error falls faster than the square of the weights: the normal integral has the exact second cumulants."""
    errors = []
    for scale in (0.02, 0.04):
        weights, g, c = machine(scale, *shape, seed=1, fields=0.0)
        errors.append(abs(partition.gaussian(weights, g, c) - partition.exact(weights, g, c)))
    assert errors[1] < 1e-3
    assert errors[1] / errors[0] > 7.0


def test_the_form_over_saddles_is_the_stable_form():
    weights, g, c = machine(0.3, seed=2)
    stable = partition.gaussian(weights, g, c)
    assert partition.gaussian_by_saddles(weights, g, c) == pytest.approx(stable)
    other, exact = partition.gaussian_by_saddles(weights, g, c, mean_factor=0.25), partition.exact(weights, g, c)
    assert abs(stable - exact) < 0.5 * abs(other - exact)


def test_normal_modes_without_an_integral_are_undefined():
    weights, g, c = machine(1.0)
    assert np.linalg.svd(weights, compute_uv=False)[0] > 4.0
    assert np.isnan(partition.gaussian(weights, g, c))
    assert np.isnan(partition.gaussian_by_saddles(weights, g, c))


def test_mean_field_is_a_lower_bound_and_the_second_order_is_closer():
    for seed in range(5):
        weights, g, c = machine(0.2, seed=seed)
        exact = partition.exact(weights, g, c)
        naive, second = (partition.mean_field(weights, g, c, halves(), order) for order in (False, True))
        assert naive.outcome == second.outcome == partition.CONVERGED
        assert naive.log_partition <= exact
        assert abs(second.log_partition - exact) < 0.2 * abs(naive.log_partition - exact)


@pytest.mark.parametrize("second_order", [False, True])
def test_solutions_are_stationary_points_of_the_free_energy(second_order):
    weights, g, c = machine(0.3, 5, 4, seed=3)
    found = partition.mean_field(weights, g, c, halves(5, 4), second_order)

    def at(m, n):
        return partition.free_energy(m, n, weights, g, c, second_order)

    for index in range(5):
        step = 1e-5 * np.eye(5)[index]
        slope = at(found.visible + step, found.hidden) - at(found.visible - step, found.hidden)
        assert slope / 2e-5 == pytest.approx(0.0, abs=1e-6)
    for index in range(4):
        step = 1e-5 * np.eye(4)[index]
        slope = at(found.visible, found.hidden + step) - at(found.visible, found.hidden - step)
        assert slope / 2e-5 == pytest.approx(0.0, abs=1e-6)


def test_an_iteration_that_does_not_end_says_so():
    weights, g, c = machine(0.3)
    short = partition.mean_field(weights, g, c, halves(), False, limit=3)
    assert (short.outcome, short.iterations) == (partition.LIMIT, 3)
    assert short.residual > 1e-10
    broken = partition.mean_field(weights * np.nan, g, c, halves(), False)
    assert broken.outcome == partition.NOT_FINITE
