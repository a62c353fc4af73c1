"""The lower bound on the log-likelihood, and its gradient in the means of the synapses: (A.5) to (A.9), (A.20).

Every synapse is independent with mean m_{mu i} in (-1, 1). Arrays m and gradients are (P, N), data v (M, N) of -1 and
+1. The bound is data term - M * partition term - Kullback-Leibler divergence.
"""

import numpy as np

from placecells.rbm.hidden_states import hidden_states
from placecells.theory.binary_synapses import half_nodes

LARGEST_SQUARE = 1.0 - 1e-15  # of a tanh, so that 1 - a^2 b^2 is never 0
IN_CACHE = 40_000  # numbers of an array that stays in the processor's cache


def log_2_cosh(x):
    """log(2 cosh(x)), without overflow."""
    return np.abs(x) + np.log1p(np.exp(-2.0 * np.abs(x)))


def spread(m):
    """Standard deviations Xi_mu (P,) of the inputs of the hidden units, by (A.6)."""
    return np.sqrt((1.0 - m**2).mean(1))


def data_term(m, v, beta):
    """Value and gradient of sum_{a mu} <log 2 cosh(beta X_mu)>, the input X_mu of a sample normal, (A.6) to (A.8).

    The quadrature errs by less than a share 1e-5 up to beta = 1.25. Its nodes are pairs z and -z, for which tanh of
    beta (G + Xi z) follows from a = tanh(beta G) and b = tanh(beta Xi z): one tanh an input, not one a node.
    """
    sites, deviation = m.shape[1], spread(m)
    inputs = beta * (v @ m.T) / np.sqrt(sites)  # (M, P)
    nodes, weights = half_nodes()
    at_nodes = beta * deviation * nodes[:, None]  # (nodes, P)
    b = np.minimum(np.tanh(at_nodes) ** 2, LARGEST_SQUARE)
    slope, curvature, logs = np.tanh(inputs), np.zeros(len(m)), np.zeros(len(m))
    rows = max(1, IN_CACHE // b.size)
    for first in range(0, len(v), rows):
        part = slope[first : first + rows]
        factor, bent, log = _averages(np.minimum(part**2, LARGEST_SQUARE), b, weights)
        part *= factor
        curvature += bent
        logs += log
    constant = weights @ (2.0 * log_2_cosh(at_nodes) - np.log(4.0))
    gradient = beta / np.sqrt(sites) * (slope.T @ v) - beta**2 / sites * curvature[:, None] * m
    return float(log_2_cosh(inputs).sum() + logs.sum() + len(v) * constant.sum()), gradient


def _averages(square, b, weights):
    """Sums over nodes for inputs whose squared tanh is square (rows, P), and squared tanh of the nodes b (nodes, P).

    Returns <tanh> over a (rows, P), and sums over rows (P,) of <1 - tanh^2> and of <log(1 - a^2 b^2)>.
    """
    below = 1.0 - b[:, None, :] * square
    inverse = 1.0 / below
    scaled = (2.0 * weights[:, None] * (1.0 - b))[:, None, :] * inverse
    bent = (1.0 - square) * (scaled * (2.0 * inverse - 1.0)).sum(0)
    return scaled.sum(0), bent.sum(0), weights @ np.log(below).sum(1)


def divergence(m):
    """Value and gradient of the Kullback-Leibler divergence (A.9) from synapses that are as likely +1 as -1."""
    value = 0.5 * ((1.0 + m) * np.log1p(m) + (1.0 - m) * np.log1p(-m)).sum()
    return value, np.arctanh(m)


def overlap_partition(m, beta):
    """Value and gradient of <log Z> to leading order in N (A.20), (A.21): log Z depends on overlaps of units only."""
    states, sites = hidden_states(len(m)), m.shape[1]
    overlaps = m @ m.T / sites
    np.fill_diagonal(overlaps, 0.0)
    exponents = 0.5 * beta**2 * np.einsum("sm,mn,sn->s", states, overlaps, states)
    log_sum = np.logaddexp.reduce(exponents)
    pairs = states.T @ (np.exp(exponents - log_sum)[:, None] * states)  # <h_mu h_nu>
    np.fill_diagonal(pairs, 0.0)
    value = sites * np.log(2.0) + 0.5 * len(m) * beta**2 + log_sum
    return float(value), beta**2 / sites * pairs @ m


def dual_partition(m, beta, z, solve):
    """Value and gradient of <log Z> by the dual network (A.10), (A.18), and what the solver says about its iteration.

    z: standard normal numbers (K, P), which give the hidden units of the dual network their fields Xi_mu z_mu. solve:
    function of (m, fields (K, P), beta) that returns a `messages.Solution`.
    """
    sites, deviation = m.shape[1], spread(m)
    solution = solve(m, z * deviation, beta)
    by_fields = (z * solution.hidden).mean(0) / deviation  # <z_mu <h_mu>> / Xi_mu
    gradient = beta / np.sqrt(sites) * solution.pairs - beta / sites * by_fields[:, None] * m
    return float(solution.log_partition.mean()), gradient, solution
