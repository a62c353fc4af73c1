"""Diffusion of one mode against known spectra and integrals."""

import numpy as np
import pytest

from placecells.theory.reciprocal_space import diffusion, landau


def test_variances_obey_their_equation_of_motion():
    """dVar/dt = 2 - 2 kappa Var."""
    time, step = np.array([0.1, 0.7, 2.0]), 1e-6
    for curvature in (3.0, 0.0, -1.0):
        rate = (diffusion.variance(time + step, curvature) - diffusion.variance(time - step, curvature)) / (2 * step)
        np.testing.assert_allclose(
            rate, 2.0 - 2.0 * curvature * diffusion.variance(time, curvature), rtol=1e-6, atol=1e-9
        )
    assert diffusion.variance(50.0, 3.0) == pytest.approx(1 / 3)
    assert diffusion.variance(50.0, -1.0) > 1e40


@pytest.mark.parametrize(
    ("value", "expected"), [(1.0, [0, 3, 6, 9]), (3.0, [0, 1, 2, 3]), (5.0, [1, 2, 3, 4]), (-1.0, [0, 5, 10, 15])]
)
def test_harmonic_modes_are_bosons(value, expected):
    """kappa a+a for kappa = 4 - lambda > 0, |kappa| (a+a + 1) without a zero mode for kappa < 0."""
    np.testing.assert_allclose(diffusion.boson_spectrum(4.0 - value), expected, atol=1e-3)


@pytest.mark.parametrize(
    ("value", "gap", "within"), [(3.0, 1.18, 0.005), (4.0, 0.387, 5e-4), (4.5, 0.129, 5e-4), (5.0, 0.018, 5e-4)]
)
def test_gaps_with_the_quartic_term_of_a_hundred_units(value, gap, within):
    levels = diffusion.boson_spectrum(4.0 - value, quartic=0.02)
    assert levels[0] == pytest.approx(0.0, abs=1e-4)
    assert levels[1] == pytest.approx(gap, abs=within)


def test_far_above_the_threshold_the_gap_is_closed():
    assert diffusion.boson_spectrum(-2.0, quartic=0.02)[1] < 1e-4


def test_the_entropic_force_is_that_of_the_curvature_four():
    vector = np.random.default_rng(0).normal(size=400)
    vector /= np.linalg.norm(vector)
    x, force = diffusion.entropic_force(vector)
    near = np.abs(x) < 0.5
    np.testing.assert_allclose(force[near], -4.0 * x[near], rtol=0.02, atol=1e-3)
    assert np.all(np.diff(x) > 0)
    # further away the theory of Landau's quartic term holds: dF/dX = 4 X + 16/3 I X^3
    far = (x > 1.0) & (x < 1.5)
    ipr, _ = landau.moments(vector)
    np.testing.assert_allclose(-force[far], 4 * x[far] + 16 / 3 * ipr * x[far] ** 3, rtol=0.02)


def test_one_gibbs_sweep_remembers_the_square_of_a_quarter_of_lambda():
    assert diffusion.sweep_correlation(np.array([2.0, 3.0]))[1] == pytest.approx(9 / 16)
