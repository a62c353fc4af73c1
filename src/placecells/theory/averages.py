"""Data averages <v_i tanh(sum_j w_mu j v_j)> in the exact flows (31) and (47).

Each maker returns a function of the weights, shape (hidden, sites), that gives the average in the same shape.
"""

import numpy as np
from scipy.special import logsumexp


def ensemble_average(configurations, probabilities=None):
    """Average over given configurations (samples, sites), each with its probability (default: all equal)."""
    v = np.asarray(configurations, dtype=float)
    p = np.full(len(v), 1.0 / len(v)) if probabilities is None else np.asarray(probabilities, dtype=float)

    def average(weights):
        return (np.tanh(weights @ v.T) * p) @ v

    return average


def ring_average(beta):
    """Exact average over the Ising ring (8) at ``beta``, for any number of sites.

    tanh(I) = int_0^inf sin(w I)/sinh(pi w/2) dw turns it into the imaginary part of <v_i exp(i w I)>, a
    product of 2 x 2 transfer matrices with a spin inserted at i. In the basis of the symmetric and (i times)
    the antisymmetric state of a spin they are real: diag(1, t) times a rotation by w w_i. The midpoint rule
    of step pi/T is exact up to exp(-2 (T - max |I|)).
    """
    t = np.tanh(beta)

    def average(weights):
        step = np.pi / (np.abs(weights).sum(axis=1).max() + 18.0)
        frequency = step * (np.arange(int(24.0 / step) + 1) + 0.5)  # 1/sinh(24 pi/2) < 1e-16
        angle = np.multiply.outer(weights.T, frequency)  # (sites, hidden, frequencies)
        cosine, sine = np.cos(angle), np.sin(angle)
        a, b, c, d = _around(np.stack([cosine, -sine, t * sine, t * cosine], axis=1))
        # The trace of that with diag(1, t) [[0, 1], [-1, 0]] rotation, the spin inserted at site i.
        trace = a * sine - b * t * cosine + c * cosine + d * t * sine
        integral = step * (trace / np.sinh(0.5 * np.pi * frequency)).sum(axis=2)
        return integral.T / (1.0 + t ** len(angle))

    return average


def _product(left, right):
    """2 x 2 matrix product with the entries (11, 12, 21, 22) along the first axis."""
    a, b, c, d = left
    e, f, g, h = right
    return np.stack([a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h])


def _around(factors):
    """For every i the product of all the other factors (sites, 4, ...) around the ring, i + 1 to i - 1."""
    sites = len(factors)
    identity = np.zeros_like(factors[0])
    identity[[0, 3]] = 1.0
    before, after = [identity], [identity]
    for i in range(sites - 1):
        before.append(_product(before[-1], factors[i]))
        after.append(_product(factors[sites - 1 - i], after[-1]))
    return _product(np.stack(after[::-1], axis=1), np.stack(before, axis=1))


def all_configurations(sites):
    """All 2^sites configurations of +-1 spins, shape (2^sites, sites); for small rings."""
    bits = np.arange(2**sites)[:, None] >> np.arange(sites)
    return 1.0 - 2.0 * (bits & 1)


def ring_probabilities(configurations, beta):
    """Boltzmann weights of (8) normalised over the given configurations (all of them), shape (samples,)."""
    energy = beta * np.sum(configurations * np.roll(configurations, -1, axis=1), axis=1)
    return np.exp(energy - logsumexp(energy))
