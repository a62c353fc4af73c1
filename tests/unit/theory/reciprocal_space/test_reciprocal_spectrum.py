"""Singular values and vectors of random weights against integrals, limits and large random matrices."""

import numpy as np
import pytest

from placecells.theory.reciprocal_space import spectrum


@pytest.mark.parametrize(("visible", "hidden"), [(784, 500), (500, 784), (64, 64), (30, 10)])
def test_the_density_has_unit_integral_and_its_distribution_is_the_integral(visible, hidden):
    low, high = spectrum.edges(visible, hidden, 0.01)
    # midpoints of a fine mesh: the density has square roots at the edges, and is finite at 0 where N = M
    mesh = np.linspace(low, high, 400_001)
    middle = (mesh[1:] + mesh[:-1]) / 2.0
    share = spectrum.density(middle, visible, hidden, 0.01) * np.diff(mesh)
    assert share.sum() == pytest.approx(1.0, abs=1e-6)
    np.testing.assert_allclose(spectrum.distribution(mesh[1:], visible, hidden, 0.01), share.cumsum(), atol=1e-6)
    assert spectrum.distribution(0.9 * low, visible, hidden, 0.01) == pytest.approx(0.0, abs=1e-12)
    assert spectrum.distribution(1.1 * high, visible, hidden, 0.01) == pytest.approx(1.0)


def test_a_square_matrix_has_the_quarter_circle_law():
    value = np.array([0.3, 1.0, 1.7])
    np.testing.assert_allclose(spectrum.density(value, 100, 100, 0.1), np.sqrt(4.0 - value**2) / np.pi)


def test_a_large_random_matrix_follows_the_law():
    values = np.linalg.svd(np.random.default_rng(0).normal(0, 0.3, (300, 200)), compute_uv=False)[::-1]
    steps = (np.arange(200) + 0.5) / 200
    assert np.abs(spectrum.distribution(values, 300, 200, 0.3) - steps).max() < 0.02


def test_participation_of_haar_vectors_and_of_extremes():
    rng = np.random.default_rng(1)
    vectors = np.linalg.qr(rng.normal(size=(60, 60)))[0]
    np.testing.assert_allclose(spectrum.participation(np.eye(5)), 1.0)
    np.testing.assert_allclose(spectrum.participation(np.full((4, 1), 0.5)), 0.25)
    assert 60 * spectrum.participation(vectors).mean() == pytest.approx(spectrum.haar_participation(60), rel=0.05)


def test_kurtosis_is_that_of_all_states():
    rng = np.random.default_rng(2)
    vectors = np.linalg.qr(rng.normal(size=(10, 10)))[0]
    states = (np.arange(1024)[:, None] >> np.arange(10)) & 1
    x = (states - 0.5) @ vectors
    np.testing.assert_allclose((x**2).mean(0), 0.25)
    np.testing.assert_allclose((x**4).mean(0) / (x**2).mean(0) ** 2, spectrum.kurtosis(vectors))
    means = [spectrum.kurtosis(np.linalg.qr(rng.normal(size=(10, 10)))[0]).mean() for _ in range(400)]
    assert np.mean(means) == pytest.approx(spectrum.haar_kurtosis(10), abs=0.01)


def test_the_energy_is_a_saddle_and_the_free_energy_is_not():
    weights = np.random.default_rng(3).normal(0, 0.1, (7, 4))
    values = np.linalg.svd(weights, compute_uv=False)
    expected = np.sort(np.concatenate([-values, np.zeros(3), values]))
    np.testing.assert_allclose(np.linalg.eigvalsh(spectrum.curvature_matrix(weights)), expected, atol=1e-12)
    np.testing.assert_allclose(np.linalg.eigvalsh(spectrum.curvature_matrix(weights, 4.0)), 4.0 + expected)


def test_variances_invert_the_matrix_of_a_pair():
    visible, hidden = spectrum.reaction(400, 300, 0.1)
    inverse = np.linalg.inv([[visible, -3.0], [-3.0, hidden]])
    down = np.array([1.0, 1.0]) / np.sqrt(2.0)
    up = np.array([-1.0, 1.0]) / np.sqrt(2.0)
    u, w = spectrum.variances(3.0, visible, hidden)
    assert (u, w) == (pytest.approx(down @ inverse @ down), pytest.approx(up @ inverse @ up))
    u, w = spectrum.variances(np.array([1.0, 5.0]))
    np.testing.assert_allclose([u[0], w[0]], [1 / 3, 1 / 5])
    assert np.isnan(u[1])
    assert np.isnan(w[1])


@pytest.mark.parametrize("strength", [1.0, 8.0, 15.9, 16.0])
def test_no_random_mode_diverges_before_the_spin_glass(strength):
    """A_v A_h - lambda_+^2 = (4 - s^2 sqrt(N M) / 4)^2, an identity of (B.25)."""
    visible, hidden = 500, 300
    scale = np.sqrt(strength / np.sqrt(visible * hidden))
    a, b = spectrum.reaction(visible, hidden, scale)
    gap = a * b - spectrum.edges(visible, hidden, scale)[1] ** 2
    assert gap == pytest.approx((4.0 - strength / 4.0) ** 2, abs=1e-9)
