"""Every unit's cumulant, mean, variance, sampler and potential against sums, numerical integration and derivatives."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import logsumexp

from placecells.rbm.units import gaussian, potts, spin, zero_one
from placecells.rbm.units.double_well import DoubleWell

INPUTS = np.array([-30.0, -3.0, -0.2, 0.0, 0.5, 4.0, 30.0])
DISCRETE = {"spin": spin, "zero_one": zero_one}
REAL = {"gaussian": gaussian} | {f"theta = {theta:g}": DoubleWell(theta) for theta in (-5.0, -1.0, 0.0, 2.0)}
UNITS = DISCRETE | REAL


def by_integration(unit, x, power):
    """int dh |h|^power exp(-U(h) + x h) and the same with the sign of h, each side of the kink on its own."""
    peak = unit.cumulant(x)

    def weight(h):
        return np.exp(-unit.potential(h) + x * h - peak)

    middle = abs(x) + 7.0
    spans = [(-2 * middle - 10, -middle), (-middle, 0.0), (0.0, middle), (middle, 2 * middle + 10)]
    parts = [
        quad(lambda h: h**power * weight(h), *span, epsabs=1e-13, limit=400, points=[np.clip(x, *span)])[0]
        for span in spans
    ]
    return sum(parts)


@pytest.mark.parametrize("name", DISCRETE)
def test_two_valued_units_against_sums(name):
    unit = DISCRETE[name]
    values = np.array(unit.VALUES)
    log_weights = values[:, None] * INPUTS - unit.potential(values)[:, None]
    p = np.exp(log_weights - logsumexp(log_weights, axis=0))
    np.testing.assert_allclose(unit.cumulant(INPUTS), logsumexp(log_weights, axis=0), rtol=1e-13)
    np.testing.assert_allclose(unit.mean(INPUTS), values @ p, rtol=1e-13, atol=1e-16)
    np.testing.assert_allclose(unit.variance(INPUTS), values**2 @ p - (values @ p) ** 2, atol=1e-14)


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("x", INPUTS)
def test_real_units_against_numerical_integration(name, x):
    unit = REAL[name]
    norm, first, second = (by_integration(unit, x, power) for power in range(3))
    assert norm == pytest.approx(1.0, abs=1e-9)  # the weights were divided by exp(cumulant)
    assert float(unit.mean(x)) == pytest.approx(first, abs=1e-8)
    assert float(unit.variance(x)) == pytest.approx(second - first**2, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("theta", [-5.0, -1.0, 0.0, 2.0])
def test_mean_size_is_the_slope_in_theta(theta):
    step = 1e-5
    slope = -(DoubleWell(theta + step).cumulant(INPUTS) - DoubleWell(theta - step).cumulant(INPUTS)) / (2 * step)
    np.testing.assert_allclose(DoubleWell(theta).mean_size(INPUTS), slope, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("name", UNITS)
def test_verbs_are_finite_and_consistent_for_huge_inputs(name):
    unit = UNITS[name]
    inputs = np.array([-1e3, -300.0, 300.0, 1e3])
    for verb in (unit.cumulant, unit.mean, unit.variance):
        assert np.isfinite(verb(inputs)).all()
    step = 1e-3
    slope = (unit.cumulant(inputs + step) - unit.cumulant(inputs - step)) / (2 * step)
    np.testing.assert_allclose(unit.mean(inputs), slope, rtol=1e-6, atol=1e-6)
    assert (unit.variance(inputs) >= 0).all()


@pytest.mark.parametrize("name", UNITS)
def test_samplers_have_the_right_mean_and_variance(name):
    unit, samples = UNITS[name], 40_000
    inputs = np.linspace(-3, 3, 7)
    draws = unit.sample(np.broadcast_to(inputs, (samples, 7)), np.random.default_rng(0))
    centred = draws - unit.mean(inputs)
    variance = unit.variance(inputs)
    assert (np.abs(centred.mean(0)) < 4.5 * np.sqrt(variance / samples)).all()
    error = (centred**2).std(0) / np.sqrt(samples)
    assert (np.abs((centred**2).mean(0) - variance) < 4.5 * error + 1e-12).all()


def test_double_well_interpolates_between_gaussian_and_binary():
    np.testing.assert_allclose(DoubleWell(0.0).cumulant(INPUTS), gaussian.cumulant(INPUTS), rtol=1e-13)
    np.testing.assert_allclose(DoubleWell(0.0).mean(INPUTS), INPUTS, rtol=1e-12, atol=1e-14)
    theta, inputs = -30.0, np.linspace(-0.1, 0.1, 5)
    np.testing.assert_allclose(DoubleWell(theta).mean(inputs) / -theta, np.tanh(-theta * inputs), atol=5e-3)


def test_potts_verbs_against_sums_and_derivatives():
    inputs = np.random.default_rng(0).normal(0, 3, (5, 4))
    p = np.exp(inputs) / np.exp(inputs).sum(-1, keepdims=True)
    np.testing.assert_allclose(potts.cumulant(inputs), np.log(np.exp(inputs).sum(-1)), rtol=1e-13)
    np.testing.assert_allclose(potts.mean(inputs), p, rtol=1e-13)
    np.testing.assert_allclose(potts.variance(inputs), p - p**2, rtol=1e-12)
    assert np.isfinite(potts.cumulant(1e3 * inputs)).all()
    np.testing.assert_allclose(potts.mean(1e3 * inputs).sum(-1), 1.0)


def test_potts_sampler_draws_each_colour_as_often_as_it_should():
    inputs = np.array([[0.0, 1.0, -2.0, 0.5], [3.0, 0.0, 0.0, -1.0]])
    draws = potts.sample(np.broadcast_to(inputs, (40_000, 2, 4)), np.random.default_rng(0))
    share = potts.encode(draws, (2, 4)).mean(0)
    assert (np.abs(share - potts.mean(inputs)) < 4.5 * np.sqrt(potts.variance(inputs) / 40_000)).all()


def test_the_gauge_is_zero_sum_over_colours():
    weights = np.random.default_rng(0).normal(size=(2, 3, 4))
    np.testing.assert_allclose(potts.gauge(weights).sum(-1), 0.0, atol=1e-14)
    np.testing.assert_allclose(np.diff(potts.gauge(weights)), np.diff(weights), atol=1e-14)


@pytest.mark.parametrize(("unit", "values", "shape"), [(spin, [-1, 1], (3,)), (potts, [0, 1, 2, 3], (3, 4))])
def test_inputs_are_the_weights_at_the_features(unit, values, shape):
    rng = np.random.default_rng(0)
    weights, v = rng.normal(size=(2, *shape)), rng.choice(values, (5, 3)).astype(np.uint8 if unit is potts else np.int8)
    expected = unit.encode(v, shape).reshape(5, -1) @ weights.reshape(2, -1).T
    np.testing.assert_allclose(unit.weigh(v, weights), expected, rtol=1e-12)
    np.testing.assert_allclose(unit.weigh(v[0], weights), expected[0], rtol=1e-12)
