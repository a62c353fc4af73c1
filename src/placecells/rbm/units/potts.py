"""A visible unit with q colours 0, ..., q-1. The verbs are those of `spin`; inputs have a last axis of colours."""

import numpy as np
from scipy.special import logsumexp, softmax


def cumulant(inputs):
    """log sum_a exp I(a): (..., q) -> (...)."""
    return logsumexp(inputs, axis=-1)


def mean(inputs):
    """P(a) ~ exp I(a), the mean of each feature: (..., q) -> (..., q)."""
    return softmax(inputs, axis=-1)


def variance(inputs):
    """Variance of each feature, P(a) (1 - P(a)): (..., q) -> (..., q)."""
    p = softmax(inputs, axis=-1)
    return p * (1.0 - p)


def sample(inputs, rng):
    """One colour of each unit from P(a) ~ exp I(a), with a numpy Generator: (..., q) -> (...) int64."""
    below = np.cumsum(mean(inputs), axis=-1)[..., :-1] <= rng.uniform(size=np.shape(inputs)[:-1])[..., None]
    return below.sum(-1)


def encode(v, shape):
    """The features of configurations v (..., N): 1 at the colour of each site, else 0; `shape` is (N, q)."""
    return (np.asarray(v)[..., None] == np.arange(shape[-1])).astype(float)


def weigh(v, weights):
    """sum_i w_{mu i}(v_i): configurations (..., N) and weights (M, N, q) -> (..., M)."""
    hidden, sites, colours = weights.shape
    at = np.asarray(v) + colours * np.arange(sites)
    return np.stack([row[at].sum(-1) for row in weights.reshape(hidden, -1)], -1)


def gauge(weights):
    """Weights (..., q) in the zero-sum gauge: without their mean over colours."""
    return weights - weights.mean(-1, keepdims=True)
