"""The reference path against enumeration, numerical integration and finite differences, for all unit pairs."""

import itertools

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import logsumexp

from placecells.rbm import exact
from placecells.rbm.machine import RBM, energy, free_energy, inputs_v_from_h, moments, step
from placecells.rbm.units import gaussian, spin, zero_one
from placecells.rbm.units.double_well import DoubleWell

# (hidden units, sites, colours, kind): what has exact answers
PAIRS = [
    (3, 8, None, "binary"),
    (3, 8, None, "zero_one"),
    (1, 8, None, "gaussian"),
    (1, 8, None, "double_well"),
    (3, 4, 4, "binary"),
    (3, 4, 4, "zero_one"),
    (1, 4, 4, "gaussian"),
    (1, 4, 4, "double_well"),
]
pairs = pytest.mark.parametrize(("hidden", "sites", "colours", "unit"), PAIRS)


def all_visible(sites, colours=None):
    """Every configuration of spins, or of colours."""
    return np.array(list(itertools.product((-1.0, 1.0) if colours is None else range(colours), repeat=sites)))


@pytest.mark.parametrize(("unit", "values"), [("binary", spin.VALUES), ("zero_one", zero_one.VALUES)])
@pytest.mark.parametrize("colours", [None, 3])
def test_marginal_equals_sum_over_hidden_states(machine, unit, values, colours):
    rbm = machine(3, 4, colours=colours, unit=unit)
    h = exact.hidden_states(3, values)
    for v in all_visible(4, colours):
        joint = energy(rbm, np.broadcast_to(v, (8, 4)), h)
        assert free_energy(rbm, v) == pytest.approx(-logsumexp(-joint), rel=1e-12)


@pytest.mark.parametrize("unit", ["gaussian", "double_well"])
def test_marginal_equals_integral_over_a_real_hidden_unit(machine, unit):
    rbm = machine(1, 3, colours=3, unit=unit)
    for v in all_visible(3, 3):
        integral = sum(quad(lambda h: np.exp(-energy(rbm, v, np.array([h]))), *side)[0] for side in ((-15, 0), (0, 15)))  # noqa: B023
        assert free_energy(rbm, v) == pytest.approx(-np.log(integral), abs=1e-7)


@pairs
def test_log_Z_by_hidden_states_equals_log_Z_by_visible_states(machine, hidden, sites, colours, unit):
    rbm = machine(hidden, sites, colours=colours, unit=unit)
    visible = logsumexp(-free_energy(rbm, all_visible(sites, colours)))
    assert exact.log_Z(rbm) == pytest.approx(visible, rel=1e-10)


@pytest.mark.parametrize(("hidden", "sites"), [(1, 12), (6, 4)])
def test_log_Z_of_few_and_many_hidden_units(machine, hidden, sites):
    rbm = machine(hidden, sites)
    assert exact.log_Z(rbm) == pytest.approx(logsumexp(-free_energy(rbm, all_visible(sites))), rel=1e-12)


def test_log_Z_in_blocks_equals_log_Z_at_once(machine, monkeypatch):
    rbm = machine(6, 5)
    whole, moment = exact.log_Z(rbm), exact.moments(rbm)
    monkeypatch.setattr(exact, "BLOCK", 20)
    assert exact.log_Z(rbm) == pytest.approx(whole, rel=1e-13)
    np.testing.assert_allclose(exact.moments(rbm).weights, moment.weights, rtol=1e-12)


@pytest.mark.parametrize("scale", [0.5, 3.0])
def test_quadrature_serves_weak_and_strong_weights(machine, scale):
    rbm = machine(1, 5, colours=4, unit="double_well", scale=scale)
    visible = logsumexp(-free_energy(rbm, all_visible(5, 4)))
    assert exact.log_Z(rbm) == pytest.approx(visible, rel=1e-9)


def test_quadrature_refuses_several_units_and_huge_weights(machine):
    with pytest.raises(ValueError, match="hidden = 2"):
        exact.log_Z(machine(2, 3, unit="gaussian"))
    with pytest.raises(ValueError, match="quadrature goes up to 100"):
        exact.log_Z(machine(1, 50, unit="gaussian", scale=5.0))


@pairs
def test_likelihood_is_normalised(machine, hidden, sites, colours, unit):
    rbm = machine(hidden, sites, colours=colours, unit=unit)
    assert logsumexp(exact.log_likelihood(rbm, all_visible(sites, colours))) == pytest.approx(0, abs=1e-9)


@pairs
def test_exact_moments_equal_visible_enumeration(machine, hidden, sites, colours, unit):
    rbm = machine(hidden, sites, colours=colours, unit=unit)
    v = all_visible(sites, colours)
    p = np.exp(exact.log_likelihood(rbm, v))
    single = [moments(rbm, v[[k]]) for k in range(len(v))]
    for name in ("weights", "visible_field", "hidden_field", "theta"):
        if getattr(single[0], name) is None:
            continue
        expected = sum(weight * getattr(one, name) for weight, one in zip(p, single, strict=True))
        np.testing.assert_allclose(getattr(exact.moments(rbm), name), expected, atol=1e-8)


@pairs
def test_gradient_equals_finite_differences_of_the_exact_likelihood(machine, hidden, sites, colours, unit):
    rbm = machine(hidden, sites, colours=colours, unit=unit)
    rng = np.random.default_rng(1)
    data = rng.choice([-1.0, 1.0], (7, sites)) if colours is None else rng.integers(0, colours, (7, sites))
    positive, negative = moments(rbm, data), exact.moments(rbm)
    shifts = {name: (lambda rbm, values, name=name: rbm._replace(**{name: values})) for name in positive._fields[:3]}
    values = {name: getattr(rbm, name) for name in shifts}
    if unit == "double_well":
        shifts["theta"] = lambda rbm, values: rbm._replace(hidden=DoubleWell(values))
        values["theta"] = rbm.hidden.theta
    eps = 1e-5
    for name, shifted in shifts.items():
        gradient = getattr(positive, name) - getattr(negative, name)
        for place in np.ndindex(gradient.shape):
            change = np.zeros(gradient.shape)
            change[place] = eps
            up, down = (exact.log_likelihood(shifted(rbm, values[name] + s * change), data).mean() for s in (1, -1))
            assert (up - down) / (2 * eps) == pytest.approx(gradient[place], abs=2e-7)


def test_a_step_follows_what_is_learned_and_keeps_the_gauge(machine):
    rbm = machine(1, 4, colours=3, unit="double_well")
    data = np.random.default_rng(0).integers(0, 3, (5, 4))
    positive, negative = moments(rbm, data), exact.moments(rbm)
    fixed = step(rbm, positive, negative, 0.1)
    np.testing.assert_array_equal(fixed.visible_field, rbm.visible_field)
    assert fixed.hidden.theta == rbm.hidden.theta
    learned = step(rbm, positive, negative, 0.1, ("fields", "theta"))
    for after in (learned.weights, learned.visible_field):
        np.testing.assert_allclose(after.sum(-1), 0.0, atol=1e-14)
    assert learned.hidden.theta == pytest.approx(rbm.hidden.theta + 0.1 * (positive.theta - negative.theta))
    before, after = (exact.log_likelihood(r, data).mean() for r in (rbm, learned))
    assert after > before


@pairs
def test_exact_samples_have_the_exact_moments(machine, hidden, sites, colours, unit):
    rbm = machine(hidden, sites, colours=colours, unit=unit)
    v, h = exact.sample(rbm, 100_000, np.random.default_rng(2))
    x = rbm.visible.encode(v, rbm.visible_field.shape).reshape(len(v), -1)
    products = h[:, :, None] * x[:, None, :]
    error = products.std(0) / np.sqrt(len(v))
    expected = exact.moments(rbm).weights.reshape(hidden, -1)
    assert (np.abs(products.mean(0) - expected) < 4.5 * error).all()


def test_one_unit_without_fields_is_a_flipped_product_measure(machine):
    """Fact (i): M = 1, zero fields: v = h s with independent s_i, P(s_i = +1) = 1 / (1 + exp(-2 w_i))."""
    rbm = machine(1, 6, fields=0.0)
    v = all_visible(6)
    up = 1 / (1 + np.exp(-2 * rbm.weights[0]))
    product = lambda s: np.prod(np.where(s > 0, up, 1 - up), axis=-1)  # noqa: E731
    np.testing.assert_allclose(np.exp(exact.log_likelihood(rbm, v)), 0.5 * (product(v) + product(-v)), rtol=1e-12)


def test_zero_one_units_are_spin_units_in_a_visible_field(machine):
    """h in {0, 1} with weights w is h' in {-1, 1} with weights w/2 and a visible field of their sum."""
    rbm = machine(3, 6, fields=0.0, unit="zero_one")
    other = RBM(rbm.weights / 2, rbm.weights.sum(0) / 2, np.zeros(3))
    v = all_visible(6)
    np.testing.assert_allclose(exact.log_likelihood(rbm, v), exact.log_likelihood(other, v), rtol=1e-12)


def test_gaussian_hidden_units_make_a_quadratic_energy(machine):
    rbm = machine(1, 5, fields=0.0, unit="gaussian")
    v = all_visible(5)
    expected = (v @ rbm.weights[0]) ** 2 / 2
    np.testing.assert_allclose(-free_energy(rbm, v) - gaussian.cumulant(0.0), expected, atol=1e-12)


def test_enumeration_refuses_too_many_units():
    with pytest.raises(ValueError, match="hidden = 21"):
        exact.hidden_states(21)


def test_energy_is_equation_2():
    rbm = RBM(np.array([[1.0, -2.0]]), np.array([0.5, 0.25]), np.array([-1.0]))
    assert energy(rbm, np.array([1.0, -1.0]), np.array([-1.0])) == pytest.approx(3.0 - 0.25 - 1.0)
    np.testing.assert_allclose(inputs_v_from_h(rbm, np.array([2.0])), [2.5, -3.75])
