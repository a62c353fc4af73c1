"""Exact answers by a sum over hidden states: enumerated for M <= 20 two-valued units, quadrature for one real unit.

P(h) ~ exp(sum_mu c_mu h_mu - U_mu(h_mu)) prod_i sum_v exp(v_i (g_i + sum_mu w_{mu i} h_mu)), and v given h is
independent. A real hidden unit is replaced by the nodes of a Gauss-Legendre rule on either side of the kink of U at 0:
an integral over h becomes a sum over nodes, and drawing a node gives visible configurations of the exact law.
"""

import numpy as np
from scipy.special import logsumexp

from placecells.rbm.hidden_states import MAX_REACH, TAIL, hidden_states, unit_nodes
from placecells.rbm.machine import Moments, free_energy, inputs_v_from_h
from placecells.rbm.units.double_well import DoubleWell

BLOCK = 1 << 22  # numbers held at once while summing over hidden states


def reach(rbm):
    """Largest |h| that matters for one real hidden unit: the largest input, the depth of its wells, and a tail."""
    weights = np.abs(rbm.weights.reshape(*rbm.weights.shape[:2], -1)).max(-1).sum()
    theta = np.abs(rbm.hidden.theta).max() if isinstance(rbm.hidden, DoubleWell) else 0.0
    return weights + np.abs(rbm.hidden_field).max() + theta + TAIL


def states(rbm):
    """Hidden states (K, M) and the log weight (K,) with which each enters a sum or an integral over h.

    Raises ValueError for more than 20 two-valued units, for more than one real unit, and where the inputs of a real
    unit may exceed what the quadrature resolves.
    """
    hidden = len(rbm.weights)
    if rbm.hidden.VALUES is not None:
        table = hidden_states(hidden, rbm.hidden.VALUES)
        return table, np.zeros(len(table))
    if hidden > 1:
        raise ValueError(f"hidden = {hidden}: quadrature serves one real hidden unit")
    scale = reach(rbm)
    if scale > MAX_REACH:
        raise ValueError(f"a hidden unit's input may reach {scale:.3g}: quadrature goes up to {MAX_REACH:g}")
    nodes, log_weights = unit_nodes()
    return scale * nodes[:, None], log_weights + np.log(scale)


def _blocks(rbm):
    """Hidden states and their log weights in blocks small enough for memory."""
    table, measure = states(rbm)
    count = -(-table.shape[0] * rbm.visible_field.size // BLOCK)
    return zip(np.array_split(table, count), np.array_split(measure, count), strict=True)


def log_weight(rbm, h):
    """log of sum_v exp(-E(v, h)) for hidden states h (..., M): (...)."""
    visible = rbm.visible.cumulant(inputs_v_from_h(rbm, h)).sum(-1)
    return h @ rbm.hidden_field - rbm.hidden.potential(h).sum(-1) + visible


def _log_masses(rbm):
    """log of each hidden state's share of Z, (K,)."""
    return np.concatenate([log_weight(rbm, h) + measure for h, measure in _blocks(rbm)])


def log_Z(rbm):
    """log of the partition function, exactly."""
    return float(logsumexp(_log_masses(rbm)))


def log_likelihood(rbm, v):
    """log P(v) of each configuration v (..., N), in nats."""
    return -free_energy(rbm, v) - log_Z(rbm)


def moments(rbm):
    """The model's moments without sampling noise: the limit of infinitely many chains."""
    total = [np.zeros_like(rbm.weights), np.zeros_like(rbm.visible_field), np.zeros_like(rbm.hidden_field), 0.0]
    log_norm = log_Z(rbm)
    for h, measure in _blocks(rbm):
        p = np.exp(log_weight(rbm, h) + measure - log_norm)
        v = rbm.visible.mean(inputs_v_from_h(rbm, h))
        parts = (np.tensordot(p[:, None] * h, v, (0, 0)), np.tensordot(p, v, (0, 0)), p @ h, -p @ np.abs(h))
        total = [whole + part for whole, part in zip(total, parts, strict=True)]
    return Moments(*total) if isinstance(rbm.hidden, DoubleWell) else Moments(*total[:3])


def sample(rbm, samples, rng):
    """Independent exact draws (v, h) of shapes (samples, N) and (samples, M) with a numpy Generator."""
    table, _ = states(rbm)
    masses = _log_masses(rbm)
    p = np.exp(masses - logsumexp(masses))
    h = table[rng.choice(len(table), size=samples, p=p / p.sum())]
    return rbm.visible.sample(inputs_v_from_h(rbm, h), rng), h
