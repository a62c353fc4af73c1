"""The same machine for units of other values: exact, whatever the values of the two-valued units were.

A spin is s = 2 x - 1 for x = 0 or 1; a unit that is 0 or 1 is x itself. With s = a x - (a - 1) for visible units and
h = b y - (b - 1) for hidden ones, a machine in s and h is a machine in x and y, up to a constant of the energy. Colours
are no numbers and stay as they are, a = 1.
"""

from typing import NamedTuple

import numpy as np


class ZeroOneMachine(NamedTuple):
    """P(x, y) ~ exp(sum x_i w_{mu i} y_mu + sum x_i a_i + sum y_mu b_mu), y, and x without colours, 0 or 1."""

    weights: np.ndarray  # (M, N) or (M, N, q)
    visible_field: np.ndarray  # a, (N,) or (N, q)
    hidden_field: np.ndarray  # b, (M,)


def zero_one(rbm):
    """The `ZeroOneMachine` with the law of an RBM. Raises ValueError for real hidden units, which have no such form."""
    a, b = _factors(rbm)
    sites = tuple(range(1, rbm.weights.ndim))
    return ZeroOneMachine(
        a * b * rbm.weights,
        a * (rbm.visible.field - (b - 1.0) * rbm.weights.sum(axis=0)),
        b * (rbm.hidden.field - (a - 1.0) * rbm.weights.sum(axis=sites)),
    )


def from_zero_one(rbm, machine):
    """An RBM with the units of `rbm` and the law of a `ZeroOneMachine`: the inverse of `zero_one`.

    Raises ValueError for real hidden units.
    """
    a, b = _factors(rbm)
    weights = machine.weights / (a * b)
    sites = tuple(range(1, weights.ndim))
    return with_parameters(
        rbm,
        weights,
        machine.visible_field / a + (b - 1.0) * weights.sum(axis=0),
        machine.hidden_field / b + (a - 1.0) * weights.sum(axis=sites),
    )


def with_parameters(rbm, weights, visible_field, hidden_field):
    """`rbm` with these weights and fields in place of its own. Raises ValueError for other shapes than its own."""
    fields = ((weights, rbm.weights), (visible_field, rbm.visible.field), (hidden_field, rbm.hidden.field))
    for given, own in fields:
        if given.shape != own.shape:
            raise ValueError(f"weights or fields have the shape {given.shape}, but the machine needs {own.shape}")
    return rbm._replace(
        weights=np.array(weights, float),
        visible=rbm.visible._replace(field=np.array(visible_field, float)),
        hidden=rbm.hidden._replace(field=np.array(hidden_field, float)),
    )


def _factors(rbm):
    """(a, b): 2 for spins, 1 for units that are 0 or 1 and for visible units with colours."""
    if rbm.hidden.VALUES is None:
        raise ValueError(f"hidden units {type(rbm.hidden).__name__} are real: they have no values 0 and 1")
    return [2.0 if units.VALUES is not None and units.VALUES[0] < 0 else 1.0 for units in (rbm.visible, rbm.hidden)]
