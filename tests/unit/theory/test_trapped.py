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
