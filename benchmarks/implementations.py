"""Implementations of an update, each a factory: workload -> function that does a number of updates.

A peer that is not installed is left out, one that cannot do a workload returns None.
"""

import numpy as np

from benchmarks import plain_numpy, yardstick
from benchmarks.workloads import SEEDS
from placecells.rbm.run import advance, outward, prepare


def _start(workload):
    """Initial weights, (M, N) or (M, N, q), and chains of the workload."""
    parameters = prepare(workload.cell, SEEDS).parameters
    return np.ascontiguousarray(outward(parameters.weights, workload.cell), np.float32), parameters.chains


def with_yardstick(workload):
    training = workload.cell["training"]
    w, chains = _start(workload)
    update = yardstick.potts_updates if w.ndim == 3 else yardstick.spin_updates
    data, state = workload.v.astype(chains.dtype), np.array([1, 2, 3, 4], np.uint64)
    rate = np.float32(training["rate"])
    return lambda updates: update(w, data, chains, rate, training["gibbs"], training["batch"], updates, state)


def with_numpy(workload):
    training = workload.cell["training"]
    w, chains = _start(workload)
    data, rng = workload.v.astype(chains.dtype), np.random.default_rng(0)
    colours = w.shape[2] if w.ndim == 3 else None
    w = w.reshape(len(w), -1)

    def call(updates):
        nonlocal chains
        for _ in range(updates):
            minibatch = data[rng.integers(0, len(data), training["batch"])]
            if colours:
                chains = plain_numpy.potts_update(
                    w, minibatch, chains, training["rate"], training["gibbs"], colours, rng
                )
            else:
                chains = plain_numpy.spin_update(w, minibatch, chains, training["rate"], training["gibbs"], rng)

    return call


def advancing(cell, rows):
    """A function that does a number of updates of a run of the cell, from where it stopped the last time."""
    run, done = prepare(cell, SEEDS), 0

    def call(updates):
        nonlocal done
        advance(run, rows, done, done + updates)
        done += updates

    return call


def _ours(negative):
    def with_ours(workload):
        cell = workload.cell | {"training": workload.cell["training"] | {"negative": negative}}
        return advancing(cell, workload.rows)

    return with_ours


IMPLEMENTATIONS = {
    "yardstick": with_yardstick,
    "numpy": with_numpy,
    "placecells pcd": _ours("pcd"),
    "placecells exact-sample": _ours("exact-sample"),
}
