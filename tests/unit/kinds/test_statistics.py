"""Kind `statistics`: against sums over all configurations of a small ring, and written-out averages."""

import numpy as np
import pytest

from placecells.kinds.statistics import moments
from placecells.theory.averages import all_configurations, ring_probabilities
from placecells.theory.colour_ring import mode_correlation
from placecells.theory.ring import correlation

SETS, SAMPLES = 8, 20_000


def test_moments_are_the_averages_that_they_say():
    rng = np.random.default_rng(0)
    colours = rng.integers(0, 5, (7, 6)).astype(np.uint8)
    z = np.exp(2j * np.pi * colours / 5)
    mean, variance, pairs, neighbours = moments(colours, 5)
    np.testing.assert_allclose(mean, [z.real.mean(), z.imag.mean()], atol=1e-14)
    np.testing.assert_allclose(variance, [z.real.mean(axis=1).var(), z.imag.mean(axis=1).var()], atol=1e-14)
    np.testing.assert_allclose(pairs, [(z * np.roll(z, -d, axis=1).conj()).real.mean() for d in range(4)], atol=1e-14)
    expected = [(z[:, i] * z[:, (i + 1) % 6].conj()).real.mean() for i in range(6)]
    np.testing.assert_allclose(neighbours, expected, atol=1e-14)
    spins = rng.choice(np.array([-1, 1], np.int8), (9, 5))
    mean, variance, pairs, _ = moments(spins, None)
    assert mean == pytest.approx(spins.mean())
    assert variance == pytest.approx(spins.mean(axis=1).var())
    np.testing.assert_allclose(pairs, [(spins * np.roll(spins, d, axis=1)).mean() for d in range(3)], atol=1e-14)


def test_spins_have_the_moments_of_the_sum_over_all_configurations(drawn):
    ds = drawn("statistics", range(SETS), {"model": "ising", "sites": 8, "beta": 0.7, "samples": SAMPLES})
    v = all_configurations(8)
    variance = ring_probabilities(v, 0.7) @ v.mean(axis=1) ** 2
    error = 5 / np.sqrt(SETS * SAMPLES)  # five standard errors of a mean of numbers within [-1, 1]
    assert float(ds["magnetisation"].mean()) == pytest.approx(0, abs=error)
    assert float(ds["magnetisation_variance"].mean()) == pytest.approx(variance, abs=error)
    np.testing.assert_allclose(ds["correlation"].mean("seed"), correlation(8, 0.7)[:5], atol=error)
    np.testing.assert_allclose(ds["neighbour_correlation"].mean("seed"), correlation(8, 0.7)[1], atol=error)


def test_colours_have_the_moments_of_the_transfer_matrix(drawn):
    data = {"model": "xy", "sites": 8, "colours": 5, "beta": 1.2, "samples": SAMPLES}
    ds = drawn("statistics", range(SETS), data)
    error = 5 / np.sqrt(SETS * SAMPLES)
    np.testing.assert_allclose(ds["correlation"].mean("seed"), mode_correlation(8, 5, 1.2)[1, :5], atol=error)
    np.testing.assert_allclose(ds["magnetisation"].mean("seed"), 0, atol=error)
    # <|m|^2> is the mean over all pairs of sites of their correlation
    whole = np.mean([mode_correlation(8, 5, 1.2)[1, min(d, 8 - d)] for d in range(8)])
    assert float(ds["magnetisation_variance"].sum("component").mean()) == pytest.approx(whole, abs=error)


def test_the_dataset_is_a_function_of_the_seeds(drawn):
    data = {"model": "ising", "sites": 8, "beta": 0.7, "samples": 100}
    assert drawn("statistics", (1, 2), data).identical(drawn("statistics", (1, 2), data))
    one, other = drawn("statistics", (1,), data), drawn("statistics", (2,), data)
    assert not one["correlation"].equals(other["correlation"])
