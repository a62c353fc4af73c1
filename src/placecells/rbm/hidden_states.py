"""Which hidden states a sum goes over: all of two-valued units, the nodes of a quadrature for one real unit.

Apart from `exact`, whose SciPy costs every training job 0.3 s to load.
"""

import numpy as np

MAX_HIDDEN = 20
NODES = 128  # of the quadrature, on either side of 0
TAIL = 8.0  # sd of h beyond the largest input: where the quadrature ends
MAX_REACH = 100.0  # up to here the nodes lie closer than 1.3 sd of h, and quadrature errs by less than 1e-5


def hidden_states(hidden, values=(-1.0, 1.0)):
    """All states of two-valued hidden units, (2^M, M); bit mu of the row number is 1 where h_mu is the second value.

    Raises ValueError for more than 20 units.
    """
    if hidden > MAX_HIDDEN:
        raise ValueError(f"hidden = {hidden}: enumeration goes up to {MAX_HIDDEN} hidden units")
    return np.asarray(values)[(np.arange(1 << hidden)[:, None] >> np.arange(hidden)) & 1]


def unit_nodes():
    """Nodes and log weights, (2 NODES,) each, of the quadrature on [-1, 0] and [0, 1]."""
    x, weight = np.polynomial.legendre.leggauss(NODES)
    right = (x + 1.0) / 2.0
    return np.concatenate([-right[::-1], right]), np.log(np.concatenate([weight[::-1], weight]) / 2.0)
