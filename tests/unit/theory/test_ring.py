"""Ising ring: closed forms against enumeration and diagonalisation."""

import numpy as np
import pytest
from scipy.linalg import circulant

from placecells.theory import averages, ring


@pytest.mark.parametrize("beta", [0.1, 0.6, 1.3])
def test_correlation_equals_enumeration(beta):
    v = averages.all_configurations(9)
    p = averages.ring_probabilities(v, beta)
    np.testing.assert_allclose(ring.correlation(9, beta), (v[:, 0] * p) @ v, atol=1e-13)


@pytest.mark.parametrize("sites", [5, 8, 30])
def test_spectrum_equals_diagonalised_correlation_matrix(sites):
    matrix = circulant(ring.correlation(sites, 0.7))
    expected = np.linalg.eigvalsh(matrix)
    np.testing.assert_allclose(np.sort(ring.spectrum(sites, 0.7)), expected, atol=1e-12)


def test_uniform_eigenvalue_25_is_the_top_of_a_long_ring():
    matrix = circulant(ring.correlation(200, 0.5))
    values, vectors = np.linalg.eigh(matrix)
    assert values[-1] == pytest.approx(ring.uniform_eigenvalue(0.5), rel=1e-12)
    np.testing.assert_allclose(np.abs(vectors[:, -1]), 200**-0.5, atol=1e-8)
    assert ring.band(0.0, 0.5) == pytest.approx(np.exp(1.0))


def test_correlation_length_and_its_inverse():
    distance = np.arange(1, 10)
    decay = np.exp(-distance / ring.correlation_length(0.4))
    np.testing.assert_allclose(ring.correlation(400, 0.4)[1:10], decay, rtol=1e-12)
    assert ring.inverse_temperature(ring.correlation_length(0.4)) == pytest.approx(0.4)
