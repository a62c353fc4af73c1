"""The hidden states of a sum: all states of two-valued units, or the nodes of a quadrature over one real unit.

These functions are not in `exact`, because `exact` loads SciPy, which would cost every training job 0.3 s.
"""

import numpy as np

MAX_HIDDEN = 20
NODES = 128  # number of nodes of the quadrature on either side of h = 0
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


def unit_nodes():
    """Nodes in ascending order, and logarithms of their weights, of Gauss-Legendre rules on [-1, 0] and [0, 1].

    Both (2 NODES,).
    """
    x, weight = np.polynomial.legendre.leggauss(NODES)
    right = (x + 1.0) / 2.0
    return np.concatenate([-right[::-1], right]), np.log(np.concatenate([weight[::-1], weight]) / 2.0)
