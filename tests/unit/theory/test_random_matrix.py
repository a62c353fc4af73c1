"""Spectra of empirical correlation matrices: closed forms and simulated Gaussian data."""

import numpy as np
import pytest
from scipy.integrate import quad

from placecells.theory import random_matrix, ring

ALPHAS = [0.01, 0.3, 1.0, 5.0]


def band(beta, points=4096):
    return ring.band(ring.wavenumbers(points), beta)


def gaussian_spectra(sites, alpha, beta, matrices, seed):
    """Eigenvalues and top eigenvectors of C for Gaussian data with the Ising ring's (AR(1)) spectrum."""
    rng = np.random.default_rng(seed)
    amplitude = np.sqrt(ring.spectrum(sites, beta))
    values, vectors = [], []
    for _ in range(matrices):
        noise = np.fft.fft(rng.standard_normal((round(sites / alpha), sites)), axis=1)
        data = np.fft.ifft(noise * amplitude, axis=1).real
        eigenvalues, eigenvectors = np.linalg.eigh(data.T @ data / len(data))
        values.append(eigenvalues)
        vectors.append(eigenvectors[:, -1])
    return np.array(values), np.array(vectors)


@pytest.mark.parametrize("alpha", ALPHAS)
def test_edge_collapses_to_marchenko_pastur_for_uncorrelated_data(alpha):
    population = np.ones(7)
    assert random_matrix.generalised_edge(population, alpha) == pytest.approx(
        random_matrix.marchenko_pastur_edge(alpha), rel=1e-12
    )
    johnstone = (1.0 + np.sqrt(alpha)) * (1.0 + alpha**-0.5) ** (1.0 / 3.0)
    assert random_matrix.edge_scale(population, alpha) == pytest.approx(johnstone, rel=1e-10)


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize("beta", [0.1, 0.5, 1.0])
def test_edge_of_the_band_equals_the_closed_integral(alpha, beta):
    """mean_k[lambda/(1 + lambda m)] = (1 - t^2)/sqrt(a^2 - 4 t^2), a = 1 + t^2 + m (1 - t^2)."""
    t = np.tanh(beta)
    m = np.linspace(-np.exp(-2.0 * beta), 0.0, 400_001)[1:-1]
    a = 1.0 + t**2 + m * (1.0 - t**2)
    closed = -1.0 / m + alpha * (1.0 - t**2) / np.sqrt(a**2 - 4.0 * t**2)
    assert random_matrix.generalised_edge(band(beta), alpha) == pytest.approx(closed.min(), rel=1e-6)


def test_edge_lies_above_both_laws_of_the_paper():
    for alpha in ALPHAS:
        edge = random_matrix.generalised_edge(band(0.3), alpha)
        assert edge > random_matrix.marchenko_pastur_edge(alpha)
        assert edge > ring.uniform_eigenvalue(0.3)


@pytest.mark.parametrize(("alpha", "beta"), [(0.5, 0.4), (2.0, 0.3)])
def test_top_eigenvalue_of_gaussian_data_follows_edge_and_tracy_widom(alpha, beta):
    sites, matrices = 200, 60
    values, _ = gaussian_spectra(sites, alpha, beta, matrices, seed=1)
    scale = random_matrix.edge_scale(band(beta), alpha) * (alpha / sites) ** (2.0 / 3.0)
    expected = random_matrix.generalised_edge(band(beta), alpha) + scale * random_matrix.TRACY_WIDOM_MEAN
    error = scale * random_matrix.TRACY_WIDOM_DEVIATION / np.sqrt(matrices)
    # Four standard errors, and a next order of 0.2 of the correction: N^(-1/3) of it at N = 200.
    assert abs(values[:, -1].mean() - expected) < 4.0 * error + 0.2 * scale


def test_extrapolation_in_size_finds_the_generalised_edge_and_not_the_paper_laws():
    alpha, beta, sizes = 1.0, 0.4, [50, 100, 200]
    tops = [
        gaussian_spectra(n, alpha, beta, count, seed=n)[0][:, -1]
        for n, count in zip(sizes, (400, 100, 40), strict=True)
    ]
    means = [top.mean() for top in tops]
    errors = [top.std(ddof=1) / np.sqrt(len(top)) for top in tops]
    limit, slope, error = random_matrix.extrapolate(sizes, means, errors)
    edge = random_matrix.generalised_edge(band(beta), alpha)
    # Next order: N^(-4/3), whose leverage on the limit for these sizes is about the square of the correction.
    systematic = (slope * 50 ** (-2.0 / 3.0)) ** 2 / edge
    assert abs(limit - edge) < 4.0 * error + systematic
    assert limit - random_matrix.marchenko_pastur_edge(alpha) > 8.0 * error
    assert limit - ring.uniform_eigenvalue(beta) > 8.0 * error


@pytest.mark.parametrize("alpha", [0.25, 4.0])
def test_marchenko_pastur_density_integrates_to_the_continuous_part(alpha):
    lower, upper = (1.0 - np.sqrt(alpha)) ** 2, (1.0 + np.sqrt(alpha)) ** 2
    area, _ = quad(lambda x: random_matrix.marchenko_pastur_density(np.array([x]), alpha)[0], lower, upper)
    assert area == pytest.approx(min(1.0, 1.0 / alpha), abs=1e-6)


def test_generalised_density_collapses_to_marchenko_pastur():
    x = np.linspace(0.3, 2.2, 30)  # inside the support of alpha = 0.25
    density = random_matrix.generalised_density(x, np.ones(3), 0.25)
    np.testing.assert_allclose(density, random_matrix.marchenko_pastur_density(x, 0.25), atol=1e-4)


@pytest.mark.parametrize("alpha", [0.3, 2.0])
def test_generalised_density_matches_gaussian_histogram(alpha):
    values, _ = gaussian_spectra(200, alpha, 0.5, 20, seed=3)
    edge = random_matrix.generalised_edge(band(0.5), alpha)
    bins = np.linspace(0.15 * edge, 0.9 * edge, 9)
    counts = np.histogram(values, bins)[0] / values.size
    fine = np.linspace(bins[0], bins[-1], 161)
    density = random_matrix.generalised_density(fine, band(0.5, 256), alpha)
    expected = [np.trapezoid(density[i : i + 21], fine[i : i + 21]) for i in range(0, 160, 20)]
    # Eigenvalue counts fluctuate by O(1) per matrix (rigidity); edges of a bin and 1/N terms: 2 in 200.
    np.testing.assert_allclose(counts, expected, atol=2.0 / 200)


def test_top_eigenvector_of_gaussian_data_has_the_large_n_order_parameters():
    sites, alpha, beta, matrices = 200, 1.0, 0.4, 80
    _, vectors = gaussian_spectra(sites, alpha, beta, matrices, seed=5)
    k, population = ring.wavenumbers(sites), ring.spectrum(sites, beta)
    local = np.sum(vectors * np.roll(vectors, 1, axis=1), axis=1)
    expected = random_matrix.top_vector_local(k, population, alpha)
    assert abs(local.mean() - expected) < 4.0 * local.std() / np.sqrt(matrices) + 0.02
    uniform = np.abs(vectors.sum(axis=1)) / np.sqrt(sites)
    expected = random_matrix.top_vector_uniform(population, alpha, sites)
    assert abs(uniform.mean() - expected) < 4.0 * uniform.std() / np.sqrt(matrices)


def test_crossover_26():
    for alpha in ALPHAS:
        beta = random_matrix.beta_c(alpha)
        assert ring.uniform_eigenvalue(beta) == pytest.approx(random_matrix.marchenko_pastur_edge(alpha))
        assert random_matrix.alpha_c(beta) == pytest.approx(alpha)


def test_extrapolation_recovers_a_line():
    sites = np.array([100, 200, 400])
    limit, slope, _ = random_matrix.extrapolate(sites, 3.0 - 2.0 * sites ** (-2.0 / 3.0), [0.1, 0.2, 0.3])
    assert limit == pytest.approx(3.0)
    assert slope == pytest.approx(-2.0)
