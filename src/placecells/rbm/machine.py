"""The restricted Boltzmann machine as small verbs: the readable reference path.

Shapes: visible v (..., N), hidden h (..., M), weights (M, N) for spins and (M, N, q) for units of q colours; what the
weights multiply, the features of v, has the shape of the visible fields, (N,) or (N, q).
"""

from types import ModuleType
from typing import NamedTuple

import numpy as np

from placecells.rbm.units import spin
from placecells.rbm.units.double_well import DoubleWell


class RBM(NamedTuple):
    """P(v, h) ~ exp(sum w_{mu i} v_i h_mu + sum g_i v_i - sum U_mu(h_mu)), equations (1) and (2)."""

    weights: np.ndarray  # (M, N) or (M, N, q)
    visible_field: np.ndarray  # (N,) or (N, q), g
    hidden_field: np.ndarray  # (M,), c
    visible: ModuleType = spin  # a unit file: its verbs
    hidden: ModuleType | DoubleWell = spin


class Moments(NamedTuple):
    """The averages whose difference between data and model is the gradient (4-6)."""

    weights: np.ndarray  # as the machine's: <v_i <h_mu|v>>
    visible_field: np.ndarray  # as the machine's: <v_i>
    hidden_field: np.ndarray  # (M,), <<h_mu|v>>
    theta: np.ndarray | None = None  # (M,), -<<|h_mu| |v>>, of a double well


def features(rbm, v):
    """What the weights multiply: (..., N) or (..., N, q)."""
    return rbm.visible.encode(v, rbm.visible_field.shape)


def inputs_h_from_v(rbm, v):
    """I_mu = sum_i w_{mu i} v_i, plus the unit's field: (..., M)."""
    return rbm.visible.weigh(v, rbm.weights) + rbm.hidden_field


def inputs_v_from_h(rbm, h):
    """sum_mu w_{mu i} h_mu + g_i: (..., N) or (..., N, q)."""
    return np.tensordot(h, rbm.weights, (-1, 0)) + rbm.visible_field


def mean_h_from_v(rbm, v):
    """<h | v>, (..., M)."""
    return rbm.hidden.mean(inputs_h_from_v(rbm, v))


def sample_h_from_v(rbm, v, rng):
    """A draw from P(h | v), equation (3)."""
    return rbm.hidden.sample(inputs_h_from_v(rbm, v), rng)


def sample_v_from_h(rbm, h, rng):
    """A draw from P(v | h)."""
    return rbm.visible.sample(inputs_v_from_h(rbm, h), rng)


def field_term(rbm, v):
    """sum_i g_i v_i, (...)."""
    return rbm.visible.weigh(v, rbm.visible_field[None])[..., 0]


def energy(rbm, v, h):
    """E(v, h) of equation (2), (...)."""
    return rbm.hidden.potential(h).sum(-1) - (inputs_h_from_v(rbm, v) * h).sum(-1) - field_term(rbm, v)


def free_energy(rbm, v):
    """-log sum_h exp(-E(v, h)) = -sum_i g_i v_i - sum_mu Gamma_mu(I_mu), (...)."""
    return -field_term(rbm, v) - rbm.hidden.cumulant(inputs_h_from_v(rbm, v)).sum(-1)


def moments(rbm, v):
    """Moments over configurations v (S, N), with <h|v> in place of a sampled h."""
    inputs, x = inputs_h_from_v(rbm, v), features(rbm, v)
    h = rbm.hidden.mean(inputs)
    theta = -rbm.hidden.mean_size(inputs).mean(0) if isinstance(rbm.hidden, DoubleWell) else None
    return Moments(np.tensordot(h, x, (0, 0)) / len(v), x.mean(0), h.mean(0), theta)


def step(rbm, data, model, rate, learned=()):
    """One ascent step (7), w + rate * (data moment - model moment), in the visible units' gauge.

    `learned` names what follows the gradient beside the weights: "fields", "theta".
    """
    weights = rbm.visible.gauge(rbm.weights + rate * (data.weights - model.weights))
    rbm = rbm._replace(weights=weights)
    if "fields" in learned:
        rbm = rbm._replace(
            visible_field=rbm.visible.gauge(rbm.visible_field + rate * (data.visible_field - model.visible_field)),
            hidden_field=rbm.hidden_field + rate * (data.hidden_field - model.hidden_field),
        )
    if "theta" in learned:
        rbm = rbm._replace(hidden=DoubleWell(rbm.hidden.theta + rate * (data.theta - model.theta)))
    return rbm
