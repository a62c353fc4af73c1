"""The restricted Boltzmann machine as small verbs: the readable reference path.

Shapes: visible v (..., N), hidden h (..., M), weights (M, N), inputs (..., M) or (..., N).
"""

from types import ModuleType
from typing import NamedTuple

import numpy as np

from placecells.rbm.units import spin


class RBM(NamedTuple):
    """P(v, h) ~ exp(sum w_{mu i} v_i h_mu + sum g_i v_i - sum U_mu(h_mu)), equations (1) and (2)."""

    weights: np.ndarray  # (M, N)
    visible_field: np.ndarray  # (N,), g
    hidden_field: np.ndarray  # (M,), c
    visible: ModuleType = spin  # a unit file: its verbs
    hidden: ModuleType = spin


class Moments(NamedTuple):
    """The averages whose difference between data and model is the gradient (4-6)."""

    weights: np.ndarray  # (M, N), <v_i <h_mu|v>>
    visible_field: np.ndarray  # (N,), <v_i>
    hidden_field: np.ndarray  # (M,), <<h_mu|v>>


def inputs_h_from_v(rbm, v):
    """I_mu = sum_i w_{mu i} v_i, plus the unit's field: (..., M)."""
    return v @ rbm.weights.T + rbm.hidden_field


def inputs_v_from_h(rbm, h):
    """sum_mu w_{mu i} h_mu + g_i: (..., N)."""
    return h @ rbm.weights + rbm.visible_field


def mean_h_from_v(rbm, v):
    """<h | v>, (..., M)."""
    return rbm.hidden.mean(inputs_h_from_v(rbm, v))


def sample_h_from_v(rbm, v, rng):
    """A draw from P(h | v), equation (3)."""
    return rbm.hidden.sample(inputs_h_from_v(rbm, v), rng)


def sample_v_from_h(rbm, h, rng):
    """A draw from P(v | h)."""
    return rbm.visible.sample(inputs_v_from_h(rbm, h), rng)


def energy(rbm, v, h):
    """E(v, h) of equation (2), (...)."""
    return -np.einsum("...i,mi,...m->...", v, rbm.weights, h) - v @ rbm.visible_field - h @ rbm.hidden_field


def free_energy(rbm, v):
    """-log sum_h exp(-E(v, h)) = -sum_i g_i v_i - sum_mu Gamma_mu(I_mu), (...)."""
    return -v @ rbm.visible_field - rbm.hidden.cumulant(inputs_h_from_v(rbm, v)).sum(-1)


def moments(rbm, v):
    """Moments over configurations v (S, N), with <h|v> in place of a sampled h."""
    h = mean_h_from_v(rbm, v)
    return Moments(h.T @ v / len(v), v.mean(0), h.mean(0))


def step(rbm, data, model, rate, fields):
    """One ascent step (7), w + rate * (data moment - model moment); the fields only where `fields` is "learned"."""
    weights = rbm.weights + rate * (data.weights - model.weights)
    if fields == "zero":
        return rbm._replace(weights=weights)
    return rbm._replace(
        weights=weights,
        visible_field=rbm.visible_field + rate * (data.visible_field - model.visible_field),
        hidden_field=rbm.hidden_field + rate * (data.hidden_field - model.hidden_field),
    )
