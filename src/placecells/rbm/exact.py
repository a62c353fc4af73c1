"""Exact answers by a sum over hidden states: enumerated for M <= 20 two-valued units, quadrature for one real unit.

P(h) ~ exp(-sum_mu U_mu(h_mu) + sum_i Gamma_i(sum_mu w_{mu i} h_mu)), where Gamma_i sums, or integrates, over v_i in
closed form, and v given h is independent. A real hidden unit is replaced by the nodes of a Gauss-Legendre rule on
either side of the kink of U at 0: an integral over h becomes a sum over nodes, and drawing a node gives visible
configurations of the exact law.
"""

import numpy as np
import scipy  # loads scipy.special at its first use

from placecells.rbm.hidden_states import MAX_REACH, TAIL, hidden_states, unit_nodes
from placecells.rbm.machine import RBM, free_energy, inputs_v_from_h
from placecells.rbm.units.tree import tree_map

BLOCK = 1 << 22  # numbers held at once while summing over hidden states


def check_finite(rbm):
    """Raise ValueError for real visible and real hidden units whose weights leave no finite partition function.

    Summing over v_i makes exp((sum_mu w_{mu i} h_mu)^2 / 2) of the weights, against exp(-h_mu^2 / 2) of each h_mu.
    """
    if rbm.visible.QUADRATIC and rbm.hidden.QUADRATIC:
        largest = np.linalg.norm(rbm.weights, 2)
        if not largest < 1.0:
            raise ValueError(
                f"the largest singular value of the weights is {largest:.3g}: real visible and real hidden units have "
                "a finite partition function only below 1"
            )


def reach(rbm):
    """(largest |h| that matters for one real hidden unit, the standard deviation of h about its mean).

    The former is the largest input, the depth of its wells, and a tail; real visible units widen the law of h.
    """
    squares = np.square(rbm.weights).sum() if rbm.visible.QUADRATIC else 0.0
    deviation = 1.0 / np.sqrt(1.0 - squares)
    largest = rbm.visible.largest_input(rbm.weights).max() + rbm.hidden.offset()
    return largest * deviation**2 + TAIL * deviation, deviation


def states(rbm):
    """Hidden states (K, M) and the log weight (K,) with which each enters a sum or an integral over h.

    Raises ValueError for more than 20 two-valued units, for more than one real unit, where the inputs of a real unit
    may exceed what the quadrature resolves, and where there is no finite partition function.
    """
    hidden = len(rbm.weights)
    if rbm.hidden.VALUES is not None:
        table = hidden_states(hidden, rbm.hidden.VALUES)
        return table, np.zeros(len(table))
    check_finite(rbm)
    if hidden > 1:
        raise ValueError(f"hidden = {hidden}: quadrature serves one real hidden unit")
    scale, deviation = reach(rbm)
    if scale > MAX_REACH * deviation:
        raise ValueError(f"a hidden unit's input may reach {scale:.3g}: quadrature goes up to {MAX_REACH:g}")
    nodes, log_weights = unit_nodes()
    return scale * nodes[:, None], log_weights + np.log(scale)


def _blocks(rbm):
    """Hidden states and their log weights in blocks small enough for memory."""
    table, measure = states(rbm)
    count = -(-table.shape[0] * rbm.weights[0].size // BLOCK)
    return zip(np.array_split(table, count), np.array_split(measure, count), strict=True)


def log_weight(rbm, h):
    """log of sum_v exp(-E(v, h)), an integral for real v, for hidden states h (..., M): (...)."""
    return -rbm.hidden.energy(h) + rbm.visible.cumulant(inputs_v_from_h(rbm, h)).sum(-1)


def _log_masses(rbm):
    """log of each hidden state's share of Z, (K,)."""
    return np.concatenate([log_weight(rbm, h) + measure for h, measure in _blocks(rbm)])


def log_Z(rbm):
    """log of the partition function, exactly. Raises ValueError as `states` does."""
    return float(scipy.special.logsumexp(_log_masses(rbm)))


def log_likelihood(rbm, v):
    """log P(v) of each configuration v (..., N), in nats; of the density for real v. Raises as `states` does."""
    return -free_energy(rbm, v) - log_Z(rbm)


def log_probability(rbm, h):
    """log P(h) of each hidden state h (..., M), in nats; of the density for real h. Raises as `states` does."""
    return log_weight(rbm, h) - log_Z(rbm)


def moments(rbm):
    """The model's moments without sampling noise, an RBM as from `machine.moments`: the limit of infinitely many
    chains. Raises ValueError as `states` does."""
    total, log_norm = None, log_Z(rbm)
    for h, measure in _blocks(rbm):
        p = np.exp(log_weight(rbm, h) + measure - log_norm)
        inputs = inputs_v_from_h(rbm, h)
        products = np.tensordot(p[:, None] * h, rbm.visible.mean(inputs), (0, 0))
        part = RBM(products, rbm.visible.gradients(inputs, p), rbm.hidden.gradients_at(h, p))
        total = part if total is None else tree_map(np.add, total, part)
    return total


def sample(rbm, samples, rng):
    """Independent exact draws (v, h) of shapes (samples, N) and (samples, M), with a numpy Generator.

    Raises ValueError as `states` does.
    """
    table, _ = states(rbm)
    masses = _log_masses(rbm)
    p = np.exp(masses - scipy.special.logsumexp(masses))
    h = table[rng.choice(len(table), size=samples, p=p / p.sum())]
    return rbm.visible.sample(inputs_v_from_h(rbm, h), rng), h
