"""The free energy of one mode against entropies, sums over all states, and the limits of small and large lambda."""

import numpy as np
import pytest

from placecells.theory.reciprocal_space import landau


def unit(size, seed):
    vector = np.random.default_rng(seed).normal(size=size)
    return vector / np.linalg.norm(vector)


def all_states(size):
    return ((np.arange(2**size)[:, None] >> np.arange(size)) & 1) - 0.5


def binary_entropy(p):
    return -(p * np.log(p) + (1 - p) * np.log(1 - p)).sum()


def test_the_expansion_is_that_of_the_entropy():
    left, right = unit(40, 0), unit(30, 1)
    x, y, value, fields = 0.3, 0.2, 3.0, (0.1, -0.2)
    exact = -value * x * y - fields[0] * x - fields[1] * y + 70 * np.log(2)
    exact -= binary_entropy(0.5 + left * x) + binary_entropy(0.5 + right * y)
    found = landau.free_energy(x, y, value, landau.moments(left), landau.moments(right), fields)
    assert found == pytest.approx(exact, abs=1e-6)


def test_curvatures_are_those_of_the_free_energy():
    value, h = 2.5, 1e-3
    flat = ((0.0, 0.0), (0.0, 0.0))
    for found, sign in zip(landau.curvatures(value), (1, -1), strict=True):
        x = h / np.sqrt(2)  # u = h, or w = h
        assert 2 * landau.free_energy(x, sign * x, value, *flat) / h**2 == pytest.approx(found)


def test_the_broken_symmetry_is_the_minimum_of_the_quartic():
    left, right, value = (0.03, 0.0), (0.05, 0.0), 4.3
    u = np.linspace(0, 6, 60001)
    lowest = u[landau.free_energy(u / np.sqrt(2), u / np.sqrt(2), value, left, right).argmin()]
    assert landau.broken_square(value, 0.03, 0.05) == pytest.approx(lowest**2, abs=1e-3)
    assert landau.broken_square(3.9, 0.03, 0.05) == 0.0


def test_the_order_parameter_near_and_far_from_the_threshold():
    assert landau.order_parameter(3.99) == 0.0
    # u^2 = 2 N r^2, and I = 3 / N for normal vectors
    assert 2 * landau.order_parameter(4.01) ** 2 == pytest.approx(float(landau.broken_square(4.01, 3.0, 3.0)), rel=0.02)
    assert landau.order_parameter(1000.0) == pytest.approx(np.sqrt(1 / (2 * np.pi)), rel=0.01)


def test_the_order_parameter_is_the_mean_field_of_a_large_machine():
    vector = unit(200_000, 2)
    r, x = landau.order_parameter(5.0), 100.0
    for _ in range(300):
        x = landau.tilted(np.array([5.0 * x]), vector)[1][0]
    assert x / np.sqrt(len(vector)) == pytest.approx(r, rel=0.01)


def test_tilted_sums_against_all_states():
    vector, theta = unit(8, 3), np.array([-1.3, 0.0, 2.0])
    x = all_states(8) @ vector
    for field, k, mean, width in zip(theta, *landau.tilted(theta, vector), strict=True):
        chance = np.exp(field * x)
        assert k == pytest.approx(np.log(chance.mean()))
        assert mean == pytest.approx((chance * x).sum() / chance.sum())
        assert width == pytest.approx((chance * x**2).sum() / chance.sum() - mean**2)


@pytest.mark.parametrize("value", [0.0, 2.0, 4.0, 5.0])
def test_the_law_at_finite_size_is_that_of_all_states(value):
    """Ten and ten units; the saddle point costs a few percent at so small a size."""
    left, right = unit(10, 4), unit(10, 5)
    x, y = np.meshgrid(all_states(10) @ left, all_states(10) @ right, indexing="ij")
    chance = np.exp(value * x * y)
    chance /= chance.sum()
    u, w = (x + y) / np.sqrt(2), (y - x) / np.sqrt(2)
    found = landau.finite_size(value, left, right)
    expected = {"u2": (chance * u**2).sum(), "w2": (chance * w**2).sum(), "u4": (chance * u**4).sum()}
    for name, number in expected.items():
        assert found[name] == pytest.approx(number, rel=0.06), name


def test_the_law_at_finite_size_becomes_normal():
    left, right = unit(2000, 6), unit(2000, 7)
    found = landau.finite_size(2.0, left, right)
    assert found["u2"] == pytest.approx(0.5, rel=0.01)
    assert found["w2"] == pytest.approx(1 / 6, rel=0.01)
    assert found["u4"] / found["u2"] ** 2 == pytest.approx(3.0, rel=0.02)
