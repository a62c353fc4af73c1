"""The diffusion law: against simulated SGD of one unit on fresh Ising data."""

import numpy as np
import pytest

from placecells.studies.place_cells.kinds import integrate
from placecells.theory import averages, diffusion, flow

SITES, BETA = 40, 0.8


def ising(samples, generator):
    """Independent configurations of the ring: independent bonds, kept when their product is 1."""
    bonds = np.where(generator.random((3 * samples, SITES)) < 1.0 / (1.0 + np.exp(2.0 * BETA)), -1.0, 1.0)
    bonds = bonds[np.prod(bonds, axis=1) > 0.0][:samples]
    return np.cumprod(bonds, axis=1) * np.where(generator.random((samples, 1)) < 0.5, 1.0, -1.0)


@pytest.fixture(scope="module")
def field():
    """The stationary field of (31) at infinite data."""
    x = np.arange(SITES) - SITES / 2.0
    average = averages.ring_average(BETA)
    start = 0.5 * np.exp(-0.5 * (x / 4.0) ** 2)[None]
    return integrate.relax(lambda w: flow.exact(w, average), start, residual=1e-7, method="BDF").state


def test_derivative_of_a_wave():
    x = 2.0 * np.pi * np.arange(20) / 20
    slope = diffusion.smoothed_derivative(np.sin(3.0 * x)[None])
    np.testing.assert_allclose(slope[0], 3.0 * np.pi / 10.0 * np.cos(3.0 * x), atol=1e-12)
    damped = diffusion.smoothed_derivative(np.sin(3.0 * x)[None], smoothing=1.0)
    np.testing.assert_allclose(damped, slope * np.exp(-0.5 * (0.3 * np.pi) ** 2), atol=1e-12)


def test_model_samples_have_the_exact_moments(field):
    configurations = diffusion.sample_one_unit(field[0], 40_000, np.random.default_rng(0))
    moment = (np.tanh(configurations @ field.T) * configurations).mean(axis=0)
    # Each of the 40 entries is a mean of numbers within [-1, 1]: five standard errors.
    np.testing.assert_allclose(moment, flow.model_average(field)[0], atol=5.0 / 200.0)


def test_samples_of_several_units_have_the_exact_moments():
    weights = np.random.default_rng(3).normal(size=(3, 8))
    v = diffusion.sample_units(weights, 40_000, np.random.default_rng(0))
    everything = averages.all_configurations(8)
    law = np.prod(2.0 * np.cosh(everything @ weights.T), axis=1)
    law /= law.sum()
    expected = np.tanh(everything @ weights.T).T @ (law[:, None] * everything)
    np.testing.assert_allclose(np.tanh(v @ weights.T).T @ v / len(v), expected, atol=5.0 / 200.0)


def test_projected_gradient_of_two_units():
    generator = np.random.default_rng(1)
    v, w, direction = (generator.normal(size=(n, 6)) for n in (4, 2, 2))
    expected = [sum(np.tanh(w[a] @ s) * (s @ direction[a]) for a in range(2)) for s in v]
    np.testing.assert_allclose(diffusion.projected_gradient(v, w, direction), expected)


def test_scaling_with_rate_batch_and_chains():
    slope = np.ones((1, 4))
    base = diffusion.diffusion_coefficient(slope, 3.0, 5.0, rate=0.1, batch=10, chains=20)
    assert base == pytest.approx(0.5 * 0.01 * (0.3 + 0.25) / 16.0)
    assert diffusion.diffusion_coefficient(slope, 3.0, 5.0, rate=0.1, batch=10, chains=np.inf) == pytest.approx(
        0.5 * 0.01 * 0.3 / 16.0
    )
    assert diffusion.correlation_factor([0.5, 0.25]) == 2.5


def test_formula_against_simulated_sgd(field):
    """300 runs of 200 small steps, all from the stationary field, with fresh data and fresh model samples."""
    runs, updates, batch, rate = 300, 200, 8, 0.005
    generator = np.random.default_rng(2)
    weights = np.repeat(field, runs, axis=0)
    for _ in range(updates):
        data = ising(runs * batch, generator).reshape(runs, batch, SITES)
        up = 1.0 / (1.0 + np.exp(-2.0 * weights))
        model = np.where(generator.random((runs, batch, SITES)) < up[:, None], 1.0, -1.0)
        for sign, v in ((1.0, data), (-1.0, model)):
            response = np.tanh(np.einsum("rbi,ri->rb", v, weights))
            weights = weights + sign * rate / batch * np.einsum("rb,rbi->ri", response, v)
    slope = diffusion.smoothed_derivative(field)
    displacement = -(weights - field) @ slope[0] / np.sum(slope**2)
    data = ising(20_000, generator)
    model = diffusion.sample_one_unit(field[0], 20_000, generator)
    predicted = diffusion.field_diffusion(field, data, model, rate=rate, batch=batch, chains=batch)
    measured = np.mean(displacement**2) / (2.0 * updates)
    # A variance over 300 runs has a standard error of sqrt(2/300) = 8%: four of them.
    assert measured / predicted == pytest.approx(1.0, abs=4.0 * np.sqrt(2.0 / runs))
