"""Order parameters of the retarded-learning transition, and their values for random (independent Gaussian) weights."""

from math import lgamma

import numpy as np


def order_parameter(weights: np.ndarray) -> np.ndarray:
    """(11): W = |sum_i w_i|, which grows with the size of the weights. (..., site) -> (...)."""
    return np.abs(np.asarray(weights, dtype=float).sum(axis=-1))


def order_uniform(weights: np.ndarray) -> np.ndarray:
    """(P.12): W_uniform = |sum_i w_i| / sqrt(N sum_i w_i^2), the overlap with the uniform vector, between 0 and 1.

    (..., site) -> (...), NaN for zero weights.
    """
    weights = np.asarray(weights, dtype=float)
    return order_parameter(weights) / np.sqrt(weights.shape[-1] * _square(weights))


def order_local(weights: np.ndarray) -> np.ndarray:
    """(P.12): W_local = sum_i w_i w_{i+1} / sum_i w_i^2 on the ring, -1 to 1; near 1 for weights that vary slowly.

    (..., site) -> (...), NaN for zero weights.
    """
    weights = np.asarray(weights, dtype=float)
    return (weights * np.roll(weights, -1, axis=-1)).sum(axis=-1) / _square(weights)


def _square(weights: np.ndarray) -> np.ndarray:
    """sum_i w_i^2, NaN where it is zero."""
    square = (weights**2).sum(axis=-1)
    return np.where(square > 0, square, np.nan)


def random_order_uniform(sites: int) -> float:
    """Exact mean of W_uniform for random weights, Gamma(N/2) / (sqrt(pi) Gamma((N+1)/2)): 0.080 for N = 100.

    It is the mean of |x_1| on the unit sphere in N dimensions, about sqrt(2 / (pi N)).
    """
    return float(np.exp(lgamma(sites / 2) - lgamma((sites + 1) / 2)) / np.sqrt(np.pi))


def random_order_parameter(sites: int, rms: float | np.ndarray) -> float | np.ndarray:
    """Mean of W (11) for random weights of root mean square `rms`, of any shape, which is returned."""
    return sites * rms * random_order_uniform(sites)


def random_resultant(sites: int) -> float:
    """Mean resultant (P.10) of random weights for many sites, sqrt(pi / (2 (N + 2))): 0.124 for N = 100.

    The mean square, 2/(N + 2), is exact: the shares w_i^2 / sum w^2 have a Dirichlet law. The resultant of many sites
    is the length of a two-dimensional Gaussian vector.
    """
    return float(np.sqrt(np.pi / (2 * (sites + 2))))


def random_order_local(sites: int) -> tuple[float, float]:
    """Exact mean and standard deviation of W_local for random weights: 0 and 1/sqrt(N + 2), for N > 2."""
    return 0.0, float(1 / np.sqrt(sites + 2))
