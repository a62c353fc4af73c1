"""The Ising ring (8): its correlations and the spectrum of its exact correlation matrix.

beta is the inverse temperature and t = tanh(beta). Lengths are in sites.
"""

import numpy as np


def correlation_length(beta):
    """(P.2): correlation length xi = -1 / ln tanh(beta), in sites: the decay length of (9) on a long ring."""
    return -1.0 / np.log(np.tanh(beta))


def inverse_temperature(length):
    """(P.2): the beta at which the correlation length is ``length`` sites: artanh(exp(-1/xi))."""
    return np.arctanh(np.exp(-1.0 / np.asarray(length)))


def correlation(sites, beta):
    """(9): <v_0 v_d> for d = 0 ... sites-1, (sites,), exact on the finite ring."""
    t = np.tanh(beta)
    distance = np.arange(sites)
    return (t**distance + t ** (sites - distance)) / (1.0 + t**sites)


def wavenumbers(sites):
    """Wavenumbers 2 pi m / sites of the ring, m = 0 ... sites-1, in radians per site: (sites,)."""
    return 2.0 * np.pi * np.arange(sites) / sites


def spectrum(sites, beta):
    """Eigenvalues of the exact correlation matrix at `wavenumbers(sites)`: (sites,).

    They are the discrete Fourier transform of (9): `band` times (1 - t^N)/(1 + t^N).
    """
    power = np.tanh(beta) ** sites
    return band(wavenumbers(sites), beta) * (1.0 - power) / (1.0 + power)


def band(wavenumber, beta):
    """(P.16): eigenvalue of the exact correlation matrix of an infinite ring at ``wavenumber`` (radians per site)."""
    t = np.tanh(beta)
    return (1.0 - t**2) / (1.0 - 2.0 * t * np.cos(wavenumber) + t**2)


def uniform_eigenvalue(beta):
    """(25): (1 + t)/(1 - t) = exp(2 beta), the largest eigenvalue of the band; its eigenvector is uniform."""
    return np.exp(2.0 * np.asarray(beta, dtype=float))
