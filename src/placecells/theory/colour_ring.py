"""The ring of colours (12), coupled to nearest neighbours: exact correlations, population spectrum of one-hot data.

q colours; a kernel J(0) ... J(q//2) of the distance of two colours on their circle, by default
cos(2 pi d/q); ``beta`` is the inverse temperature, times the coupling where that is not 1. Lengths are in sites. Colour
mode m is the wave exp(2 pi i m a/q), m = 0 ... q-1. One-hot data are delta(v_i, a) - 1/q over the standard deviation of
that; m = 0 does not occur in them, which leaves N (q - 1) dimensions.
"""

import numpy as np

from placecells.theory import random_matrix
from placecells.theory.ring_distance import ring_distance


def transfer_eigenvalues(colours, beta, kernel=None):
    """(13-14): eigenvalues t_m of the transfer matrix exp(beta J), shape (q,)."""
    distance = ring_distance(np.arange(colours), colours)
    j = np.cos(2.0 * np.pi * distance / colours) if kernel is None else np.asarray(kernel, float)[distance]
    return np.fft.fft(np.exp(beta * j)).real


def decay(colours, beta, kernel=None):
    """x_m = t_m / t_0, by which the correlation of mode m falls per site on a long ring: shape (q,)."""
    eigenvalues = transfer_eigenvalues(colours, beta, kernel)
    return eigenvalues / eigenvalues[0]


def mode_correlation(sites, colours, beta, kernel=None):
    """<cos(2 pi m (v_0 - v_d)/q)> for m = 0 ... q-1 and d = 0 ... N-1, shape (q, N), exact on the finite ring.

    A wave on site 0 and its conjugate on site d turn the modes n between them into n + m:
    sum_n t_n^(N-d) t_{n+m}^d / sum_n t_n^N.
    """
    x = decay(colours, beta, kernel)
    distance = np.arange(sites)
    outside = x[:, None] ** (sites - distance)
    inside = x[:, None] ** distance
    rows = [np.sum(outside * np.roll(inside, -m, axis=0), axis=0) for m in range(colours)]
    return np.stack(rows) / np.sum(x**sites)


def pair_correlation(sites, colours, beta, kernel=None):
    """(27): <delta(v_0, a) delta(v_d, b)> - 1/q^2 by distance d and difference a - b, shape (N, q), finite ring."""
    modes = mode_correlation(sites, colours, beta, kernel)[1:]
    difference = np.arange(1, colours)[:, None] * np.arange(colours)
    return modes.T @ np.cos(2.0 * np.pi * difference / colours) / colours**2


def spectrum(sites, colours, beta, kernel=None):
    """Eigenvalues of the exact one-hot correlation matrix, shape (q-1, N): mode m = 1 ... q-1, wavenumber 2 pi k/N."""
    modes = mode_correlation(sites, colours, beta, kernel)[1:]
    return colours / (colours - 1.0) * np.fft.fft(modes, axis=1).real


def band(wavenumber, colours, beta, kernel=None):
    """The same on an infinitely long ring at ``wavenumber`` (K,), radians per site: shape (q-1, K)."""
    x = decay(colours, beta, kernel)[1:, None]
    return colours / (colours - 1.0) * (1.0 - x**2) / (1.0 - 2.0 * x * np.cos(wavenumber) + x**2)


def top_eigenvalue(colours, beta, kernel=None):
    """(29): q/(q-1) (1 + x)/(1 - x), the largest eigenvalue among those uniform in space; x of the best mode.

    For the kernel cos it is that of m = 1 and q - 1: two-fold, cos(2 pi a/q) and sin(2 pi a/q).
    """
    return np.max(band(0.0, colours, beta, kernel))


def noise_edge(colours, alpha):
    """(30): q/(q-1) (1 + sqrt(alpha_q))^2, alpha_q = (q-1) alpha, alpha = N/B: upper edge without correlations."""
    return colours / (colours - 1.0) * random_matrix.marchenko_pastur_edge((colours - 1.0) * alpha)


def alpha_c(colours, beta, kernel=None):
    """The alpha where the signal (29) equals the noise edge (30)."""
    ratio = top_eigenvalue(colours, beta, kernel) * (colours - 1.0) / colours
    return (np.sqrt(ratio) - 1.0) ** 2 / (colours - 1.0)


def generalised_edge(wavenumber, colours, beta, alpha, kernel=None):
    """Top eigenvalue of one-hot data for N -> infinity at fixed alpha = N/B: the edge for the band at ``wavenumber``.

    The dimensions are those without m = 0, so the noise ratio is (q - 1) alpha.
    """
    return random_matrix.generalised_edge(band(wavenumber, colours, beta, kernel), (colours - 1.0) * alpha)
