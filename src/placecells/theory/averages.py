"""Data averages in the exact flows (31) and (47), and their derivatives.

Each maker returns a function of the weights (hidden, sites). An average is <v_i tanh I_mu>, (hidden, sites), with
I_mu = sum_j w_mu j v_j; a susceptibility is its derivative, <v_i v_j / cosh^2 I_mu>, (hidden, sites, sites).
"""

import numpy as np


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


def ring_log_cosh(beta):
    """Exact average <log cosh I_mu> over the same ring: a function of weights (hidden, sites) that gives (hidden,).

    log cosh(I) = int_0^inf (1 - cos(w I)) / (w sinh(pi w/2)) dw: the trace without an inserted spin, the same rule.
    """
    t = np.tanh(beta)

    def average(weights):
        frequency, kernel = _quadrature(weights)
        product = np.eye(2)[:, :, None, None]
        for i in range(weights.shape[1]):
            factor, _ = _transfer(weights[:, [i]], frequency, t)
            product = _product(product, factor[:, :, 0])
        cosine = np.trace(product) / (1.0 + t ** weights.shape[1])
        return (1.0 - cosine) @ (kernel / frequency)

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
        until = opened[:, :, :0]  # for all i < j: everything before j, with the spin at i
        for j in range(sites):
            pairs[:j, j] = -_trace(until, closing[:, :, [j]]) @ (frequency * kernel)
            until = np.concatenate([_product(until, factors[:, :, [j]]), opened[:, :, [j]]], axis=2)
        pairs += pairs.transpose(1, 0, 2)
        pairs[np.arange(sites), np.arange(sites)] = _trace(before[:, :, -1], factors[:, :, -1]) @ (frequency * kernel)
        return pairs.transpose(2, 0, 1) / (1.0 + t**sites)

    return susceptibility


def _quadrature(weights):
    """Frequencies and the weights step / sinh(pi w / 2) of the midpoint rule."""
    step = np.pi / (np.abs(weights).sum(axis=1).max() + 18.0)
    frequency = step * (np.arange(int(24.0 / step) + 1) + 0.5)  # 1/sinh(24 pi/2) < 1e-16
    return frequency, step / np.sinh(0.5 * np.pi * frequency)


def _transfer(weights, frequency, t):
    """diag(1, t) rotation, and with a spin: diag(1, t) [[0, 1], [-1, 0]] rotation; (2, 2, sites, hidden, frequency)."""
    angle = np.multiply.outer(weights.T, frequency)
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([[cosine, -sine], [t * sine, t * cosine]]), np.array([[sine, cosine], [-t * cosine, t * sine]])


def _trace(left, right):
    """Trace of the product of 2 x 2 matrices, whose axes come first."""
    return np.einsum("ij...,ji...->...", left, right)


def _product(left, right):
    """Product of 2 x 2 matrices, whose axes come first."""
    return np.einsum("ij...,jk...->ik...", left, right)


def _partial_products(factors):
    """For every site the products of the factors (2, 2, sites, ...) of the sites before it, and of those after it."""
    # those after are those before of the transposed factors in reverse order: one loop makes both
    both = np.stack([factors, factors.swapaxes(0, 1)[:, :, ::-1]], axis=2)
    products = np.empty_like(both)
    products[:, :, :, 0] = np.eye(2)[:, :, None, None, None]
    for i in range(both.shape[3] - 1):
        products[:, :, :, i + 1] = _product(products[:, :, :, i], both[:, :, :, i])
    return products[:, :, 0], products[:, :, 1].swapaxes(0, 1)[:, :, ::-1]


def all_configurations(sites):
    """All 2^sites configurations of +-1 spins, shape (2^sites, sites); for small rings."""
    bits = np.arange(2**sites)[:, None] >> np.arange(sites)
    return 1.0 - 2.0 * (bits & 1)


def ring_probabilities(configurations, beta):
    """Boltzmann weights of (8) normalised over the given configurations (all of them), shape (samples,)."""
    energy = beta * np.sum(configurations * np.roll(configurations, -1, axis=1), axis=1)
    weight = np.exp(energy - energy.max())
    return weight / weight.sum()
