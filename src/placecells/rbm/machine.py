"""The restricted Boltzmann machine as small verbs: the readable reference path.

Shapes: visible v (..., N), hidden h (..., M), weights (M, N), or (M, N, q) for visible units of q colours. The features
of v, what weights multiply, have the shape (N,) or (N, q). Units of any kind take part by the verbs that
`units.spin` lists: nothing here depends on the kind.
"""

from typing import NamedTuple

import numpy as np

from placecells.rbm.units import UNITS
from placecells.rbm.units.tree import tree_map


class RBM(NamedTuple):
    """P(v, h) ~ exp(sum_{mu i} w_{mu i} v_i h_mu - sum_i U_i(v_i) - sum_mu U_mu(h_mu)), equations (1) and (2).

    Also a tree of what belongs to each parameter: a gradient, or the moments whose difference is one.
    """

    weights: np.ndarray  # (M, N) or (M, N, q)
    visible: NamedTuple  # units of one kind with their parameters, such as Spin(field) or Potts(field)
    hidden: NamedTuple  # such as Spin(field) or DoubleWell(field, theta)


def new_machine(visible="spin", hidden="spin", *, sites, units, colours=None, scale=0.01, seed=0, **parameters):
    """A machine before its training, an RBM: weights scale * normal, in the gauge of the visible units.

    visible, hidden: names in `units.UNITS`; sites, units: numbers of visible and hidden units; colours: of each visible
    unit, where it has any; seed: of the weights; parameters: numbers that all hidden units have, such as theta=-1.0;
    the others are 0. Raises ValueError for names that do not exist, and where `colours` is missing or too much.
    """
    for name in (visible, hidden):
        if name not in UNITS:
            raise ValueError(f"units {name!r}: allowed are {', '.join(UNITS)}")
    if (visible == "potts") != (colours is not None):
        raise ValueError(f"colours = {colours}: units with colours, potts, need their number, and others have none")
    visible, hidden = UNITS[visible].zeros(sites, colours), UNITS[hidden].zeros(units)
    if not set(parameters) <= set(hidden._fields):
        raise ValueError(f"{', '.join(parameters)}: the hidden units have {', '.join(hidden._fields)}")
    hidden = hidden._replace(**{name: np.full(units, float(value)) for name, value in parameters.items()})
    dice = np.random.Generator(np.random.Philox(seed))
    weights = scale * dice.standard_normal((units, *visible[0].shape))
    return RBM(visible.gauge(weights), visible, hidden)


def features(rbm, v):
    """What the weights multiply: (..., N) or (..., N, q)."""
    return rbm.visible.encode(v)


def inputs_h_from_v(rbm, v):
    """I_mu = sum_i w_{mu i} v_i, without the hidden units' parameters: (..., M)."""
    return rbm.visible.weigh(v, rbm.weights)


def inputs_v_from_h(rbm, h):
    """sum_mu w_{mu i} h_mu, without the visible units' parameters: (..., N) or (..., N, q)."""
    return np.tensordot(h, rbm.weights, (-1, 0))


def mean_h_from_v(rbm, v):
    """<h | v>, (..., M)."""
    return rbm.hidden.mean(inputs_h_from_v(rbm, v))


def sample_h_from_v(rbm, v, rng):
    """A draw from P(h | v), equation (3), with a numpy Generator: (..., M)."""
    return rbm.hidden.sample(inputs_h_from_v(rbm, v), rng)


def sample_v_from_h(rbm, h, rng):
    """A draw from P(v | h), with a numpy Generator: (..., N)."""
    return rbm.visible.sample(inputs_v_from_h(rbm, h), rng)


def energy(rbm, v, h):
    """E(v, h) of equation (2), (...)."""
    return rbm.hidden.energy(h) - (inputs_h_from_v(rbm, v) * h).sum(-1) + rbm.visible.energy(v)


def free_energy(rbm, v):
    """(P.6): F(v) = -log sum_h exp(-E(v, h)) = sum_i U_i(v_i) - sum_mu Gamma_mu(I_mu), for v (..., N): (...)."""
    return rbm.visible.energy(v) - rbm.hidden.cumulant(inputs_h_from_v(rbm, v)).sum(-1)


def moments(rbm, v):
    """The averages over configurations v (S, N) whose difference between data and model is the gradient (4-6).

    An RBM of <v_i <h_mu|v>> and of what belongs to the units' parameters: <v_i>, <<h_mu|v>>, -<<|h_mu| |v>>, ...
    """
    inputs, x = inputs_h_from_v(rbm, v), features(rbm, v)
    products = np.tensordot(rbm.hidden.mean(inputs), x, (0, 0)) / len(v)
    return RBM(products, rbm.visible.gradients_at(v), rbm.hidden.gradients(inputs))


def gradient(data, model):
    """The difference of two RBMs of moments: the gradient of the mean log-likelihood."""
    return tree_map(np.subtract, data, model)


def step(rbm, change, learned=()):
    """The machine with `change`, an RBM, added to its weights and to the units' parameters named in `learned`, such as
    "field" and "theta"; in the gauge of the visible units. Equation (7), if the change is rate * gradient."""

    def follow(unit, change, gauge):
        new = {name: gauge(getattr(unit, name) + getattr(change, name)) for name in unit._fields if name in learned}
        return unit._replace(**new)

    weights = rbm.visible.gauge(rbm.weights + change.weights)
    visible = follow(rbm.visible, change.visible, rbm.visible.gauge)
    return RBM(weights, visible, follow(rbm.hidden, change.hidden, lambda values: values))
