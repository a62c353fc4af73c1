"""The hidden states of a sum: all states of two-valued units, or the nodes of a quadrature over one real unit.

These functions are not in `exact`, because `exact` loads SciPy, which would cost every training job 0.3 s.
"""

import math

import numpy as np

MAX_HIDDEN = 20
NODES = 128  # largest number of nodes of the quadrature on either side of h = 0
FEW = 16  # smallest number; the others are its multiples
TAIL = 8.0  # the quadrature ends so many standard deviations of h beyond the largest input
MAX_REACH = 100.0  # largest end of the quadrature, in standard deviations of h; up to it the nodes lie closer than 1.3
# standard deviations, and the quadrature errs by less than 1e-5


def hidden_states(hidden, values=(-1.0, 1.0)):
    """All states of M two-valued hidden units, (2^M, M) float64.

    In row n, h_mu is the second of the two `values` if bit mu of the number n is 1, else the first. hidden: M. Raises
    ValueError for more than MAX_HIDDEN units.
    """
    if hidden > MAX_HIDDEN:
        raise ValueError(f"hidden = {hidden}: enumeration goes up to {MAX_HIDDEN} hidden units")
    return np.asarray(values)[(np.arange(1 << hidden)[:, None] >> np.arange(hidden)) & 1]


def nodes_for(reach):
    """The number of nodes on either side of h = 0, up to NODES, for a quadrature that ends at |h| = `reach`.

    The nodes lie as close as NODES of them do at MAX_REACH, which is close enough for the single precision of the
    compiled path. reach: in standard deviations of h.
    """
    return FEW * min(max(math.ceil(reach * (NODES // FEW) / MAX_REACH), 1), NODES // FEW)


def unit_nodes(nodes):
    """Nodes in ascending order, and logarithms of their weights, of Gauss-Legendre rules on [-1, 0] and [0, 1].

    nodes: number of nodes on either side. Both (2 nodes,).
    """
    x, weight = np.polynomial.legendre.leggauss(nodes)
    right = (x + 1.0) / 2.0
    return np.concatenate([-right[::-1], right]), np.log(np.concatenate([weight[::-1], weight]) / 2.0)
