"""Exact answers by enumeration of the 2^M hidden states, for M <= 20 binary hidden units.

P(h) ~ exp(sum_mu c_mu h_mu) prod_i 2 cosh(g_i + sum_mu w_{mu i} h_mu), and v given h is independent.
"""

import numpy as np

from placecells.rbm.machine import Moments, free_energy, inputs_v_from_h

MAX_HIDDEN = 20
BLOCK = 1 << 22  # numbers held at once while summing over hidden states


def hidden_states(hidden):
    """All hidden states, (2^M, M) of -1 and +1; bit mu of the row number is 1 where h_mu = +1.

    Raises ValueError for more than 20 units.
    """
    if hidden > MAX_HIDDEN:
        raise ValueError(f"hidden = {hidden}: enumeration goes up to {MAX_HIDDEN} hidden units")
    return ((np.arange(1 << hidden)[:, None] >> np.arange(hidden)) & 1) * 2.0 - 1.0


def _blocks(rbm):
    """Hidden states in blocks small enough for memory."""
    states = hidden_states(len(rbm.weights))
    return np.array_split(states, -(-states.shape[0] * rbm.weights.shape[1] // BLOCK))


def log_weight(rbm, h):
    """log of sum_v exp(-E(v, h)) for hidden states h (..., M): (...)."""
    return h @ rbm.hidden_field + rbm.visible.cumulant(inputs_v_from_h(rbm, h)).sum(-1)


def log_Z(rbm):
    """log of the partition function, exactly."""
    return float(np.logaddexp.reduce(np.concatenate([log_weight(rbm, h) for h in _blocks(rbm)])))


def log_likelihood(rbm, v):
    """log P(v) of each configuration v (..., N), in nats."""
    return -free_energy(rbm, v) - log_Z(rbm)


def moments(rbm):
    """The model's moments without sampling noise: the limit of infinitely many chains."""
    total = Moments(np.zeros_like(rbm.weights), np.zeros_like(rbm.visible_field), np.zeros_like(rbm.hidden_field))
    log_norm = log_Z(rbm)
    for h in _blocks(rbm):
        p = np.exp(log_weight(rbm, h) - log_norm)
        v = rbm.visible.mean(inputs_v_from_h(rbm, h))
        total = Moments(total.weights + (p[:, None] * h).T @ v, total.visible_field + p @ v, total.hidden_field + p @ h)
    return total


def sample(rbm, samples, rng):
    """Independent exact draws (v, h) of shapes (samples, N) and (samples, M) with a numpy Generator."""
    states = hidden_states(len(rbm.weights))
    p = np.exp(np.concatenate([log_weight(rbm, h) for h in _blocks(rbm)]) - log_Z(rbm))
    h = states[rng.choice(len(states), size=samples, p=p / p.sum())]
    return rbm.visible.sample(inputs_v_from_h(rbm, h), rng), h
