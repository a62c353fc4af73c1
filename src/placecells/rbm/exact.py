"""Exact partition function, likelihood, moments and samples of a machine, by a sum over its hidden states (P.7).

The law of the hidden units is P(h) ~ exp(-sum_mu U_mu(h_mu) + sum_i Gamma_i(sum_mu w_{mu i} h_mu)). Gamma_i is the
closed form of the sum, or integral, over v_i; given h the visible units are independent. At most 20 two-valued hidden
units are enumerated. A single real hidden unit is integrated by a Gauss-Legendre rule on either side of the kink of U
at 0: the integral over h becomes a sum over nodes, and these nodes are then the hidden states. Configurations v drawn
given a random node have the law of the machine, up to the error of the quadrature.
"""

import numpy as np
import scipy  # loads scipy.special at its first use

from placecells.rbm.hidden_states import MAX_REACH, NODES, TAIL, hidden_states, unit_nodes
from placecells.rbm.machine import RBM, free_energy, inputs_v_from_h
from placecells.rbm.units.tree import tree_map

BLOCK = 1 << 22  # largest number of inputs (states times features) held at once in a sum over hidden states


def check_finite(rbm):
    """Raise ValueError for a machine of real visible and real hidden units without a finite partition function.

    The integral over v_i gives a factor exp((sum_mu w_{mu i} h_mu)^2 / 2), which grows with h; each h_mu has the factor
    exp(-h_mu^2 / 2). The product is integrable where all singular values of the weights are below 1.
    """
    if rbm.visible.QUADRATIC and rbm.hidden.QUADRATIC:
        largest = np.linalg.norm(rbm.weights, 2)
        if not largest < 1.0:
            raise ValueError(
                f"the largest singular value of the weights is {largest:.3g}: real visible and real hidden units have "
                "a finite partition function only below 1"
            )


def reach(rbm):
    """How far the quadrature over one real hidden unit h reaches. Returns two numbers.

    The first is the largest |h| that matters. It follows from the largest input of h, from |field| and |theta| of the
    unit, and from a tail of TAIL standard deviations. The second is the standard deviation of h about its mean: 1 for
    visible spins and colours, and larger for real visible units, which widen the law of h.
    """
    squares = np.square(rbm.weights).sum() if rbm.visible.QUADRATIC else 0.0
    deviation = 1.0 / np.sqrt(1.0 - squares)
    largest = rbm.visible.largest_input(rbm.weights).max() + rbm.hidden.offset()
    return largest * deviation**2 + TAIL * deviation, deviation


def states(rbm):
    """Hidden states (K, M), and the logarithm (K,) of the weight of each in a sum or an integral over h.

    Raises ValueError for more than 20 two-valued units, for more than one real unit, for a real unit whose inputs may
    exceed what the quadrature resolves (MAX_REACH), and for a machine without a finite partition function.
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
    nodes, log_weights = unit_nodes(NODES)
    return scale * nodes[:, None], log_weights + np.log(scale)


def _blocks(rbm):
    """Yield hidden states (k, M) and their log weights (k,), as from `states`, in blocks of about BLOCK inputs."""
    table, measure = states(rbm)
    count = -(-table.shape[0] * rbm.weights[0].size // BLOCK)
    return zip(np.array_split(table, count), np.array_split(measure, count), strict=True)


def log_weight(rbm, h):
    """(P.7): log of sum_v exp(-E(v, h)), an integral for real v, for hidden states h (..., M): (...)."""
    return -rbm.hidden.energy(h) + rbm.visible.cumulant(inputs_v_from_h(rbm, h)).sum(-1)


def _log_masses(rbm):
    """Logarithm of the term of each hidden state in the sum for Z, (K,)."""
    return np.concatenate([log_weight(rbm, h) + measure for h, measure in _blocks(rbm)])


def log_Z(rbm):
    """Logarithm of the partition function Z, exact. Raises ValueError as `states` does."""
    return float(scipy.special.logsumexp(_log_masses(rbm)))


def log_likelihood(rbm, v):
    """(P.6): log P(v) of configurations v (..., N), nat per configuration; of the density for real v: (...).

    Raises ValueError as `states` does.
    """
    return -free_energy(rbm, v) - log_Z(rbm)


def log_probability(rbm, h):
    """(P.7): log P(h) of hidden states h (..., M), in nat; of the density for real h: (...).

    Raises ValueError as `states` does.
    """
    return log_weight(rbm, h) - log_Z(rbm)


def moments(rbm):
    """The exact moments of the machine, an RBM as from `machine.moments`: the limit of infinitely many chains.

    Raises ValueError as `states` does.
    """
    total, log_norm = None, log_Z(rbm)
    for h, measure in _blocks(rbm):
        p = np.exp(log_weight(rbm, h) + measure - log_norm)
        inputs = inputs_v_from_h(rbm, h)
        products = np.tensordot(p[:, None] * h, rbm.visible.mean(inputs), (0, 0))
        part = RBM(products, rbm.visible.gradients(inputs, p), rbm.hidden.gradients_at(h, p))
        total = part if total is None else tree_map(np.add, total, part)
    return total


def sample(rbm, samples, rng):
    """Independent samples (v, h) of the machine's law, v (samples, N) and h (samples, M), with a numpy Generator.

    First h is drawn from P(h), then v given h. Raises ValueError as `states` does.
    """
    table, _ = states(rbm)
    masses = _log_masses(rbm)
    p = np.exp(masses - scipy.special.logsumexp(masses))
    h = table[rng.choice(len(table), size=samples, p=p / p.sum())]
    return rbm.visible.sample(inputs_v_from_h(rbm, h), rng), h
