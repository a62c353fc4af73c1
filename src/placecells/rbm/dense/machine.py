"""Machines of {0,1} visible and hidden units with fields, several replicas at a time, as arrays of any backend.

E(v, h) = -a.v - b.h - v^T W h, P(v, h) ~ exp(-E). Every array has the replica as its first axis, and replicas share
nothing. Shapes: weights (R, N, M), visible fields a (R, N), hidden fields b (R, M), configurations v (R, C, N) and
h (R, C, M). The functions are written once, for the arrays of a backend (`dense.backends`), which is the first
argument where a product with the weights is needed.
"""

from typing import NamedTuple

import numpy as np

from placecells.rbm.machine import RBM
from placecells.rbm.units import ZeroOne

SMALLEST_MEAN = 1e-6  # the mean of a unit, and of its complement, is at least this before the logit is taken


class Dense(NamedTuple):
    """Parameters of R replicas, float32. Moments and gradients have one array for each parameter, so they are Dense."""

    weights: np.ndarray  # (R, N, M)
    visible: np.ndarray  # (R, N), fields a
    hidden: np.ndarray  # (R, M), fields b


def start(data, hidden, seeds, scale=0.1):
    """Machines before their training, a Dense of NumPy arrays.

    The visible fields are the logits of the mean of the data, so that a machine without weights has the data's means.
    The hidden fields are 0. The weights are normal with mean 0 and standard deviation scale / sqrt(<|v|^2>), so that
    the input of a hidden unit has the standard deviation `scale`.

    data: configurations (B, N) of 0 and 1. hidden: number M of hidden units. seeds: (R,) integers, one seed for the
    weights of each replica.
    """
    mean = np.clip(data.mean(0, dtype=float), SMALLEST_MEAN, 1.0 - SMALLEST_MEAN)
    squares = data.sum(dtype=float) / len(data)  # v^2 = v
    shape = data.shape[1], hidden
    normal = [np.random.Generator(np.random.Philox(int(seed))).standard_normal(shape, np.float32) for seed in seeds]
    visible = np.tile(np.log(mean / (1.0 - mean)), (len(seeds), 1))
    weights = np.float32(scale / np.sqrt(squares)) * np.stack(normal)
    return Dense(weights, visible.astype(np.float32), np.zeros((len(seeds), hidden), np.float32))


def to_rbm(machine, replica):
    """One replica of a Dense of NumPy arrays as a `rbm.machine.RBM` (float64), for enumeration of small machines."""
    weights, visible, hidden = (np.asarray(array[replica], float) for array in machine)
    return RBM(weights.T, ZeroOne(visible), ZeroOne(hidden))


def sigmoid(xp, x):
    """1 / (1 + exp(-x)), without overflow; xp: the namespace of the array x."""
    return 0.5 * (1.0 + xp.tanh(0.5 * x))


def softplus(xp, x):
    """log(1 + exp(x)), without overflow; xp: the namespace of the array x."""
    return xp.clip(x, min=0) + xp.log1p(xp.exp(-xp.abs(x)))


def hidden_means(backend, machine, v):
    """The means <h | v> of the hidden units, float32: v (R, C, N) -> (R, C, M)."""
    inputs = backend.product(v, backend.operand(machine.weights))
    return sigmoid(backend.xp, inputs + machine.hidden[:, None, :])


def free_energy(backend, machine, v):
    """F(v) = -log sum_h exp(-E(v, h)) = -a.v - sum_mu log(1 + exp(b_mu + (W^T v)_mu)): v (R, C, N) -> (R, C)."""
    inputs = backend.product(v, backend.operand(machine.weights)) + machine.hidden[:, None, :]
    fields = backend.matmul(backend.numbers(v), machine.visible[:, :, None])
    return -fields[..., 0] - softplus(backend.xp, inputs).sum(axis=-1)


def moments(backend, machine, v):
    """Moments over configurations v (R, S, N) of each replica, a Dense: <v_i <h_mu|v>>, <v_i> and <<h_mu|v>>.

    The gradient of the mean log-likelihood is the moments of the data minus those of the machine.
    """
    means, values = hidden_means(backend, machine, v), backend.numbers(v)
    return Dense(backend.matmul(values.mT, means) / v.shape[1], values.mean(axis=1), means.mean(axis=1))


def pseudo_likelihood(backend, machine, v):
    """Log-pseudo-likelihood sum_i log P(v_i | all other v), nat per configuration: v (R, S, N) -> (R,) float32.

    An estimate from one site of each configuration, site s mod N of configuration number s, times N: a cheap monitor of
    training. P(v_i | others) = 1 / (1 + exp(F(v) - F(v with v_i flipped))).
    """
    _, samples, sites = v.shape
    rows, chosen = (backend.asarray(array) for array in (np.arange(samples), np.arange(samples) % sites))
    inputs = backend.product(v, backend.operand(machine.weights)) + machine.hidden[:, None, :]
    change = 1.0 - 2.0 * backend.numbers(v)[:, rows, chosen]
    flipped = inputs + change[..., None] * machine.weights[:, chosen, :]
    difference = (softplus(backend.xp, flipped) - softplus(backend.xp, inputs)).sum(axis=-1)
    return -sites * softplus(backend.xp, change * machine.visible[:, chosen] + difference).mean(axis=-1)
