"""A hidden unit with values 0 and 1, U(h) = -c h. Without fields it differs from a -1, +1 unit: by a visible field w/2.

The verbs are those of `spin`.
"""

import numpy as np
from scipy.special import expit

VALUES = (0.0, 1.0)


def cumulant(inputs):
    """Gamma(I) = log(1 + exp I), elementwise and stable for any |I|."""
    return np.logaddexp(0.0, inputs)


def mean(inputs):
    """<h | I> = Gamma'(I) = 1 / (1 + exp(-I))."""
    return expit(inputs)


def variance(inputs):
    """Gamma''(I) = <h> (1 - <h>)."""
    return expit(inputs) * expit(-np.asarray(inputs))


def sample(inputs, rng):
    """One draw of each unit (float64, 0 or 1) from P(h) ~ exp(h I), with a numpy Generator."""
    return np.where(rng.uniform(size=np.shape(inputs)) < mean(inputs), 1.0, 0.0)


def potential(h):
    """U(h) without its field: zero."""
    return np.zeros(np.shape(h))
