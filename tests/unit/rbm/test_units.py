"""Every unit's cumulant, mean, variance, sampler and potential against sums, numerical integration and derivatives."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import logsumexp

from placecells.rbm.units import UNITS, DoubleWell, Gaussian, Potts, Spin, ZeroOne
from placecells.rbm.units.tree import leaves, tree_map

INPUTS = np.array([-30.0, -3.0, -0.2, 0.0, 0.5, 4.0, 30.0])
FIELD = 0.3
DISCRETE = {"spin": Spin(FIELD), "zero_one": ZeroOne(FIELD)}
REAL = {"gaussian": Gaussian(FIELD)} | {f"theta = {t:g}": DoubleWell(FIELD, t) for t in (-5.0, -1.0, 0.0, 2.0)}
UNITS_OF_NUMBERS = DISCRETE | REAL


def well(theta):
    return DoubleWell(0.0, theta)


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


def array_parameters(unit, samples=None):
    """The unit with parameters of three different units, and inputs for them."""
    unit = tree_map(lambda value: value + np.array([0.0, 0.4, -0.7]), unit)
    return unit, np.random.default_rng(0).normal(0, 2, (samples or 5, 3))


@pytest.mark.parametrize("name", UNITS_OF_NUMBERS)
def test_gradients_are_slopes_of_the_cumulant(name):
    """dGamma/d(parameter), averaged with equal and with other shares, by finite differences."""
    unit, inputs = array_parameters(UNITS_OF_NUMBERS[name])
    shares, step = np.array([0.1, 0.2, 0.3, 0.25, 0.15]), 1e-5
    for given, weights in ((None, np.full(5, 0.2)), (shares, shares)):
        found = unit.gradients(inputs, given)
        assert type(found) is type(unit)
        for parameter in unit._fields:
            value = getattr(unit, parameter)
            up, down = (unit._replace(**{parameter: value + s * step}).cumulant(inputs) for s in (1, -1))
            np.testing.assert_allclose(getattr(found, parameter), weights @ (up - down) / (2 * step), atol=1e-8)


@pytest.mark.parametrize("name", UNITS_OF_NUMBERS)
def test_gradients_at_configurations_are_slopes_of_the_potential(name):
    unit, inputs = array_parameters(UNITS_OF_NUMBERS[name])
    x, step = unit.sample(inputs, np.random.default_rng(1)), 1e-5
    found, shares = unit.gradients_at(x), np.array([0.1, 0.2, 0.3, 0.25, 0.15])
    with_shares = unit.gradients_at(x, shares)
    for parameter in unit._fields:
        value = getattr(unit, parameter)
        up, down = (unit._replace(**{parameter: value + s * step}).potential(x) for s in (1, -1))
        slopes = -(up - down) / (2 * step)
        np.testing.assert_allclose(getattr(found, parameter), slopes.mean(0), atol=1e-8)
        np.testing.assert_allclose(getattr(with_shares, parameter), shares @ slopes, atol=1e-8)


@pytest.mark.parametrize("name", UNITS_OF_NUMBERS)
def test_gradients_at_samples_average_to_the_gradients(name):
    unit, inputs = array_parameters(UNITS_OF_NUMBERS[name])
    many = np.broadcast_to(inputs[:1], (40_000, 3))
    x = unit.sample(many, np.random.default_rng(2))
    for parameter, values in leaves(unit.gradients_at(x)).items():
        expected = leaves(unit.gradients(many))[parameter]
        assert (np.abs(values - expected) < 4.5 * x.std(0) / 200 + 1e-9).all()


@pytest.mark.parametrize("name", UNITS_OF_NUMBERS)
def test_the_energy_is_the_sum_of_potentials(name):
    unit, inputs = array_parameters(UNITS_OF_NUMBERS[name])
    x = unit.sample(inputs, np.random.default_rng(1))
    np.testing.assert_allclose(unit.energy(x), unit.potential(x).sum(-1), rtol=1e-12)
    np.testing.assert_allclose(unit.energy(x[0]), unit.potential(x[0]).sum(), rtol=1e-12)


@pytest.mark.parametrize("theta", [-5.0, -1.0, 0.0, 2.0])
def test_mean_size_is_the_slope_in_theta(theta):
    step = 1e-5
    slope = -(well(theta + step).cumulant(INPUTS) - well(theta - step).cumulant(INPUTS)) / (2 * step)
    np.testing.assert_allclose(well(theta).mean_size(INPUTS), slope, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("name", UNITS_OF_NUMBERS)
def test_verbs_are_finite_and_consistent_for_huge_inputs(name):
    unit = UNITS_OF_NUMBERS[name]
    inputs = np.array([-1e3, -300.0, 300.0, 1e3])
    for verb in (unit.cumulant, unit.mean, unit.variance):
        assert np.isfinite(verb(inputs)).all()
    step = 1e-3
    slope = (unit.cumulant(inputs + step) - unit.cumulant(inputs - step)) / (2 * step)
    np.testing.assert_allclose(unit.mean(inputs), slope, rtol=1e-6, atol=1e-6)
    assert (unit.variance(inputs) >= 0).all()


@pytest.mark.parametrize("name", UNITS_OF_NUMBERS)
def test_samplers_have_the_right_mean_and_variance(name):
    unit, samples = UNITS_OF_NUMBERS[name], 40_000
    inputs = np.linspace(-3, 3, 7)
    draws = unit.sample(np.broadcast_to(inputs, (samples, 7)), np.random.default_rng(0))
    centred = draws - unit.mean(inputs)
    variance = unit.variance(inputs)
    assert (np.abs(centred.mean(0)) < 4.5 * np.sqrt(variance / samples)).all()
    error = (centred**2).std(0) / np.sqrt(samples)
    assert (np.abs((centred**2).mean(0) - variance) < 4.5 * error + 1e-12).all()


def test_double_well_interpolates_between_gaussian_and_binary():
    np.testing.assert_allclose(well(0.0).cumulant(INPUTS), Gaussian(0.0).cumulant(INPUTS), rtol=1e-13)
    np.testing.assert_allclose(well(0.0).mean(INPUTS), INPUTS, rtol=1e-12, atol=1e-14)
    theta, inputs = -30.0, np.linspace(-0.1, 0.1, 5)
    np.testing.assert_allclose(well(theta).mean(inputs) / -theta, np.tanh(-theta * inputs), atol=5e-3)


def test_potts_verbs_against_sums_and_derivatives():
    rng = np.random.default_rng(0)
    unit, inputs = Potts(rng.normal(size=(5, 4))), rng.normal(0, 3, (5, 4))
    total = inputs + unit.field
    p = np.exp(total) / np.exp(total).sum(-1, keepdims=True)
    np.testing.assert_allclose(unit.cumulant(inputs), np.log(np.exp(total).sum(-1)), rtol=1e-13)
    np.testing.assert_allclose(unit.mean(inputs), p, rtol=1e-13)
    np.testing.assert_allclose(unit.variance(inputs), p - p**2, rtol=1e-12)
    np.testing.assert_allclose(unit.gradients(inputs[None]).field, p, rtol=1e-13)
    assert np.isfinite(unit.cumulant(1e3 * inputs)).all()
    np.testing.assert_allclose(unit.mean(1e3 * inputs).sum(-1), 1.0)
    v = rng.integers(0, 4, (7, 5))
    np.testing.assert_allclose(unit.energy(v), unit.potential(v).sum(-1), rtol=1e-12)
    np.testing.assert_allclose(unit.gradients_at(v).field, unit.encode(v).mean(0))


def test_potts_sampler_draws_each_colour_as_often_as_it_should():
    unit = Potts(np.array([[0.0, 0.3, 0.0, 0.0], [0.2, 0.0, 0.0, -0.3]]))
    inputs = np.array([[0.0, 1.0, -2.0, 0.5], [3.0, 0.0, 0.0, -1.0]])
    draws = unit.sample(np.broadcast_to(inputs, (40_000, 2, 4)), np.random.default_rng(0))
    share = unit.encode(draws).mean(0)
    assert (np.abs(share - unit.mean(inputs)) < 4.5 * np.sqrt(unit.variance(inputs) / 40_000)).all()


def test_the_gauge_is_zero_sum_over_colours():
    weights = np.random.default_rng(0).normal(size=(2, 3, 4))
    gauged = Potts.zeros(3, 4).gauge(weights)
    np.testing.assert_allclose(gauged.sum(-1), 0.0, atol=1e-14)
    np.testing.assert_allclose(np.diff(gauged), np.diff(weights), atol=1e-14)


@pytest.mark.parametrize(("unit", "values"), [(Spin.zeros(3), [-1, 1]), (Potts.zeros(3, 4), [0, 1, 2, 3])])
def test_inputs_are_the_weights_at_the_features(unit, values):
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(2, *unit.field.shape))
    v = rng.choice(values, (5, 3)).astype(np.uint8 if isinstance(unit, Potts) else np.int8)
    expected = unit.encode(v).reshape(5, -1) @ weights.reshape(2, -1).T
    np.testing.assert_allclose(unit.weigh(v, weights), expected, rtol=1e-12)
    np.testing.assert_allclose(unit.weigh(v[0], weights), expected[0], rtol=1e-12)


@pytest.mark.parametrize("name", UNITS)
def test_configurations_to_start_from_are_of_the_unit(name):
    unit = UNITS[name].zeros(6, 3 if name == "potts" else None)
    start = unit.start(2000, np.random.default_rng(0))
    assert start.shape == (2000, 6)
    assert unit.wrong(start) is None
    x = unit.encode(start)
    assert (np.abs(x.mean(0) - unit.mean(np.zeros(x.shape[1:]))) < 5 * x.std(0) / np.sqrt(2000)).all()


@pytest.mark.parametrize(
    ("name", "x", "said"),
    [
        ("spin", [0, 1], "values other than -1 and 1"),
        ("zero_one", [-1, 1], "values other than 0 and 1"),
        ("potts", [0, 3], "values other than the colours 0 to 2"),
        ("gaussian", [0.0, np.nan], "values that are not finite"),
        ("double_well", [0.0, np.inf], "values that are not finite"),
    ],
)
def test_what_a_unit_does_not_take_is_said(name, x, said):
    assert UNITS[name].zeros(2, 3 if name == "potts" else None).wrong(np.array([x])) == said
