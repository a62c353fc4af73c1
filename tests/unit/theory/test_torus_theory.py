"""The equation of small beta in two dimensions against numerical derivatives, integrals and solutions."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from placecells.theory import turing
from placecells.theory.beyond import torus, uniform_weights
from placecells.theory.flow import cubic


def test_on_a_ring_the_flow_is_that_of_the_paper():
    u = np.random.default_rng(0).standard_normal(9)
    np.testing.assert_allclose(torus.flow(u), cubic(u[None])[0], atol=1e-12)
    assert torus.uniform_amplitude((9,)) == turing.uniform_amplitude(9)
    assert torus.growth_rate((2,), (9,)) == pytest.approx(turing.lattice_growth_rate(4 * np.pi / 9, 9))


def test_the_flow_is_the_downhill_gradient_of_the_energy():
    u = np.random.default_rng(1).standard_normal((4, 3))
    step = 1e-6
    for place in np.ndindex(u.shape):
        one = np.zeros_like(u)
        one[place] = step
        slope = (torus.energy(u + one) - torus.energy(u - one)) / (2 * step)
        assert torus.flow(u)[place] == pytest.approx(-slope, abs=1e-6)


def test_jacobian():
    u = np.random.default_rng(2).standard_normal((4, 3))
    change = 1e-6 * np.random.default_rng(3).standard_normal(u.shape)
    exact = torus.jacobian(u, torus.coupling_matrix(u.shape)) @ (2 * change).ravel()
    np.testing.assert_allclose((torus.flow(u + change) - torus.flow(u - change)).ravel(), exact, atol=1e-11)


def test_growth_rates_are_eigenvalues():
    sides = (6, 4)
    uniform = np.full(sides, torus.uniform_amplitude(sides))
    assert np.abs(torus.flow(uniform)).max() < 1e-12
    found = np.linalg.eigvalsh(torus.jacobian(uniform, torus.coupling_matrix(sides)))
    rates = sorted(torus.growth_rate((x, y), sides) for x in range(6) for y in range(4))
    np.testing.assert_allclose(found, rates, atol=1e-10)


@pytest.mark.parametrize("side", [3, 4, 10, 100])
def test_no_square_is_unstable(side):
    assert torus.fastest_rate((side, side)) < 0


def test_large_rectangles_are_unstable_from_the_critical_aspect_on():
    assert torus.shortest_unstable(60) / 60 == pytest.approx(torus.CRITICAL_ASPECT, rel=0.01)
    assert torus.stripe_depth(4.9e4, 1e4) == 1.0
    assert torus.stripe_depth(5.0e4, 1e4) < 0.8


def test_a_long_stripe_is_a_sech():
    """Opposite the peak the two tails meet: sqrt(1 - m) = 2 sech(kappa L_1 / 2) with kappa of (C.6)."""
    long, short = 60.0, 6.0
    kappa = 2 * short - 2 * np.sqrt(short**2 - 1)
    assert torus.stripe_depth(long, short) == pytest.approx(2 / np.cosh(kappa * long / 2), rel=0.02)


@pytest.mark.parametrize("dimensions", [1, 2])
def test_energy_of_a_gaussian(dimensions):
    """Against sums on a lattice that is fine compared with the bump."""
    size, norm = 6.0, 3.0
    x = np.arange(-40, 40)
    square = x**2 if dimensions == 1 else x[:, None] ** 2 + x**2
    u = np.exp(-square / (4 * size**2))
    u *= np.sqrt(norm / np.sum(u**2))
    added = torus.energy(u) + dimensions * norm - norm**2 / 4
    assert added == pytest.approx(torus.dilation_energy(size, norm, dimensions), rel=0.02)


def test_norm_of_the_townes_profile():
    """By shooting: the height at the centre at which T neither crosses zero nor turns back."""

    def slope(r, y):
        return [y[1], y[0] - y[0] ** 3 - y[1] / r, 2 * np.pi * r * y[0] ** 2]

    def crosses(height):
        zero, back = (lambda _, y: y[0]), (lambda _, y: y[1] - 1e-9)
        zero.terminal = back.terminal = True
        end = solve_ivp(slope, (1e-6, 30), [height, 0.0, 0.0], events=[zero, back], rtol=1e-9, atol=1e-12)
        return len(end.t_events[0]) > 0, end.y[2, -1]

    low, high = 2.0, 2.5
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (low, middle) if crosses(middle)[0] else (middle, high)
    assert crosses(low)[1] == pytest.approx(torus.TOWNES_NORM, abs=2e-3)


def test_uniform_weights_of_independent_pairs():
    """Two sites that are equal with certainty: M = +-2, w0 grows without bound; independent ones have none."""
    aligned, free = np.array([2.0, -2.0]), np.array([2.0, 0.0, 0.0, -2.0])
    assert uniform_weights.stationary_weight(free, 2) == 0.0
    power = np.array([0.0, 0.0])
    assert uniform_weights.wave_rate(power, aligned, 0.3) == pytest.approx(-1 / np.cosh(0.3) ** 2)


def test_uniform_weights_at_small_beta_are_those_of_the_cubic_flow():
    """3 x 3 sites: the distribution of M by enumeration, as counts of 1000 to 1500 a state."""
    beta, sides = 0.01, (3, 3)
    states = 1.0 - 2.0 * ((np.arange(512)[:, None] >> np.arange(9)) & 1).reshape(-1, *sides)
    energy = np.einsum("sxy,sxy->s", states, sum(np.roll(states, 1, axis) for axis in (1, 2)))
    counts = np.round(1e3 * np.exp(beta * (energy - energy.min()))).astype(int)
    power = np.abs(states.sum(axis=2) @ np.exp(2j * np.pi * np.arange(3) / 3)) ** 2 / 9
    power, total = np.repeat(power, counts), np.repeat(states.sum(axis=(1, 2)), counts)
    weight = uniform_weights.stationary_weight(total, 9)
    assert weight == pytest.approx(np.sqrt(beta) * torus.uniform_amplitude(sides), rel=0.1)
    rate = uniform_weights.wave_rate(power, total, weight)
    assert rate == pytest.approx(beta * torus.growth_rate((1, 0), sides), rel=0.1)
