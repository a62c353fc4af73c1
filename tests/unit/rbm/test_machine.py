"""The reference path against enumeration and finite differences."""

import itertools

import numpy as np
import pytest
from scipy.special import logsumexp

from placecells.rbm import exact
from placecells.rbm.machine import RBM, energy, free_energy, moments
from placecells.rbm.units import spin


def all_spins(sites):
    return np.array(list(itertools.product((-1.0, 1.0), repeat=sites)))


def test_unit_verbs_agree_with_enumeration_and_derivatives():
    inputs = np.array([-1000.0, -3.0, -0.2, 0.0, 0.5, 4.0, 1000.0])
    np.testing.assert_allclose(spin.cumulant(inputs), np.logaddexp(inputs, -inputs), rtol=1e-14)
    step = 1e-5
    slope = (spin.cumulant(inputs + step) - spin.cumulant(inputs - step)) / (2 * step)
    np.testing.assert_allclose(spin.mean(inputs), slope, atol=1e-6)
    slope = (spin.mean(inputs + step) - spin.mean(inputs - step)) / (2 * step)
    np.testing.assert_allclose(spin.variance(inputs), slope, atol=1e-9)


def test_unit_sampler_has_the_right_mean():
    inputs = np.linspace(-2, 2, 9)
    draws = spin.sample(np.broadcast_to(inputs, (40_000, 9)), np.random.default_rng(0))
    assert set(np.unique(draws)) == {-1.0, 1.0}
    error = np.sqrt(spin.variance(inputs) / 40_000)
    assert (np.abs(draws.mean(0) - np.tanh(inputs)) < 4.5 * error).all()


def test_marginal_equals_sum_over_hidden_states(machine):
    rbm = machine(3, 5)
    h = exact.hidden_states(3)
    for v in all_spins(5):
        joint = energy(rbm, np.broadcast_to(v, (8, 5)), h)
        assert free_energy(rbm, v) == pytest.approx(-logsumexp(-joint), rel=1e-12)


@pytest.mark.parametrize(("hidden", "sites"), [(1, 12), (3, 10), (6, 4)])
def test_log_Z_by_hidden_states_equals_log_Z_by_visible_states(machine, hidden, sites):
    rbm = machine(hidden, sites)
    assert exact.log_Z(rbm) == pytest.approx(logsumexp(-free_energy(rbm, all_spins(sites))), rel=1e-12)


def test_log_Z_in_blocks_equals_log_Z_at_once(machine, monkeypatch):
    rbm = machine(6, 5)
    whole, moment = exact.log_Z(rbm), exact.moments(rbm)
    monkeypatch.setattr(exact, "BLOCK", 20)
    assert exact.log_Z(rbm) == pytest.approx(whole, rel=1e-13)
    np.testing.assert_allclose(exact.moments(rbm).weights, moment.weights, rtol=1e-12)


def test_likelihood_is_normalised(machine):
    assert logsumexp(exact.log_likelihood(machine(3, 8), all_spins(8))) == pytest.approx(0, abs=1e-12)


def test_exact_moments_equal_visible_enumeration(machine):
    rbm = machine(3, 8)
    v = all_spins(8)
    p = np.exp(exact.log_likelihood(rbm, v))
    h = np.tanh(v @ rbm.weights.T + rbm.hidden_field)
    expected = exact.moments(rbm)
    np.testing.assert_allclose(expected.weights, (p[:, None] * h).T @ v, atol=1e-13)
    np.testing.assert_allclose(expected.visible_field, p @ v, atol=1e-13)
    np.testing.assert_allclose(expected.hidden_field, p @ h, atol=1e-13)


def test_gradient_equals_finite_differences_of_the_exact_likelihood(machine):
    rbm = machine(2, 6)
    data = np.random.default_rng(1).choice([-1.0, 1.0], (7, 6))
    positive, negative = moments(rbm, data), exact.moments(rbm)
    for name, eps in (("weights", 1e-5), ("visible_field", 1e-5), ("hidden_field", 1e-5)):
        gradient = getattr(positive, name) - getattr(negative, name)
        for place in np.ndindex(gradient.shape):
            shifted = []
            for sign in (1, -1):
                values = getattr(rbm, name).copy()
                values[place] += sign * eps
                shifted.append(exact.log_likelihood(rbm._replace(**{name: values}), data).mean())
            assert (shifted[0] - shifted[1]) / (2 * eps) == pytest.approx(gradient[place], abs=1e-9)


def test_exact_samples_have_the_exact_moments(machine):
    rbm = machine(3, 7)
    v, h = exact.sample(rbm, 100_000, np.random.default_rng(2))
    products = h[:, :, None] * v[:, None, :]
    error = products.std(0) / np.sqrt(len(v))
    assert (np.abs(products.mean(0) - exact.moments(rbm).weights) < 4.5 * error).all()


def test_one_unit_without_fields_is_a_flipped_product_measure(machine):
    """Fact (i): M = 1, zero fields: v = h s with independent s_i, P(s_i = +1) = 1 / (1 + exp(-2 w_i))."""
    rbm = machine(1, 6, fields=0.0)
    v = all_spins(6)
    up = 1 / (1 + np.exp(-2 * rbm.weights[0]))
    product = lambda s: np.prod(np.where(s > 0, up, 1 - up), axis=-1)  # noqa: E731
    np.testing.assert_allclose(np.exp(exact.log_likelihood(rbm, v)), 0.5 * (product(v) + product(-v)), rtol=1e-12)


def test_enumeration_refuses_too_many_units():
    with pytest.raises(ValueError, match="hidden = 21"):
        exact.hidden_states(21)


def test_energy_is_equation_2():
    rbm = RBM(np.array([[1.0, -2.0]]), np.array([0.5, 0.25]), np.array([-1.0]))
    assert energy(rbm, np.array([1.0, -1.0]), np.array([-1.0])) == pytest.approx(3.0 - 0.25 - 1.0)
