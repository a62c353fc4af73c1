"""Flows (31), (47), (35), (36), (49), (51): against enumeration, limits and finite differences."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.special import logsumexp

from placecells.theory import averages, flow

SITES = 7


def log_likelihood(weights, v, data):
    """Data average of log P(v), with Z from all visible configurations ``v``."""
    marginal = np.sum(np.logaddexp(v @ weights.T, -v @ weights.T), axis=1)
    return data @ marginal - logsumexp(marginal)


@pytest.mark.parametrize("hidden", [1, 2, 3])
def test_exact_flow_is_the_gradient_of_the_enumerated_likelihood(hidden):
    v = averages.all_configurations(SITES)
    data = averages.ring_probabilities(v, 0.6)
    weights = np.random.default_rng(0).normal(0.0, 0.7, (hidden, SITES))
    step, gradient = 1e-5, np.zeros_like(weights)
    for index in np.ndindex(weights.shape):
        shift = np.zeros_like(weights)
        shift[index] = step
        gradient[index] = log_likelihood(weights + shift, v, data) - log_likelihood(weights - shift, v, data)
    computed = flow.exact(weights, averages.ensemble_average(v, data))
    np.testing.assert_allclose(computed, gradient / (2.0 * step), atol=1e-9)


def test_model_average_is_31_and_47():
    w1, w2 = np.random.default_rng(1).normal(0.0, 0.8, (2, SITES))
    np.testing.assert_allclose(flow.model_average(w1[None])[0], np.tanh(w1), atol=1e-14)
    plus, minus = np.prod(np.cosh(w1 + w2)), np.prod(np.cosh(w1 - w2))
    expected = (plus * np.tanh(w1 + w2) + minus * np.tanh(w1 - w2)) / (plus + minus)
    np.testing.assert_allclose(flow.model_average(np.stack([w1, w2]))[0], expected, atol=1e-14)


def test_model_average_survives_large_weights():
    assert np.all(np.isfinite(flow.model_average(np.full((2, 100), 500.0))))


@pytest.mark.parametrize(("beta", "scale"), [(0.1, 0.3), (1.0, 1.0), (1.5, 3.0)])
def test_ring_average_equals_enumeration(beta, scale):
    v = averages.all_configurations(11)
    weights = np.random.default_rng(2).normal(0.0, scale, (2, 11))
    enumerated = averages.ensemble_average(v, averages.ring_probabilities(v, beta))(weights)
    np.testing.assert_allclose(averages.ring_average(beta)(weights), enumerated, atol=1e-13)


@pytest.mark.parametrize(("beta", "scale"), [(0.1, 0.3), (1.0, 1.0), (1.5, 3.0)])
def test_ring_log_cosh_equals_enumeration(beta, scale):
    v = averages.all_configurations(11)
    weights = np.random.default_rng(3).normal(0.0, scale, (2, 11))
    enumerated = np.log(np.cosh(weights @ v.T)) @ averages.ring_probabilities(v, beta)
    np.testing.assert_allclose(averages.ring_log_cosh(beta)(weights), enumerated, atol=1e-12)


@pytest.mark.parametrize("hidden", [1, 3])
def test_ring_susceptibility_equals_enumeration(hidden):
    v = averages.all_configurations(9)
    weights = np.random.default_rng(10).normal(0.0, 0.8, (hidden, 9))
    enumerated = averages.ensemble_susceptibility(v, averages.ring_probabilities(v, 0.7))(weights)
    np.testing.assert_allclose(averages.ring_susceptibility(0.7)(weights), enumerated, atol=1e-13)


def finite_difference_jacobian(field, state, step):
    columns = []
    for index in np.ndindex(state.shape):
        shift = np.zeros_like(state)
        shift[index] = step
        columns.append((field(state + shift) - field(state - shift)).ravel() / (2.0 * step))
    return np.array(columns).T


@pytest.mark.parametrize("hidden", [1, 2, 3])
def test_exact_jacobian_against_finite_differences(hidden):
    weights = np.random.default_rng(11).normal(0.0, 0.6, (hidden, SITES))
    average, susceptibility = averages.ring_average(0.5), averages.ring_susceptibility(0.5)
    numerical = finite_difference_jacobian(lambda w: flow.exact(w, average), weights, 1e-5)
    np.testing.assert_allclose(flow.exact_jacobian(weights, susceptibility), numerical, atol=1e-8)


def test_equal_probabilities_are_the_default():
    v = averages.all_configurations(5)
    weights = np.random.default_rng(3).normal(size=(1, 5))
    given = averages.ensemble_average(v, np.full(32, 1.0 / 32.0))(weights)
    np.testing.assert_allclose(averages.ensemble_average(v)(weights), given, atol=1e-15)


@pytest.mark.parametrize("hidden", [1, 2])
def test_cubic_flow_is_the_small_beta_limit_of_the_exact_flow(hidden):
    """w = sqrt(beta) u: exact flow / beta^(3/2) = cubic flow + O(beta), by Richardson extrapolation."""
    profiles = np.random.default_rng(4).normal(0.0, 0.6, (hidden, 10))
    betas = 0.01 * 0.5 ** np.arange(5)
    table = [flow.exact(np.sqrt(b) * profiles, averages.ring_average(b)) / b**1.5 for b in betas]
    for order in range(1, 5):
        table = [(2**order * b - a) / (2**order - 1) for a, b in pairwise(table)]
    np.testing.assert_allclose(table[0], flow.cubic(profiles), atol=1e-7)


def test_two_unit_cubic_flow_is_49():
    u1, u2 = np.random.default_rng(5).normal(size=(2, 12))
    expected = np.roll(u1, 1) + np.roll(u1, -1) + u1**3 + u1 * u2**2 - u1 * np.sum(u1**2) - u2 * np.sum(u1 * u2)
    np.testing.assert_allclose(flow.cubic(np.stack([u1, u2]))[0], expected, atol=1e-12)


def test_cubic_flow_commutes_with_rotations_of_the_hidden_units():
    profiles = np.random.default_rng(6).normal(size=(3, 12))
    rotation = np.linalg.qr(np.random.default_rng(7).normal(size=(3, 3)))[0]
    np.testing.assert_allclose(flow.cubic(rotation @ profiles), rotation @ flow.cubic(profiles), atol=1e-12)


@pytest.mark.parametrize(("hidden", "spacing"), [(1, 1.0), (2, 1.0), (2, 0.3)])
def test_cubic_jacobian_against_finite_differences(hidden, spacing):
    profiles = np.random.default_rng(8).normal(size=(hidden, 6))
    numerical = finite_difference_jacobian(lambda u: flow.cubic(u, spacing), profiles, 1e-6)
    np.testing.assert_allclose(flow.cubic_jacobian(profiles, spacing), numerical, atol=1e-7)
