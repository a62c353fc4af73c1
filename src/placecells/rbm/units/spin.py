"""A unit with values -1 and +1: visible spins, and binary hidden units with U(h) = -c h.

Every unit file gives the same verbs, as functions of the input a unit gets from the other layer plus its own field:
`cumulant`, `mean`, `variance`, `sample`. A hidden unit adds `potential`, what U(h) holds beside the field, and the
`VALUES` it takes; a visible unit adds `encode`, the features that weights multiply, their sum `weigh`, and the `gauge`
of the weights.
"""

import numpy as np

VALUES = (-1.0, 1.0)


def cumulant(inputs):
    """Gamma(I) = log sum_s exp(s I) = log 2 cosh I, elementwise and stable for any |I|."""
    size = np.abs(inputs)
    return size + np.log1p(np.exp(-2.0 * size))


def mean(inputs):
    """<s | I> = Gamma'(I) = tanh I."""
    return np.tanh(inputs)


def variance(inputs):
    """Gamma''(I) = 1 - tanh^2 I."""
    return 1.0 - np.tanh(inputs) ** 2


def sample(inputs, rng):
    """One draw of each unit (float64, -1 or +1) from P(s) ~ exp(s I), with a numpy Generator."""
    return np.where(rng.uniform(-1.0, 1.0, np.shape(inputs)) < mean(inputs), 1.0, -1.0)


def potential(h):
    """U(h) without its field: zero."""
    return np.zeros(np.shape(h))


def encode(v, shape):
    """The features of configurations v (..., N): the spins themselves."""
    return np.asarray(v, dtype=float)


def weigh(v, weights):
    """sum_i w_{mu i} v_i: configurations (..., N) and weights (M, N) -> (..., M)."""
    return np.tensordot(encode(v, None), weights, (-1, -1))


def gauge(weights):
    """Weights (..., N) as they are: spins have no gauge freedom."""
    return weights
