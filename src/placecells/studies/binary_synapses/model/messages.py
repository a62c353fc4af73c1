"""The dual network: an RBM whose weights are the means m of the synapses, and whose hidden units have random fields.

Z = sum_v prod_mu 2 cosh(beta (sum_i m_{mu i} v_i / sqrt(N) + b_mu)), for K sets of fields b (K, P) at once.
`enumerate_states` is exact; `pass_messages` iterates (A.12) to (A.14), for any number of hidden units, and says how its
iteration ended.
"""

from typing import NamedTuple

import numpy as np

from placecells.rbm.hidden_states import hidden_states
from placecells.studies.binary_synapses.model.bound import log_2_cosh


class Solution(NamedTuple):
    """What is known of a dual network for K sets of fields, and how it was found."""

    log_partition: np.ndarray  # (K,)
    hidden: np.ndarray  # (K, P), means <h_mu>
    pairs: np.ndarray  # (P, N), means <v_i h_mu>, averaged over the sets of fields
    messages: np.ndarray | None = None  # (K, P, N), cavity means m_{i -> mu}, from which a later iteration may start
    converged: bool = True
    sweeps: int = 0
    residual: float = 0.0  # largest change of a message in the last sweep


def enumerate_states(m, fields, beta):
    """The exact `Solution`, by a sum over the 2^P hidden states."""
    states = hidden_states(len(m))
    inputs = beta * (states @ m) / np.sqrt(m.shape[1])  # (2^P, N)
    exponents = beta * fields @ states.T + log_2_cosh(inputs).sum(1)
    log_partition = np.logaddexp.reduce(exponents, axis=1)
    probability = np.exp(exponents - log_partition[:, None])  # (K, 2^P)
    pairs = (probability.mean(0)[:, None] * states).T @ np.tanh(inputs)
    return Solution(log_partition, probability @ states, pairs)


def pass_messages(m, fields, beta, start=None, damping=0.0, tolerance=1e-6, most=200):
    """The `Solution` of message passing. It is exact for one hidden unit, and on trees.

    start: messages (K, P, N) to begin with, by default 0. damping: share of the old messages that stays. The iteration
    ends when no message changes by more than `tolerance`, or after `most` sweeps; the solution says which.
    """
    weight = np.tanh(beta * m / np.sqrt(m.shape[1]))
    messages = np.zeros((len(fields), *m.shape)) if start is None else start.copy()
    residual, sweeps = np.inf, 0
    while residual > tolerance and sweeps < most:
        new = _swept(messages, m, weight, fields, beta)
        if damping:
            new += damping * (messages - new)
        residual, sweeps = float(np.abs(new - messages).max()), sweeps + 1
        messages = new
    log_partition, hidden, pairs = _averages(messages, m, weight, fields, beta)
    return Solution(log_partition, hidden, pairs, messages, residual <= tolerance, sweeps, residual)


def _cavities(messages, m, fields, beta):
    """beta (chi_{mu -> i} + b_mu) (K, P, N), and the same with all sites (K, P)."""
    parts = messages * (m / np.sqrt(m.shape[1]))
    whole = parts.sum(2) + fields
    return beta * (whole[:, :, None] - parts), beta * whole


def _ratios(cavities, weight):
    """exp(2 u_{mu -> i}) (K, P, N) of (A.13), and their product over the hidden units (K, 1, N)."""
    products = np.tanh(cavities) * weight
    ratios = (1.0 + products) / (1.0 - products)
    return ratios, ratios.prod(1, keepdims=True)


def _swept(messages, m, weight, fields, beta):
    """Messages after one sweep of (A.12) to (A.14); tanh of sums of u is (p - r) / (p + r) with exponentials."""
    ratios, product = _ratios(_cavities(messages, m, fields, beta)[0], weight)
    return (product - ratios) / (product + ratios)


def _averages(messages, m, weight, fields, beta):
    """log Z (A.17) and means (A.15), (A.16) of messages."""
    sites = m.shape[1]
    cavities, whole = _cavities(messages, m, fields, beta)
    tanh = np.tanh(cavities)
    pairs = ((weight + messages * tanh) / (1.0 + weight * messages * tanh)).mean(0)
    width = m**2 * (1.0 - messages**2) / sites
    all_widths = width.sum(2)
    exponent = 0.5 * beta**2 * (all_widths[:, :, None] - width)
    coupling = beta * m / np.sqrt(sites)
    up, down = ((exponent + log_2_cosh(cavities + sign * coupling)).sum(1) for sign in (1.0, -1.0))  # (K, N)
    sites_part = np.logaddexp(up, down).sum(1)
    units_part = (0.5 * beta**2 * all_widths + log_2_cosh(whole)).sum(1)
    return sites_part - (sites - 1) * units_part, np.tanh(whole), pairs
