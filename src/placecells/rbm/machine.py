"""The restricted Boltzmann machine, equations (1) to (7), as small functions.

This is the readable path, to which tests compare the compiled kernels. Shapes: visible v (..., N), hidden h (..., M),
weights (M, N), or (M, N, q) for visible units of q colours. The weights multiply the features of v, (..., N) or
(..., N, q). The functions use units through the methods that `units.spin` lists, so nothing here depends on the kind of
unit.
"""

from typing import NamedTuple

import numpy as np

from placecells.rbm.units import UNITS
from placecells.rbm.units.tree import tree_map


class RBM(NamedTuple):
    """P(v, h) ~ exp(sum_{mu i} w_{mu i} v_i h_mu - sum_i U_i(v_i) - sum_mu U_mu(h_mu)), equations (1) and (2).

    A gradient, and the moments whose difference is a gradient, have one array for each parameter, so they are RBMs too.
    """

    weights: np.ndarray  # (M, N) or (M, N, q)
    visible: NamedTuple  # units of one kind with their parameters, such as Spin(field) or Potts(field)
    hidden: NamedTuple  # such as Spin(field) or DoubleWell(field, theta)


def new_machine(visible="spin", hidden="spin", *, sites, units, colours=None, scale=0.01, seed=0, **parameters):
    """A machine before its training, an RBM: weights scale * normal, in the gauge of the visible units.

    visible, hidden: kinds of units, names in `units.UNITS`. sites, units: numbers of visible and of hidden units.
    colours: number q of colours of a Potts unit, None for other visible units. scale: standard deviation of the
    weights. seed: seed of the weights. parameters: values of parameters of the hidden units, the same for all units,
    such as theta=-1.0; all other parameters are 0. Raises ValueError for unknown names, and where `colours` does not
    fit the visible units.
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
    """The features of configurations v (..., N), which the weights multiply: (..., N) or (..., N, q)."""
    return rbm.visible.encode(v)


def inputs_h_from_v(rbm, v):
    """Inputs I_mu = sum_i w_{mu i} v_i of (3), without the fields of the hidden units: v (..., N) -> (..., M)."""
    return rbm.visible.weigh(v, rbm.weights)


def inputs_v_from_h(rbm, h):
    """Inputs sum_mu w_{mu i} h_mu, without the fields of the visible units: h (..., M) -> (..., N) or (..., N, q)."""
    return np.tensordot(h, rbm.weights, (-1, 0))


def mean_h_from_v(rbm, v):
    """The activities <h_mu | v> (P.4) of the hidden units: v (..., N) -> (..., M)."""
    return rbm.hidden.mean(inputs_h_from_v(rbm, v))


def sample_h_from_v(rbm, v, rng):
    """A draw of h from P(h | v), equation (3), with a numpy Generator: v (..., N) -> (..., M)."""
    return rbm.hidden.sample(inputs_h_from_v(rbm, v), rng)


def sample_v_from_h(rbm, h, rng):
    """A draw of v from P(v | h), with a numpy Generator: h (..., M) -> (..., N)."""
    return rbm.visible.sample(inputs_v_from_h(rbm, h), rng)


def energy(rbm, v, h):
    """E(v, h) of equation (2), for v (..., N) and h (..., M): (...)."""
    return rbm.hidden.energy(h) - (inputs_h_from_v(rbm, v) * h).sum(-1) + rbm.visible.energy(v)


def free_energy(rbm, v):
    """(P.6): F(v) = -log sum_h exp(-E(v, h)) = sum_i U_i(v_i) - sum_mu Gamma_mu(I_mu), for v (..., N): (...)."""
    return rbm.visible.energy(v) - rbm.hidden.cumulant(inputs_h_from_v(rbm, v)).sum(-1)


def moments(rbm, v):
    """The moments over configurations v (S, N): the gradient (4-6) is those of data minus those of the machine.

    Returns an RBM: in the place of the weights <v_i <h_mu|v>>, in the place of visible and hidden fields <v_i> and
    <<h_mu|v>>, in the place of theta -<<|h_mu| |v>>.
    """
    inputs, x = inputs_h_from_v(rbm, v), features(rbm, v)
    products = np.tensordot(rbm.hidden.mean(inputs), x, (0, 0)) / len(v)
    return RBM(products, rbm.visible.gradients_at(v), rbm.hidden.gradients(inputs))


def gradient(data, model):
    """The gradient (4-6) of the mean log-likelihood, an RBM: the moments of the data minus those of the machine."""
    return tree_map(np.subtract, data, model)


def step(rbm, change, learned=()):
    """A new machine, after one update: `rbm` plus `change`, in the gauge of the visible units.

    The weights are always learned. learned: names of the parameters of units that are learned too, such as "field" and
    "theta". With change = rate * gradient, both RBMs, this is equation (7).
    """

    def follow(unit, change, gauge):
        new = {name: gauge(getattr(unit, name) + getattr(change, name)) for name in unit._fields if name in learned}
        return unit._replace(**new)

    weights = rbm.visible.gauge(rbm.weights + change.weights)
    visible = follow(rbm.visible, change.visible, rbm.visible.gauge)
    return RBM(weights, visible, follow(rbm.hidden, change.hidden, lambda values: values))
