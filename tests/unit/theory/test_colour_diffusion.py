"""Diffusion on colours: two colours are spins, moments against enumeration, turns and shifts of a known field."""

import itertools

import numpy as np
import pytest

from placecells.theory import colour_diffusion, diffusion


def field(sites=80, colours=6, centre=38.3, phase=0.7):
    away = (np.arange(sites) - centre + sites / 2) % sites - sites / 2
    angle = 2 * np.pi * np.arange(colours) / colours - phase
    return (0.8 / np.cosh(0.35 * away))[None, :, None] * np.cos(angle)


def test_modes_are_the_derivatives_by_place_and_phase():
    step = 1e-4
    along_x, along_phi = colour_diffusion.zero_modes(field())
    moved, turned = (
        field(centre=38.3 + step) - field(centre=38.3 - step),
        field(phase=0.7 + step) - field(phase=0.7 - step),
    )
    np.testing.assert_allclose(along_x, moved / (2 * step), atol=1e-5)
    np.testing.assert_allclose(along_phi, turned / (2 * step), atol=1e-7)


def test_two_colours_are_spins():
    """Colour 1 is spin +1: the weights of the colours are -w and +w, and only the place can move."""
    rng = np.random.default_rng(0)
    w = 0.6 * rng.standard_normal((1, 12))
    spins = rng.choice([-1.0, 1.0], (2000, 12))
    other = rng.choice([-1.0, 1.0], (3000, 12))
    setting = {"rate": 0.1, "batch": 50, "chains": 40}
    expected = diffusion.field_diffusion(w, spins, other, **setting)
    weights = np.stack([-w, w], axis=-1)
    along_x = colour_diffusion.zero_modes(weights)[:1]
    covariances = [
        np.cov(colour_diffusion.projected_gradient((v > 0).astype(int), weights, along_x, "spin").T, bias=True)
        for v in (spins, other)
    ]
    found = colour_diffusion.diffusion_matrix(along_x, *map(np.atleast_2d, covariances), **setting)
    # the weights of both colours move, so that the derivative counts twice in G
    assert found[0, 0] * 4 == pytest.approx(expected)


@pytest.mark.parametrize("unit", ["spin", "zero_one"])
def test_samples_have_the_law_of_the_machine(unit):
    weights = np.random.default_rng(1).normal(size=(2, 3, 3))
    everything = np.array(list(itertools.product(range(3), repeat=3)))
    values, _ = colour_diffusion.UNITS[unit]
    sums = colour_diffusion._sums(everything, weights)
    law = np.prod([np.exp(values[0] * part) + np.exp(values[1] * part) for part in sums.T], axis=0)
    law /= law.sum()
    drawn = colour_diffusion.sample_units(weights, unit, 50_000, np.random.default_rng(0))
    found = np.bincount(drawn @ [9, 3, 1], minlength=27) / len(drawn)
    assert (np.abs(found - law) < 5 * np.sqrt(law / len(drawn))).all()


def test_space_and_phase_of_a_symmetric_field_do_not_mix():
    """Data without order: the covariance is that of independent colours, even in space and odd in phase."""
    rng = np.random.default_rng(2)
    w, setting = field(centre=40.0), {"rate": 0.1, "batch": 50, "chains": 50}
    data = rng.integers(0, 6, (40_000, 80))
    model = colour_diffusion.sample_units(w, "zero_one", 40_000, rng)
    found = colour_diffusion.field_diffusion(w, "zero_one", data, model, **setting)
    assert (np.diag(found) > 0).all()
    assert abs(found[0, 1]) < 0.05 * np.sqrt(found[0, 0] * found[1, 1])
    halved = colour_diffusion.field_diffusion(w, "zero_one", data, model, rate=0.05, batch=50, chains=50)
    np.testing.assert_allclose(halved, found / 4)
