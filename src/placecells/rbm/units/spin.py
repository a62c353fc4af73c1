"""A unit with values -1 and +1: visible spins, and binary hidden units with U(h) = -c h.

Every unit file gives the same verbs, as functions of the input a unit gets from the other layer plus its own field:
`cumulant`, `mean`, `variance`, `sample`.
"""

import numpy as np


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
