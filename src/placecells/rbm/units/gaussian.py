"""A real hidden unit with U(h) = h^2/2 - c h: the double well with theta = 0. The verbs are those of `spin`.

A factor gamma in front of h^2 is not needed: it is taken up by the size of h, and of the weights.
"""

import numpy as np

VALUES = None  # any real number


def cumulant(inputs):
    """Gamma(I) = log int dh exp(-h^2/2 + I h) = I^2/2 + log(2 pi)/2."""
    return np.square(inputs) / 2.0 + np.log(2.0 * np.pi) / 2.0


def mean(inputs):
    """<h | I> = Gamma'(I) = I."""
    return np.array(inputs, dtype=float)


def variance(inputs):
    """Gamma''(I) = 1."""
    return np.ones(np.shape(inputs))


def sample(inputs, rng):
    """One draw of each unit from a normal of mean I and variance 1, with a numpy Generator."""
    return inputs + rng.standard_normal(np.shape(inputs))


def potential(h):
    """U(h) without its field: h^2/2."""
    return np.square(h) / 2.0
