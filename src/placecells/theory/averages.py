"""Data averages of the exact flows (31) and (47), and their derivatives with respect to the weights.

Most functions here return a function of the weights (hidden, sites). An average is <v_i tanh I_mu>, (hidden, sites),
with the input I_mu = sum_j w_mu,j v_j. A susceptibility is its derivative, <v_i v_j / cosh^2 I_mu>, (hidden, sites,
sites).
"""

import numpy as np


def ensemble_average(configurations, probabilities=None):
    """Average over given configurations: a function of the weights (hidden, sites) that returns (hidden, sites).

    configurations: spins -1/+1, (samples, sites). probabilities: (samples,), by default all equal.
    """
    v, p = _ensemble(configurations, probabilities)
    return lambda weights: (np.tanh(weights @ v.T) * p) @ v


def ensemble_susceptibility(configurations, probabilities=None):
    """Derivative of `ensemble_average`: a function of the weights (hidden, sites), giving (hidden, sites, sites)."""
    v, p = _ensemble(configurations, probabilities)

    def susceptibility(weights):
        slope = (1.0 - np.tanh(weights @ v.T) ** 2) * p
        return np.stack([(v.T * unit) @ v for unit in slope])

    return susceptibility


def _ensemble(configurations, probabilities):
    """Configurations and probabilities as arrays of floats."""
    v = np.asarray(configurations, dtype=float)
    return v, np.full(len(v), 1.0 / len(v)) if probabilities is None else np.asarray(probabilities, dtype=float)


def ring_average(beta):
    """Exact average over the Ising ring (8) at inverse temperature ``beta``: a function of the weights (hidden, sites).

    The identity tanh(I) = int_0^inf sin(f I) / sinh(pi f/2) df, with a frequency f, turns the average into an integral
    over the imaginary part of <v_i exp(i f I)>. That is the trace of a product of 2 x 2 transfer matrices with a spin
    inserted at site i. In the basis of the symmetric state of a spin and i times the antisymmetric state, the transfer
    matrices are real: diag(1, t) times a rotation by the angle f w_i, t = tanh(beta). The integral is computed by the
    midpoint rule; with the step pi/T its error is of order exp(-2 (T - max |I|)).
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
    """Exact average <log cosh I_mu> over the Ising ring (8): a function of weights (hidden, sites), giving (hidden,).

    Computed as in `ring_average`, with log cosh(I) = int_0^inf (1 - cos(f I)) / (f sinh(pi f/2)) df and no inserted
    spin.
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
    """Derivative of `ring_average`: a function of the weights (hidden, sites) that returns (hidden, sites, sites).

    Computed as in `ring_average`, with two inserted spins and the integrand times the frequency f.
    """
    t = np.tanh(beta)

    def susceptibility(weights):
        frequency, kernel = _quadrature(weights)
        factors, inserted = _transfer(weights, frequency, t)
        before, after = _partial_products(factors)
        opened = _product(before, inserted)  # all sites up to i, with the spin inserted at i
        closing = _product(inserted, after)  # the spin inserted at j, and all sites after j
        sites = weights.shape[1]
        pairs = np.zeros((sites, sites, len(weights)))
        until = opened[:, :, :0]  # for all i < j: all sites before j, with the spin inserted at i
        for j in range(sites):
            pairs[:j, j] = -_trace(until, closing[:, :, [j]]) @ (frequency * kernel)
            until = np.concatenate([_product(until, factors[:, :, [j]]), opened[:, :, [j]]], axis=2)
        pairs += pairs.transpose(1, 0, 2)
        pairs[np.arange(sites), np.arange(sites)] = _trace(before[:, :, -1], factors[:, :, -1]) @ (frequency * kernel)
        return pairs.transpose(2, 0, 1) / (1.0 + t**sites)

    return susceptibility


def _quadrature(weights):
    """Frequencies f and the factors step / sinh(pi f / 2) of the midpoint rule, both (frequency,)."""
    step = np.pi / (np.abs(weights).sum(axis=1).max() + 18.0)
    frequency = step * (np.arange(int(24.0 / step) + 1) + 0.5)  # 1/sinh(24 pi/2) < 1e-16
    return frequency, step / np.sinh(0.5 * np.pi * frequency)


def _transfer(weights, frequency, t):
    """Transfer matrices of every site without and with an inserted spin, each (2, 2, sites, hidden, frequency).

    They are diag(1, t) rotation, and diag(1, t) [[0, 1], [-1, 0]] rotation, with the angle f w_i.
    """
    angle = np.multiply.outer(weights.T, frequency)
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([[cosine, -sine], [t * sine, t * cosine]]), np.array([[sine, cosine], [-t * cosine, t * sine]])


def _trace(left, right):
    """Trace of the product of two arrays of 2 x 2 matrices, (2, 2, ...): (...)."""
    return np.einsum("ij...,ji...->...", left, right)


def _product(left, right):
    """Product of two arrays of 2 x 2 matrices, (2, 2, ...): (2, 2, ...)."""
    return np.einsum("ij...,jk...->ik...", left, right)


def _partial_products(factors):
    """For every site, the product of the factors of all sites before it, and that of all sites after it.

    factors: (2, 2, sites, ...). Returns two arrays of the same shape.
    """
    # The product after a site is the transposed product of the transposed factors in reverse order, before the site.
    both = np.stack([factors, factors.swapaxes(0, 1)[:, :, ::-1]], axis=2)
    products = np.empty_like(both)
    products[:, :, :, 0] = np.eye(2)[:, :, None, None, None]
    for i in range(both.shape[3] - 1):
        products[:, :, :, i + 1] = _product(products[:, :, :, i], both[:, :, :, i])
    return products[:, :, 0], products[:, :, 1].swapaxes(0, 1)[:, :, ::-1]


def all_configurations(sites):
    """All 2^sites configurations of spins -1/+1, (2^sites, sites); for small rings."""
    bits = np.arange(2**sites)[:, None] >> np.arange(sites)
    return 1.0 - 2.0 * (bits & 1)


def ring_probabilities(configurations, beta):
    """Boltzmann probabilities of the ring (8) at ``beta``, (samples,), normalised over the given configurations.

    configurations: all configurations of the ring, (samples, sites), as from `all_configurations`.
    """
    energy = beta * np.sum(configurations * np.roll(configurations, -1, axis=1), axis=1)
    weight = np.exp(energy - energy.max())
    return weight / weight.sum()
