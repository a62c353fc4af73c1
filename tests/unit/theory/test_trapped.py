"""Motion in a landscape against exact results: a cosine potential, sums over training sets, shifts."""

import numpy as np
import pytest
from scipy.special import i0

from placecells.data.draw import sample
from placecells.theory.beyond import trapped
from placecells.theory.diffusion import diffusion_coefficient, smoothed_derivative

RING = np.arange(48)
FIELD = 1.5 / np.cosh((RING - 20) / 3)
LAW = {"model": "ising", "sites": 48, "beta": 1.0, "sampling": "independent"}


def test_a_cosine_slows_by_the_square_of_a_bessel_function():
    potential = 1.7 * np.cos(2 * np.pi * RING / 48)
    assert trapped.slowing(potential) == pytest.approx(i0(1.7) ** -2, rel=1e-12)
    assert trapped.slowing(potential + 5.0) == pytest.approx(i0(1.7) ** -2, rel=1e-12)
    assert trapped.slowing(np.zeros(48)) == 1.0


def test_rows_are_shifts_of_the_field():
    for shift, row in enumerate(trapped.shifted(FIELD)):
        np.testing.assert_array_equal(row, np.roll(FIELD, shift))


def test_gains_are_logarithms_of_the_weights_of_configurations():
    v = sample(LAW, 30, 1)
    inputs = np.array([[row @ np.roll(FIELD, shift) for shift in RING] for row in v.astype(float)])
    np.testing.assert_allclose(trapped.gains(v, FIELD), np.log(2 * np.cosh(inputs)), rtol=1e-5)
    np.testing.assert_allclose(trapped.mean_gains(v, FIELD), np.log(2 * np.cosh(inputs)).mean(axis=0), rtol=1e-5)


def test_symmetrised_samples_have_no_landscape():
    v = sample(LAW, 20, 1)
    every = np.concatenate([np.roll(v, shift, axis=1) for shift in RING])
    gain = trapped.mean_gains(every, FIELD)
    assert np.ptp(gain) < 1e-6 * gain.mean()


def test_the_landscape_of_many_training_sets_has_the_variance_of_the_crossover():
    """(C.13): Var U = B*/B, over 300 training sets of 50 samples."""
    derivative = smoothed_derivative(FIELD)
    free = diffusion_coefficient(derivative, 4.0, 4.0, rate=0.1, batch=100, chains=100)
    steep = trapped.steepness(derivative, free, 0.1)
    gain = np.stack([trapped.mean_gains(sample(LAW, 50, seed), FIELD) for seed in range(300)])
    potential = -steep * (gain - gain.mean(axis=1, keepdims=True))
    expected = trapped.crossover(sample(LAW, 20_000, 1000), FIELD, steep) / 50
    assert potential.var(axis=0).mean() == pytest.approx(expected, rel=0.1)


def test_displacements_where_there_is_no_landscape_are_those_of_diffusion():
    lags = np.array([10.0, 1000.0])
    np.testing.assert_allclose(trapped.displacements(np.zeros(48), 0.01, lags, 100, 5000), 2 * 0.01 * lags, rtol=1e-4)


def test_displacements_at_long_lags_have_the_slope_of_lifson_and_jackson():
    potential = 1.7 * np.cos(2 * np.pi * RING / 48)
    lags = np.array([1e6, 2e6])
    near, far = trapped.displacements(potential, 0.01, lags, 0, 1e6)
    assert (far - near) / 2e6 == pytest.approx(0.01 * trapped.slowing(potential), rel=0.01)


def test_displacements_are_those_of_simulated_walkers():
    """4000 walkers in a landscape of two waves, steps small beside a site."""
    rng, d, step = np.random.default_rng(1), 0.01, 2.0
    k = 2 * np.pi / 48

    def force(x):
        return 2.0 * k * np.sin(k * x) + 1.5 * 3 * k * np.sin(3 * k * x)

    x = rng.uniform(0, 48, 4000)
    for _ in range(500):
        x = x + d * force(x) * step + np.sqrt(2 * d * step) * rng.standard_normal(len(x))
    begin = x.copy()
    for _ in range(1000):
        x = x + d * force(x) * step + np.sqrt(2 * d * step) * rng.standard_normal(len(x))
    potential = 2.0 * np.cos(k * RING) + 1.5 * np.cos(3 * k * RING)
    [expected] = trapped.displacements(potential, d, np.array([2000.0]), 999.0, 1001.0)
    assert ((x - begin) ** 2).mean() == pytest.approx(expected, rel=0.06)


def test_landscapes_too_deep_for_rounding_have_no_displacements():
    assert np.isnan(trapped.displacements(100 * np.cos(2 * np.pi * RING / 48), 0.01, np.array([10.0]), 0, 1)).all()
