"""The ring of colours (12) with couplings of nearest neighbours: exact correlations, spectrum of one-hot data.

q is the number of colours a = 0 ... q-1. The kernel J(0) ... J(q//2) is the coupling of two colours as a function of
their distance d on the circle of colours, by default cos(2 pi d/q). beta is the inverse temperature, times the coupling
constant where that is not 1. Lengths are in sites. Mode m of the colours is the wave exp(2 pi i m a/q), m = 0 ... q-1.
One-hot data are x_ia = (delta(v_i, a) - 1/q) / sqrt((1/q) (1 - 1/q)). Their mode m = 0 is zero, so they have N (q - 1)
dimensions.
"""

import numpy as np

from placecells.theory import random_matrix
from placecells.theory.ring_distance import ring_distance


def transfer_eigenvalues(colours, beta, kernel=None):
    """(13-14): eigenvalues t_m of the transfer matrix exp(beta J), m = 0 ... q-1: (q,)."""
    distance = ring_distance(np.arange(colours), colours)
    j = np.cos(2.0 * np.pi * distance / colours) if kernel is None else np.asarray(kernel, float)[distance]
    return np.fft.fft(np.exp(beta * j)).real


def decay(colours, beta, kernel=None):
    """x_m = t_m / t_0, (q,): the factor by which the correlation of mode m falls per site on a long ring."""
    eigenvalues = transfer_eigenvalues(colours, beta, kernel)
    return eigenvalues / eigenvalues[0]


def mode_correlation(sites, colours, beta, kernel=None):
    """(P.3): <cos(2 pi m (v_0 - v_d)/q)> for m = 0 ... q-1 and d = 0 ... N-1, (q, N), exact on the finite ring.

    It is sum_n t_n^(N-d) t_{n+m}^d / sum_n t_n^N: between site 0 and site d, mode n becomes mode n + m.
    """
    x = decay(colours, beta, kernel)
    distance = np.arange(sites)
    outside = x[:, None] ** (sites - distance)
    inside = x[:, None] ** distance
    rows = [np.sum(outside * np.roll(inside, -m, axis=0), axis=0) for m in range(colours)]
    return np.stack(rows) / np.sum(x**sites)


def pair_correlation(sites, colours, beta, kernel=None):
    """(27): <delta(v_0, a) delta(v_d, b)> - 1/q^2 for every distance d and difference a - b: (N, q), finite ring."""
    modes = mode_correlation(sites, colours, beta, kernel)[1:]
    difference = np.arange(1, colours)[:, None] * np.arange(colours)
    return modes.T @ np.cos(2.0 * np.pi * difference / colours) / colours**2


def spectrum(sites, colours, beta, kernel=None):
    """Eigenvalues of the exact correlation matrix of one-hot data, (q-1, N).

    Rows are the modes m = 1 ... q-1 of the colours, columns the wavenumbers 2 pi k/N, k = 0 ... N-1.
    """
    modes = mode_correlation(sites, colours, beta, kernel)[1:]
    return colours / (colours - 1.0) * np.fft.fft(modes, axis=1).real


def band(wavenumber, colours, beta, kernel=None):
    """(28): eigenvalues of `spectrum` on an infinitely long ring at ``wavenumber`` (K,) in radians/site: (q-1, K)."""
    x = decay(colours, beta, kernel)[1:, None]
    return colours / (colours - 1.0) * (1.0 - x**2) / (1.0 - 2.0 * x * np.cos(wavenumber) + x**2)


def top_eigenvalue(colours, beta, kernel=None):
    """(29): q/(q-1) (1 + x)/(1 - x), the largest eigenvalue of a mode that is uniform in space; x = max_m x_m.

    For the kernel cos(2 pi d/q) it belongs to m = 1 and m = q - 1, that is to cos(2 pi a/q) and sin(2 pi a/q).
    """
    return np.max(band(0.0, colours, beta, kernel))


def noise_edge(colours, alpha):
    """(30): q/(q-1) (1 + sqrt(alpha_q))^2, the upper edge of the spectrum of data without correlations.

    alpha = N/B, sites over samples, and alpha_q = (q-1) alpha.
    """
    return colours / (colours - 1.0) * random_matrix.marchenko_pastur_edge((colours - 1.0) * alpha)


def alpha_c(colours, beta, kernel=None):
    """The alpha = N/B at which the signal (29) equals the noise edge (30)."""
    ratio = top_eigenvalue(colours, beta, kernel) * (colours - 1.0) / colours
    return (np.sqrt(ratio) - 1.0) ** 2 / (colours - 1.0)


def generalised_edge(wavenumber, colours, beta, alpha, kernel=None):
    """Largest eigenvalue of the correlation matrix of one-hot data for N -> infinity at fixed alpha = N/B.

    wavenumber: (K,), a fine, even grid of the ring's wavenumbers in radians per site. One-hot data have q - 1
    dimensions per site, so the ratio of dimensions to samples is (q - 1) alpha.
    """
    return random_matrix.generalised_edge(band(wavenumber, colours, beta, kernel), (colours - 1.0) * alpha)
