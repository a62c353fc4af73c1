"""The same machine for units of the values 0 and 1: exact, whatever the values of the two-valued units were."""

from typing import NamedTuple

import numpy as np


class ZeroOneMachine(NamedTuple):
    """P(v, h) ~ exp(sum v_i w_{mu i} h_mu + sum v_i a_i + sum h_mu b_mu), where h and spins v are 0 or 1."""

    weights: np.ndarray  # (M, N) or (M, N, q)
    visible_field: np.ndarray  # a, (N,) or (N, q)
    hidden_field: np.ndarray  # b, (M,)


def zero_one(rbm):
    """The `ZeroOneMachine` that has the law of an RBM, with x = (1 + spin)/2 in place of every spin -1/+1.

    Colours stay colours. Raises ValueError for real hidden units, which have no such form.
    """
    if rbm.hidden.VALUES is None:
        raise ValueError(f"hidden units {type(rbm.hidden).__name__} are real: they have no values 0 and 1")
    is_spin = [values is not None and values[0] == -1.0 for values in (_values(rbm.visible), rbm.hidden.VALUES)]
    of_visible, of_hidden = (2.0 if spin else 1.0 for spin in is_spin)  # spin = 2 x - 1, a unit of 0/1 = 1 x - 0
    sites = tuple(range(1, rbm.weights.ndim))
    return ZeroOneMachine(
        of_visible * of_hidden * rbm.weights,
        of_visible * (rbm.visible.field - (of_hidden - 1.0) * rbm.weights.sum(axis=0)),
        of_hidden * (rbm.hidden.field - (of_visible - 1.0) * rbm.weights.sum(axis=sites)),
    )


def _values(units):
    """The two values of a unit; None for colours."""
    return getattr(units, "VALUES", None)
