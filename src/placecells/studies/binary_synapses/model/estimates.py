"""Other estimates of a teacher of one unit, and how alike estimates and teachers are."""

from typing import NamedTuple

import numpy as np


class Marginals(NamedTuple):
    """The Bayes-optimal estimate by message passing, and how its iteration ended."""

    means: np.ndarray  # (N,)
    converged: bool
    sweeps: int
    residual: float


def bayes_optimal(v, beta, rng, damping=0.3, tolerance=1e-6, most=500):
    """Posterior means of the synapses of one unit, given samples v (M, N): message passing on samples and sites.

    Messages m_{i -> a} (M, N) start near 0. damping: share of the old messages that stays. The iteration ends when no
    message changes by more than `tolerance`, or after `most` sweeps; the result says which.
    """
    sites = v.shape[1]
    bias = np.tanh(beta / np.sqrt(sites)) * v
    cavities = 0.1 * rng.standard_normal(v.shape)
    residual, sweeps = np.inf, 0
    while residual > tolerance and sweeps < most:
        u = _to_sites(cavities, v, beta, bias)
        new = (1.0 - damping) * np.tanh(u.sum(0) - u) + damping * cavities
        residual, sweeps = float(np.abs(new - cavities).max()), sweeps + 1
        cavities = new
    return Marginals(np.tanh(_to_sites(cavities, v, beta, bias).sum(0)), residual <= tolerance, sweeps, residual)


def _to_sites(cavities, v, beta, bias):
    """Messages u_{a -> i} (M, N) of samples to sites."""
    parts = v * cavities / np.sqrt(v.shape[1])
    return np.arctanh(np.tanh(beta * (parts.sum(1, keepdims=True) - parts)) * bias)


def principal_vector(v):
    """The leading eigenvector (N,) of the covariance matrix of samples v (M, N), and its eigenvalue."""
    values, vectors = np.linalg.eigh(v.T.astype(float) @ v / len(v))
    return vectors[:, -1], float(values[-1])


def matching(found, xi):
    """Which estimate (P, N) belongs to which unit of a teacher xi (P, N): indices (P,), and signs (P,) of the overlaps.

    The greatest |overlaps| are matched first. The results have the order of the teacher's units.
    """
    overlaps = found @ xi.T.astype(float)
    order, signs, left = np.zeros(len(xi), int), np.zeros(len(xi)), np.abs(overlaps)
    for _ in range(len(xi)):
        one, unit = np.unravel_index(np.argmax(left), left.shape)
        order[unit], signs[unit] = one, -1.0 if overlaps[one, unit] < 0.0 else 1.0
        left[one], left[:, unit] = -1.0, -1.0
    return order, signs


def matched_overlaps(found, xi):
    """|overlaps| (P,) of estimates (P, N) with the units of a teacher xi (P, N), each with its own estimate."""
    order, signs = matching(found, xi)
    return signs * (found[order] * xi).mean(1)


def sign_overlaps(m, xi):
    """`matched_overlaps` of the signs of means m (P, N)."""
    return matched_overlaps(np.where(m < 0.0, -1.0, 1.0), xi)
