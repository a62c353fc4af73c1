"""The bound's terms: gradients against finite differences, values against enumeration, message passing against it."""

import itertools

import numpy as np
import pytest

from placecells.studies.binary_synapses.model import bound, teacher
from placecells.studies.binary_synapses.model.messages import enumerate_states, pass_messages


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def means(units, sites, rng, largest=0.9):
    return rng.uniform(-largest, largest, (units, sites))


def slope(function, m, step=1e-5):
    """The gradient of a function of m (P, N) by central differences."""
    found = np.zeros_like(m)
    for index in np.ndindex(m.shape):
        up, down = m.copy(), m.copy()
        up[index] += step
        down[index] -= step
        found[index] = (function(up) - function(down)) / (2 * step)
    return found


def assert_gradient(function, m):
    """Value and gradient of `function` agree: relative errors below 1e-5."""
    gradient, expected = function(m)[1], slope(lambda x: function(x)[0], m)
    assert np.abs(gradient - expected).max() < 1e-5 * np.abs(expected).max()


@pytest.mark.parametrize("beta", [0.5, 1.0, 1.25])
@pytest.mark.parametrize("units", [1, 3])
def test_gradients_equal_finite_differences(units, beta, rng):
    m = means(units, 20, rng)
    v = rng.choice([-1.0, 1.0], (30, 20))
    z = rng.standard_normal((6, units))
    assert_gradient(lambda x: bound.data_term(x, v, beta), m)
    assert_gradient(bound.divergence, m)
    assert_gradient(lambda x: bound.dual_partition(x, beta, z, enumerate_states)[:2], m)
    if units > 1:
        assert_gradient(lambda x: bound.overlap_partition(x, beta), m)


def test_the_overlap_term_of_one_unit_is_a_constant(rng):
    """Z does not depend on the synapses of one unit: log Z = log 2 + N log 2 cosh(beta / sqrt(N))."""
    value, gradient = bound.overlap_partition(means(1, 400, rng), 1.0)
    assert not gradient.any()
    exact = teacher.log_partition(teacher.synapses(1, 400, 0.0, rng), 1.0)
    assert value == pytest.approx(exact, abs=1e-3)


@pytest.mark.parametrize("beta", [0.7, 1.0, 1.5])
def test_the_data_term_is_the_average_over_synapses(beta, rng):
    """Exact mean over the 2^16 synapses of one unit; the normal input is the limit of many sites."""
    m, v = means(1, 16, rng), rng.choice([-1.0, 1.0], (5, 16))
    xi = np.array(list(itertools.product((-1.0, 1.0), repeat=16)))
    probability = ((1 + m * xi) / 2).prod(1)
    exact = probability @ bound.log_2_cosh(beta * xi @ v.T / 4.0).sum(1)
    assert bound.data_term(m, v, beta)[0] == pytest.approx(exact, rel=0.02)


@pytest.mark.parametrize("beta", [0.5, 1.0, 3.0])
def test_message_passing_of_one_unit_is_exact(beta, rng):
    m, fields = means(1, 50, rng, 0.99), rng.standard_normal((7, 1))
    found, exact = pass_messages(m, fields, beta), enumerate_states(m, fields, beta)
    assert found.converged
    assert found.sweeps <= 2
    for name in ("log_partition", "hidden", "pairs"):
        np.testing.assert_allclose(getattr(found, name), getattr(exact, name), rtol=0, atol=1e-12)


@pytest.mark.parametrize("units", [2, 3, 6])
def test_message_passing_of_several_units_is_close(units, rng):
    """Loops of length four, whose weight falls with the number of sites: 400 sites."""
    m, fields = means(units, 400, rng), rng.standard_normal((4, units))
    found, exact = pass_messages(m, fields, 1.0), enumerate_states(m, fields, 1.0)
    assert found.converged
    np.testing.assert_allclose(found.hidden, exact.hidden, atol=0.02)
    np.testing.assert_allclose(found.log_partition, exact.log_partition, atol=0.05)
    np.testing.assert_allclose(found.pairs, exact.pairs, atol=0.01)


def test_messages_that_do_not_converge_are_said_to(rng):
    m, fields = means(4, 30, rng, 0.99), rng.standard_normal((3, 4))
    found = pass_messages(m, fields, 1.0, most=1)
    assert not found.converged
    assert found.sweeps == 1
    assert found.residual > 1e-6
    again = pass_messages(m, fields, 1.0, start=pass_messages(m, fields, 1.0).messages)
    assert again.converged
    assert again.sweeps <= 2


def test_samples_of_a_teacher_have_its_moments(rng):
    """All 2^8 configurations of a teacher of two units, against exact ancestral samples and against Gibbs sampling."""
    xi = teacher.synapses(2, 8, 0.3, rng)
    v = np.array(list(itertools.product((-1, 1), repeat=8)))
    weights = bound.log_2_cosh(v @ xi.T / np.sqrt(8.0)).sum(1)
    probability = np.exp(weights - np.logaddexp.reduce(weights))
    assert np.logaddexp.reduce(weights) == pytest.approx(teacher.log_partition(xi, 1.0), abs=1e-10)
    expected = np.einsum("s,si,sj->ij", probability, v, v)
    for found in (teacher.sample(xi, 1.0, 40_000, rng), teacher.sample_by_gibbs(xi, 1.0, 4000, rng, 100, 5)):
        error = 1.0 / np.sqrt(len(found))
        assert np.abs(found.T @ found.astype(float) / len(found) - expected).max() < 5 * error


def test_teachers_have_their_correlation(rng):
    xi = teacher.synapses(3, 40_000, 0.3, rng)
    assert (xi[1:] * xi[0]).mean(1) == pytest.approx([0.3, 0.3], abs=0.03)
