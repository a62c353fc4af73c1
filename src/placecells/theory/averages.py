"""Data averages in the exact flows (31) and (47), and their derivatives.

Each maker returns a function of the weights (hidden, sites). An average is <v_i tanh I_mu>, (hidden, sites), with
I_mu = sum_j w_mu j v_j; a susceptibility is its derivative, <v_i v_j / cosh^2 I_mu>, (hidden, sites, sites).
"""

import numpy as np
from scipy.special import logsumexp


def ensemble_average(configurations, probabilities=None):
    """Average over given configurations (samples, sites), each with its probability (default: all equal)."""
    v, p = _ensemble(configurations, probabilities)
    return lambda weights: (np.tanh(weights @ v.T) * p) @ v


def ensemble_susceptibility(configurations, probabilities=None):
    """The derivative of `ensemble_average`."""
    v, p = _ensemble(configurations, probabilities)

    def susceptibility(weights):
        slope = (1.0 - np.tanh(weights @ v.T) ** 2) * p
        return np.stack([(v.T * unit) @ v for unit in slope])

    return susceptibility


def _ensemble(configurations, probabilities):
    v = np.asarray(configurations, dtype=float)
    return v, np.full(len(v), 1.0 / len(v)) if probabilities is None else np.asarray(probabilities, dtype=float)


def ring_average(beta):
    """Exact average over the Ising ring (8) at ``beta``, for any number of sites.

    tanh(I) = int_0^inf sin(w I)/sinh(pi w/2) dw turns it into the imaginary part of <v_i exp(i w I)>, a
    product of 2 x 2 transfer matrices with a spin inserted at i. In the basis of the symmetric and (i times)
    the antisymmetric state of a spin they are real: diag(1, t) times a rotation by w w_i. The midpoint rule
    of step pi/T is exact up to exp(-2 (T - max |I|)).
    """
    t = np.tanh(beta)

    def average(weights):
        frequency, kernel = _quadrature(weights)
        factors, inserted = _transfer(weights, frequency, t)
        before, after = _partial_products(factors)
        trace = _trace(_product(after, before), inserted)
        return (trace @ kernel).T / (1.0 + t ** len(trace))

    return average


def ring_susceptibility(beta):
    """The derivative of `ring_average`: two spins inserted, and the kernel times w."""
    t = np.tanh(beta)

    def susceptibility(weights):
        frequency, kernel = _quadrature(weights)
        factors, inserted = _transfer(weights, frequency, t)
        before, after = _partial_products(factors)
        opened = _product(before, inserted)  # everything up to and including the spin at i
        closing = _product(inserted, after)  # the spin at j and everything after it
        sites = weights.shape[1]
        pairs = np.zeros((sites, sites, len(weights)))
        until = opened[:, :0]  # for all i < j: everything before j, with the spin at i
        for j in range(sites):
            at_j = slice(j, j + 1)
            pairs[:j, j] = -_trace(until, closing[:, at_j]) @ (frequency * kernel)
            until = np.concatenate([_product(until, factors[:, at_j]), opened[:, at_j]], axis=1)
        pairs += pairs.transpose(1, 0, 2)
        whole = _product(before[:, -1:], factors[:, -1:])
        pairs[np.arange(sites), np.arange(sites)] = (whole[0] + whole[3]) @ (frequency * kernel)
        return pairs.transpose(2, 0, 1) / (1.0 + t**sites)

    return susceptibility


def _quadrature(weights):
    """Frequencies and the weights step / sinh(pi w / 2) of the midpoint rule."""
    step = np.pi / (np.abs(weights).sum(axis=1).max() + 18.0)
    frequency = step * (np.arange(int(24.0 / step) + 1) + 0.5)  # 1/sinh(24 pi/2) < 1e-16
    return frequency, step / np.sinh(0.5 * np.pi * frequency)


def _transfer(weights, frequency, t):
    """diag(1, t) rotation, and with a spin: diag(1, t) [[0, 1], [-1, 0]] rotation; (4, sites, hidden, frequencies)."""
    angle = np.multiply.outer(weights.T, frequency)
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.stack([cosine, -sine, t * sine, t * cosine]), np.stack([sine, cosine, -t * cosine, t * sine])


def _trace(left, right):
    """Trace of the product of two 2 x 2 matrices with the entries (11, 12, 21, 22) along the first axis."""
    return left[0] * right[0] + left[1] * right[2] + left[2] * right[1] + left[3] * right[3]


def _product(left, right):
    """2 x 2 matrix product with the entries (11, 12, 21, 22) along the first axis."""
    a, b, c, d = left
    e, f, g, h = right
    return np.stack([a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h])


def _partial_products(factors):
    """For every site the products of the factors (4, sites, ...) of the sites before it, and of those after it."""
    before, after = [np.zeros_like(factors[:, 0])], [np.zeros_like(factors[:, 0])]
    before[0][[0, 3]] = after[0][[0, 3]] = 1.0
    for i in range(factors.shape[1] - 1):
        before.append(_product(before[-1], factors[:, i]))
        after.append(_product(factors[:, -1 - i], after[-1]))
    return np.stack(before, axis=1), np.stack(after[::-1], axis=1)


def all_configurations(sites):
    """All 2^sites configurations of +-1 spins, shape (2^sites, sites); for small rings."""
    bits = np.arange(2**sites)[:, None] >> np.arange(sites)
    return 1.0 - 2.0 * (bits & 1)


def ring_probabilities(configurations, beta):
    """Boltzmann weights of (8) normalised over the given configurations (all of them), shape (samples,)."""
    energy = beta * np.sum(configurations * np.roll(configurations, -1, axis=1), axis=1)
    return np.exp(energy - logsumexp(energy))
