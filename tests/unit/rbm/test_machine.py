"""The reference path against enumeration, numerical integration and finite differences, for all unit pairs."""

import itertools

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import logsumexp
from scipy.stats import norm

from placecells.rbm import exact
from placecells.rbm.hidden_states import TAIL, nodes_for, unit_nodes
from placecells.rbm.machine import (
    RBM,
    energy,
    free_energy,
    gradient,
    inputs_v_from_h,
    mean_h_from_v,
    moments,
    new_machine,
    step,
)
from placecells.rbm.units import Gaussian, Spin
from placecells.rbm.units.tree import leaves, tree_map

VISIBLE = {"spin": (8, None), "zero_one": (7, None), "gaussian": (2, None), "potts": (4, 4)}  # sites, colours
HIDDEN = {"spin": 3, "zero_one": 3, "gaussian": 1, "double_well": 1}  # units: as many as have exact answers
PAIRS = list(itertools.product(VISIBLE, HIDDEN))
pairs = pytest.mark.parametrize(("visible", "unit"), PAIRS)
GRID = np.linspace(-16.0, 16.0, 161)  # of a real number: the trapezoidal rule errs by less than 1e-12 for smooth laws


def of_pair(machine, visible, unit, **options):
    """A random machine of a pair of units; real visible units get weights with a finite partition function."""
    sites, colours = VISIBLE[visible]
    options = {"scale": 0.4 if visible == "gaussian" else 0.5} | options
    return machine(HIDDEN[unit], sites, colours=colours, unit=unit, visible=visible, **options)


def all_visible(rbm):
    """Every configuration of the visible units (K, N), and the log of its measure: a grid for real numbers."""
    sites, values = rbm.weights.shape[1], rbm.visible.VALUES
    if rbm.weights.ndim == 3:
        values = range(rbm.weights.shape[2])
    measure = 0.0
    if values is None:
        values, measure = GRID, sites * np.log(GRID[1] - GRID[0])
    return np.array(list(itertools.product(values, repeat=sites))), measure


def all_hidden(rbm):
    """As `all_visible`, of the hidden units; h = 0, where U of a double well has its kink, is a point of the grid."""
    values, hidden = rbm.hidden.VALUES, len(rbm.weights)
    if values is not None:
        return np.array(list(itertools.product(values, repeat=hidden))), 0.0
    grid = np.linspace(-16.0, 16.0, 40_001)
    return grid[:, None], np.log(grid[1] - grid[0])


@pairs
def test_marginal_equals_the_sum_over_hidden_states(machine, visible, unit):
    rbm = of_pair(machine, visible, unit)
    v, _ = all_visible(rbm)
    for one in v[:: max(1, len(v) // 20)][:20]:
        if rbm.hidden.VALUES is None:
            sides = ((-15, 0), (0, 15))
            total = sum(quad(lambda h: np.exp(-energy(rbm, one, np.array([h]))), *side)[0] for side in sides)  # noqa: B023
            expected = -np.log(total)
        else:
            h, _ = all_hidden(rbm)
            expected = -logsumexp(-energy(rbm, np.broadcast_to(one, (len(h), len(one))), h))
        assert free_energy(rbm, one) == pytest.approx(expected, abs=1e-7)


@pairs
def test_log_Z_by_hidden_states_equals_log_Z_by_visible_states(machine, visible, unit):
    rbm = of_pair(machine, visible, unit)
    v, measure = all_visible(rbm)
    assert exact.log_Z(rbm) == pytest.approx(logsumexp(-free_energy(rbm, v)) + measure, rel=1e-10)


@pairs
def test_probabilities_of_hidden_states_equal_sums_over_visible_ones(machine, visible, unit):
    rbm = of_pair(machine, visible, unit)
    v, measure = all_visible(rbm)
    h, _ = all_hidden(rbm)
    for one in h[:: max(1, len(h) // 8)]:
        joint = -energy(rbm, v, np.broadcast_to(one, (len(v), len(one))))
        expected = logsumexp(joint) + measure - logsumexp(-free_energy(rbm, v)) - measure
        assert exact.log_probability(rbm, one) == pytest.approx(expected, abs=1e-8)


@pairs
def test_hidden_probabilities_are_normalised(machine, visible, unit):
    rbm = of_pair(machine, visible, unit)
    h, measure = all_hidden(rbm)
    assert logsumexp(exact.log_probability(rbm, h)) + measure == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("hidden", "sites"), [(1, 12), (6, 4)])
def test_log_Z_of_few_and_many_hidden_units(machine, hidden, sites):
    rbm = machine(hidden, sites)
    assert exact.log_Z(rbm) == pytest.approx(logsumexp(-free_energy(rbm, all_visible(rbm)[0])), rel=1e-12)


def test_log_Z_in_blocks_equals_log_Z_at_once(machine, monkeypatch):
    rbm = machine(6, 5)
    whole, moment = exact.log_Z(rbm), exact.moments(rbm)
    monkeypatch.setattr(exact, "BLOCK", 20)
    assert exact.log_Z(rbm) == pytest.approx(whole, rel=1e-13)
    np.testing.assert_allclose(exact.moments(rbm).weights, moment.weights, rtol=1e-12)


@pytest.mark.parametrize("scale", [0.5, 3.0])
def test_quadrature_serves_weak_and_strong_weights(machine, scale):
    rbm = machine(1, 5, colours=4, unit="double_well", scale=scale)
    visible = logsumexp(-free_energy(rbm, all_visible(rbm)[0]))
    assert exact.log_Z(rbm) == pytest.approx(visible, rel=1e-9)


@pytest.mark.parametrize("reach", [8.5, 12.5, 12.6, 24.9, 26.0, 37.5, 60.0, 100.0])
def test_few_nodes_resolve_a_normal_law_on_either_side_of_zero(reach):
    """The integrals of a normal density over h < 0 and h > 0, for every mean that such a reach allows."""
    nodes, log_weights = unit_nodes(nodes_for(reach))
    mean = np.linspace(0.0, reach - TAIL, 400)
    terms = norm.pdf(reach * nodes[:, None] - mean) * (reach * np.exp(log_weights))[:, None]
    assert terms[nodes > 0].sum(0) == pytest.approx(norm.cdf(mean), abs=1e-5)
    assert terms[nodes < 0].sum(0) == pytest.approx(norm.cdf(-mean), abs=1e-5)


def test_quadrature_refuses_several_units_and_huge_weights(machine):
    with pytest.raises(ValueError, match="hidden = 2"):
        exact.log_Z(machine(2, 3, unit="gaussian"))
    with pytest.raises(ValueError, match="quadrature goes up to 100"):
        exact.log_Z(machine(1, 50, unit="gaussian", scale=5.0))


@pairs
def test_likelihood_is_normalised(machine, visible, unit):
    rbm = of_pair(machine, visible, unit)
    v, measure = all_visible(rbm)
    assert logsumexp(exact.log_likelihood(rbm, v)) + measure == pytest.approx(0, abs=1e-9)


@pairs
def test_exact_moments_equal_sums_over_visible_states(machine, visible, unit):
    rbm = of_pair(machine, visible, unit)
    v, measure = all_visible(rbm)
    p = np.exp(exact.log_likelihood(rbm, v) + measure)
    x = rbm.visible.encode(v)
    h = mean_h_from_v(rbm, v)
    inputs = rbm.visible.weigh(v, rbm.weights)
    expected = RBM(
        np.tensordot(p[:, None] * h, x, (0, 0)), rbm.visible.gradients_at(v, p), rbm.hidden.gradients(inputs, p)
    )
    for name, values in leaves(exact.moments(rbm)).items():
        np.testing.assert_allclose(values, leaves(expected)[name], atol=1e-8, err_msg=name)


@pairs
def test_gradient_equals_finite_differences_of_the_exact_likelihood(machine, visible, unit):
    rbm = of_pair(machine, visible, unit)
    v, _ = all_visible(rbm)
    data = v[np.random.default_rng(1).integers(0, len(v), 7)]
    if visible == "gaussian":
        data = np.random.default_rng(1).standard_normal((7, 2))
    found, eps = leaves(gradient(moments(rbm, data), exact.moments(rbm))), 1e-5
    assert found.keys() == leaves(rbm).keys()
    for name, values in found.items():
        array = leaves(rbm)[name]
        for place in np.ndindex(values.shape):
            change = np.zeros(values.shape)
            change[place] = eps

            def shifted(sign, array=array, change=change):
                return tree_map(lambda other: other + sign * change if other is array else other, rbm)

            up, down = (exact.log_likelihood(shifted(sign), data).mean() for sign in (1, -1))
            assert (up - down) / (2 * eps) == pytest.approx(values[place], abs=2e-7), name


def test_a_step_follows_what_is_learned_and_keeps_the_gauge(machine):
    rbm = machine(1, 4, colours=3, unit="double_well")
    data = np.random.default_rng(0).integers(0, 3, (5, 4))
    change = tree_map(lambda slope: 0.1 * slope, gradient(moments(rbm, data), exact.moments(rbm)))
    fixed = step(rbm, change)
    np.testing.assert_array_equal(fixed.visible.field, rbm.visible.field)
    assert fixed.hidden == rbm.hidden
    learned = step(rbm, change, ("field", "theta"))
    for after in (learned.weights, learned.visible.field):
        np.testing.assert_allclose(after.sum(-1), 0.0, atol=1e-14)
    assert learned.hidden.theta == pytest.approx(rbm.hidden.theta + change.hidden.theta)
    before, after = (exact.log_likelihood(r, data).mean() for r in (rbm, learned))
    assert after > before


@pairs
def test_exact_samples_have_the_exact_moments(machine, visible, unit):
    rbm = of_pair(machine, visible, unit)
    v, h = exact.sample(rbm, 100_000, np.random.default_rng(2))
    x = rbm.visible.encode(v).reshape(len(v), -1)
    products = h[:, :, None] * x[:, None, :]
    error = products.std(0) / np.sqrt(len(v))
    expected = exact.moments(rbm).weights.reshape(len(rbm.weights), -1)
    assert (np.abs(products.mean(0) - expected) < 4.5 * error).all()


@pytest.mark.parametrize("unit", ["gaussian", "double_well"])
@pytest.mark.parametrize("hidden", [1, 3])
def test_real_pairs_without_a_finite_partition_function_are_refused(machine, unit, hidden):
    rbm = machine(hidden, 4, unit=unit, visible="gaussian")
    size = np.linalg.norm(rbm.weights, 2)
    for scale in (1.001, 1.01, 30.0):
        with pytest.raises(ValueError, match=f"largest singular value of the weights is {scale:.3g}.*only below 1"):
            exact.log_Z(rbm._replace(weights=scale * rbm.weights / size))
    exact.check_finite(rbm._replace(weights=0.99 * rbm.weights / size))


def test_strong_weights_of_a_gaussian_pair_have_the_closed_form(machine):
    """log Z of two Gaussian layers is that of a normal law of precision (1, -w; -w, 1)."""
    rbm = machine(1, 3, unit="gaussian", visible="gaussian")
    for size in (0.5, 0.9, 0.98):
        one = rbm._replace(weights=size * rbm.weights / np.linalg.norm(rbm.weights))
        precision = np.block([[np.eye(3), -one.weights.T], [-one.weights, np.eye(1)]])
        field = np.concatenate([one.visible.field, one.hidden.field])
        expected = 0.5 * (field @ np.linalg.solve(precision, field) - np.linalg.slogdet(precision / (2 * np.pi))[1])
        assert exact.log_Z(one) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"visible": "spins"}, "units 'spins': allowed are spin, zero_one"),
        ({"hidden": "binary"}, "units 'binary': allowed are"),
        ({"visible": "potts"}, "colours = None: units with colours"),
        ({"colours": 3}, "colours = 3: units with colours"),
        ({"theta": -1.0}, "theta: the hidden units have field"),
    ],
)
def test_machines_that_cannot_be_are_refused(options, said):
    with pytest.raises(ValueError, match=said):
        new_machine(**{"sites": 4, "units": 2} | options)


def test_one_unit_without_fields_is_a_flipped_product_measure(machine):
    """Fact (i): M = 1, zero fields: v = h s with independent s_i, P(s_i = +1) = 1 / (1 + exp(-2 w_i))."""
    rbm = machine(1, 6, fields=0.0)
    v, _ = all_visible(rbm)
    up = 1 / (1 + np.exp(-2 * rbm.weights[0]))
    product = lambda s: np.prod(np.where(s > 0, up, 1 - up), axis=-1)  # noqa: E731
    np.testing.assert_allclose(np.exp(exact.log_likelihood(rbm, v)), 0.5 * (product(v) + product(-v)), rtol=1e-12)


def test_zero_one_units_are_spin_units_in_a_visible_field(machine):
    """h in {0, 1} with weights w is h' in {-1, 1} with weights w/2 and a visible field of their sum."""
    rbm = machine(3, 6, fields=0.0, unit="zero_one")
    other = RBM(rbm.weights / 2, Spin(rbm.weights.sum(0) / 2), Spin(np.zeros(3)))
    v, _ = all_visible(rbm)
    np.testing.assert_allclose(exact.log_likelihood(rbm, v), exact.log_likelihood(other, v), rtol=1e-12)


def test_gaussian_hidden_units_make_a_quadratic_energy(machine):
    rbm = machine(1, 5, fields=0.0, unit="gaussian")
    v, _ = all_visible(rbm)
    expected = (v @ rbm.weights[0]) ** 2 / 2
    np.testing.assert_allclose(-free_energy(rbm, v) - Gaussian(0.0).cumulant(0.0), expected, atol=1e-12)


def test_enumeration_refuses_too_many_units():
    with pytest.raises(ValueError, match="hidden = 21"):
        exact.hidden_states(21)


def test_energy_is_equation_2():
    rbm = RBM(np.array([[1.0, -2.0]]), Spin(np.array([0.5, 0.25])), Spin(np.array([-1.0])))
    assert energy(rbm, np.array([1.0, -1.0]), np.array([-1.0])) == pytest.approx(3.0 - 0.25 - 1.0)
    np.testing.assert_allclose(inputs_v_from_h(rbm, np.array([2.0])), [2.0, -4.0])
