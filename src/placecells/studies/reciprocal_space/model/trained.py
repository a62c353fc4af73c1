"""Trained replicas, as the dataset of an experiment of kind `replicas` has them, and their modes.

A mode of a machine is a pair of singular vectors of its weights W = U diag(lambda) V^T. Its reciprocal variables are
x = U^T v and y = V^T h (B.2), and u = (x + y - x_sp - y_sp)/sqrt(2), w = (y - x + x_sp - y_sp)/sqrt(2) are counted from
the saddle x_sp = -b0/lambda, y_sp = -a0/lambda (B.3).
"""

from typing import NamedTuple

import numpy as np

from placecells.config.seeds import run_seeds
from placecells.data.digits import held_out, training_set
from placecells.kinds.source import SourceError
from placecells.rbm.dense import gibbs
from placecells.rbm.dense.machine import hidden_means
from placecells.rbm.dense.records import machine_at
from placecells.rbm.units.tree import tree_map


class Modes(NamedTuple):
    """The modes of one machine, largest singular value first; k is the smaller one of N and M."""

    left: np.ndarray  # (N, k), columns of U
    values: np.ndarray  # (k,), lambda
    right: np.ndarray  # (M, k), columns of V
    saddle: np.ndarray  # (2, k), x_sp and y_sp
    half: np.ndarray  # (2, k), x and y of the state with every unit at 1/2


def check(source):
    """Raise SourceError unless the experiment has trained replicas."""
    if source.cell["kind"] != "replicas":
        raise SourceError(f"{source.experiment} is of kind {source.cell['kind']}, but this kind is for replicas")


def dataset_of(source):
    """The dataset of one point of the grid without the NaN that stand for hidden units it does not have."""
    hidden, sites = source.cell["machine"]["hidden"], source.cell["data"]["sites"]
    return source.dataset.isel(hidden=slice(hidden), mode=slice(min(hidden, sites)))


def images_of(source):
    """The training images and the test images of the replicas, two uint8 arrays (samples, N)."""
    seed = run_seeds(source.cell)[0]["data"]
    return tuple(part(source.cell["data"], seed).images for part in (training_set, held_out))


def machines(ds):
    """[Dense of all replicas at each snapshot of the dataset, ...]."""
    return [machine_at(ds, snapshot) for snapshot in range(ds.sizes["snapshot"])]


def gibbs_samples(device, machine, chains, rounds, sweeps, rng):
    """Samples v (rounds, R, C, N) of the machines, and the means of the hidden units (rounds, R, C, M) for them.

    device: a backend. chains: (R, C, N) of 0 and 1, from which the sampling starts. sweeps: Gibbs sweeps before every
    sample of a chain. rng: a numpy Generator. Both arrays are float32.
    """
    here, v = tree_map(device.asarray, machine), device.states(*chains.shape)
    v[...] = device.asarray(chains)
    seeds = device.seeds(tuple(map(int, rng.integers(0, 2**63, len(chains), dtype=np.uint64))))
    found = []
    for number in range(rounds):
        gibbs.sweeps(device, here, v, sweeps, gibbs.Key(seeds, device.count(number), gibbs.CHAINS))
        found.append((device.to_numpy(device.numbers(v)), device.to_numpy(hidden_means(device, here, v))))
    return tuple(np.stack(part) for part in zip(*found, strict=True))


def replica(machine, index):
    """Weights (N, M) and fields (N,), (M,) of one replica of a Dense, float64."""
    return tuple(np.asarray(array[index], float) for array in machine)


def modes(weights, visible_field, hidden_field):
    """The `Modes` of a machine, with the sign that makes w of the state with every unit at 1/2 positive."""
    left, values, right = np.linalg.svd(weights, full_matrices=False)
    right = right.T
    saddle = -np.stack([hidden_field @ right, visible_field @ left]) / values
    half = np.stack([left.sum(0), right.sum(0)]) / 2.0
    sign = np.where(axes(half, saddle)[1] < 0.0, -1.0, 1.0)
    return Modes(left * sign, values, right * sign, saddle * sign, half * sign)


def axes(reciprocal, saddle):
    """(u, w) of (B.3) from reciprocal variables (x, y), each (..., k), and the saddle (2, k)."""
    x, y = reciprocal[0] - saddle[0], reciprocal[1] - saddle[1]
    return np.stack([x + y, y - x]) / np.sqrt(2.0)
