"""The ring of colours: closed forms against enumeration, diagonalisation and known numbers."""

import itertools

import numpy as np
import pytest

from placecells.theory import colour_ring, random_matrix, ring

KERNELS = [(10, None), (4, [1.0, 0.2, -0.5]), (5, [1.0, 0.5, 0.0]), (3, [1.0, 0.0]), (2, None)]


def transfer_matrix(colours, beta, kernel):
    difference = np.subtract.outer(np.arange(colours), np.arange(colours)) % colours
    distance = np.minimum(difference, colours - difference)
    return np.exp(beta * (np.cos(2 * np.pi * distance / colours) if kernel is None else np.array(kernel)[distance]))


@pytest.mark.parametrize(("colours", "kernel"), KERNELS)
def test_eigenvalues_are_those_of_the_transfer_matrix(colours, kernel):
    matrix = transfer_matrix(colours, 0.8, kernel)
    eigenvalues = colour_ring.transfer_eigenvalues(colours, 0.8, kernel)
    for m in range(colours):
        wave = np.exp(2j * np.pi * m * np.arange(colours) / colours)
        np.testing.assert_allclose(matrix @ wave, eigenvalues[m] * wave, atol=1e-12)


@pytest.mark.parametrize(("colours", "kernel"), KERNELS[1:])
def test_pair_correlation_27_equals_enumeration(colours, kernel):
    sites, beta = 5, 0.7
    v = np.array(list(itertools.product(range(colours), repeat=sites)))
    weight = transfer_matrix(colours, beta, kernel)[v, np.roll(v, -1, axis=1)].prod(axis=1)
    weight /= weight.sum()
    pairs = colour_ring.pair_correlation(sites, colours, beta, kernel)
    for d, a, b in itertools.product(range(sites), range(colours), range(colours)):
        both = weight[(v[:, 0] == a) & (v[:, d] == b)].sum()
        assert pairs[d, (a - b) % colours] == pytest.approx(both - 1 / colours**2, abs=1e-13)


def test_correlations_of_six_sites_and_ten_colours():
    modes = colour_ring.mode_correlation(6, 10, 1.5)
    np.testing.assert_allclose(modes[1, 1:4], [0.63042, 0.44739, 0.39211], atol=5e-6)
    np.testing.assert_allclose(modes[1], modes[9])
    np.testing.assert_allclose(modes[0], 1.0)


def test_two_colours_are_ising_spins():
    """J = cos(pi d) = v v': the same ring."""
    np.testing.assert_allclose(colour_ring.mode_correlation(9, 2, 0.6)[1], ring.correlation(9, 0.6))
    np.testing.assert_allclose(colour_ring.spectrum(9, 2, 0.6)[0], 2.0 * ring.spectrum(9, 0.6))
    assert colour_ring.alpha_c(2, 0.6) == pytest.approx(random_matrix.alpha_c(0.6))


@pytest.mark.parametrize(("colours", "kernel"), KERNELS)
def test_spectrum_equals_the_diagonalised_correlation_matrix(colours, kernel):
    sites = 7
    pairs = colour_ring.pair_correlation(sites, colours, 0.8, kernel) * colours**2 / (colours - 1)
    i, a = np.divmod(np.arange(sites * colours), colours)
    values = np.linalg.eigvalsh(pairs[(i[:, None] - i) % sites, (a[:, None] - a) % colours])
    expected = np.append(colour_ring.spectrum(sites, colours, 0.8, kernel).ravel(), np.zeros(sites))
    np.testing.assert_allclose(values, np.sort(expected), atol=1e-12)


@pytest.mark.parametrize(("colours", "kernel"), KERNELS)
def test_a_long_ring_has_the_band(colours, kernel):
    k = ring.wavenumbers(400)
    np.testing.assert_allclose(
        colour_ring.spectrum(400, colours, 0.8, kernel), colour_ring.band(k, colours, 0.8, kernel), rtol=1e-9
    )


def test_very_cold_rings_are_finite():
    assert np.isfinite(colour_ring.spectrum(100, 10, 20.0)).all()
    np.testing.assert_allclose(colour_ring.spectrum(100, 10, 300.0)[0], 100 * 10 / 9 * (np.arange(100) == 0), atol=1e-6)


def test_signal_29_noise_30_and_their_crossover():
    assert colour_ring.top_eigenvalue(10, 1.5) == pytest.approx(4.391, abs=5e-4)
    x = colour_ring.decay(10, 1.5)[1]
    assert colour_ring.top_eigenvalue(10, 1.5) == pytest.approx(10 / 9 * (1 + x) / (1 - x))
    assert colour_ring.noise_edge(10, 0.25) == pytest.approx(10 / 9 * (1 + np.sqrt(9 * 0.25)) ** 2)
    for colours, kernel in KERNELS:
        alpha = colour_ring.alpha_c(colours, 0.9, kernel)
        assert colour_ring.noise_edge(colours, alpha) == pytest.approx(colour_ring.top_eigenvalue(colours, 0.9, kernel))


def test_generalised_edge_joins_noise_and_signal():
    k = ring.wavenumbers(1024)
    assert colour_ring.generalised_edge(k, 10, 0.0, 0.3) == pytest.approx(colour_ring.noise_edge(10, 0.3))
    # for alpha -> 0 the edge nears the top of the band as alpha^(2/3)
    assert colour_ring.generalised_edge(k, 10, 1.5, 1e-7) == pytest.approx(
        colour_ring.top_eigenvalue(10, 1.5), rel=1e-3
    )
    for alpha in (0.01, 0.1, 1.0):
        edge = colour_ring.generalised_edge(k, 10, 1.5, alpha)
        assert edge > max(colour_ring.top_eigenvalue(10, 1.5), colour_ring.noise_edge(10, alpha))
