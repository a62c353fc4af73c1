"""log Z of dense machines by annealed importance sampling, AIS (Neal 2001), forwards and in reverse.

The path of machines has the weights beta W, with the inverse temperature beta from 0 to 1, and the fields of the
machine. At beta = 0 all units are independent: log Z_0 = sum_i log(1 + exp(a_i)) + sum_mu log(1 + exp(b_mu)). A chain
that passes through the path gathers the logarithm of its weight, sum_k [F_{k-1}(v) - F_k(v)] with the free energy F_k
at beta_k and v drawn at beta_{k-1}. The mean of the weights is Z / Z_0 for chains that start at beta = 0, and Z_0 / Z
for chains that start as samples of the machine and pass through the path in reverse. The logarithm of a mean over few
chains is on average too low, so the forward estimate is on average below log Z and the reverse one above.

On CUDA the machine has the weights rounded to float16, as in its Gibbs sweeps.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from placecells.rbm.dense import gibbs
from placecells.rbm.dense.machine import softplus
from placecells.rbm.units.tree import tree_map

NORMAL = 1.96  # standard errors on either side of an estimate in its interval of 95%


class Estimate(NamedTuple):
    """An estimate of log Z for each replica, in nat.

    The interval comes from the spread of the weights over chains. It can be trusted only where `spread` is not much
    above 1: else a few chains, or none, have the weights that matter.
    """

    log_Z: np.ndarray  # (R,)
    low: np.ndarray  # (R,), ends of the interval of 95% of the statistical error
    high: np.ndarray  # (R,)
    spread: np.ndarray  # (R,) standard deviation of the log weights over chains
    log_weights: np.ndarray  # (R, C)


def log_Z_independent(machine):
    """log Z_0 of a Dense of NumPy arrays whose weights are taken as 0, in nat, exact: (R,) float64."""
    return sum(softplus(np, fields.astype(float)).sum(-1) for fields in (machine.visible, machine.hidden))


def forward(backend, machine, *, seeds, chains=500, temperatures=1000, sweeps=1):
    """AIS: an `Estimate` of log Z, on average too low by about spread^2 / (2 chains).

    machine: a Dense of NumPy arrays, which is not changed. seeds: (R,) integers from 0 to 2^64 - 1. temperatures:
    number of equal steps of the inverse temperature from 0 to 1. sweeps: Gibbs sweeps at each of them.
    """
    seeds = backend.seeds(seeds)
    v = backend.states(len(seeds), chains, machine.visible.shape[1])
    betas = np.linspace(0.0, 1.0, temperatures + 1)
    logs = _anneal(backend, machine, v, betas, sweeps, gibbs.Key(seeds, backend.count(0), gibbs.ANNEALED), True)
    return _estimate(log_Z_independent(machine), logs, 1)


def reverse(backend, machine, samples, *, seeds, temperatures=1000, sweeps=1):
    """Reverse AIS: an `Estimate` of log Z, on average too high by about spread^2 / (2 C).

    samples: configurations (R, C, N) of 0 and 1, drawn from the machine, such as persistent chains; they are not
    changed. The estimate is no better than they are. All else is as for `forward`.
    """
    seeds = backend.seeds(seeds)
    v = backend.states(*samples.shape)
    v[...] = backend.asarray(samples)
    betas = np.linspace(1.0, 0.0, temperatures + 1)
    logs = _anneal(backend, machine, v, betas, sweeps, gibbs.Key(seeds, backend.count(0), gibbs.REVERSE), False)
    return _estimate(log_Z_independent(machine), logs, -1)


def _anneal(backend, machine, v, betas, sweeps, key, is_drawn_first):
    """Log weights (R, C) float64 of the chains v (R, C, N), which are overwritten, on a path of inverse temperatures.

    is_drawn_first: whether the chains are first drawn at betas[0], where the weights are 0. A Gibbs sweep obeys
    detailed balance for P(v), so the same sweeps serve both directions of the path.
    """
    machine = tree_map(backend.asarray, machine)
    operand = backend.operand(machine.weights)
    h = backend.states(v.shape[0], v.shape[1], machine.hidden.shape[1])
    logs, number = 0.0, 0
    if is_drawn_first:
        gibbs.sweep(backend, machine, operand, v, h, key, number, float(betas[0]))
    for now, new in pairwise(map(float, betas)):
        logs = logs + _log_ratio(backend, machine, operand, v, now, new)
        for _ in range(sweeps if new != betas[-1] else 0):
            number += 1
            gibbs.sweep(backend, machine, operand, v, h, key, number, new)
    return backend.to_numpy(logs)


def _log_ratio(backend, machine, operand, v, now, new):
    """F(v) at the inverse temperature `now` minus F(v) at `new`, (R, C) float64.

    The difference is taken unit by unit: F itself is hundreds of nat, of which float32 would round off too much.
    """
    inputs, fields, xp = backend.product(v, operand), machine.hidden[:, None, :], backend.xp
    return (softplus(xp, new * inputs + fields) - softplus(xp, now * inputs + fields)).sum(-1, dtype=xp.float64)


def _estimate(base, logs, sign):
    """An `Estimate` of base + sign * log(mean of exp(logs)); base (R,), logs (R, C)."""
    largest = logs.max(-1, keepdims=True)
    weights = np.exp(logs - largest)
    mean = weights.mean(-1)
    value = base + sign * (np.log(mean) + largest[:, 0])
    error = NORMAL * weights.std(-1, ddof=1) / (mean * np.sqrt(logs.shape[1]))
    return Estimate(value, value - error, value + error, logs.std(-1, ddof=1), logs)
