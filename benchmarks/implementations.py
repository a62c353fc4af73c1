"""Implementations of an update, each a factory: workload -> function that does a number of updates.

A peer that is not installed is left out; an implementation that cannot do a workload returns None.
"""

import numpy as np

from benchmarks import plain_numpy, yardstick
from placecells.commands.measured_cost import advancing, started
from placecells.rbm.compiled import machine_of

MOST_EXACT = 12  # hidden units, whose 2^M states the exact phases sum over


def _start(workload):
    """Initial weights, (M, N) or (M, N, q), and chains of the workload."""
    run = started(workload.cell, workload.rows)
    return np.ascontiguousarray(machine_of(run).weights, np.float32), run.state.chains


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


def _ours(negative):
    def with_ours(workload):
        if negative != "pcd" and workload.cell["machine"]["hidden"] > MOST_EXACT:
            return None
        cell = workload.cell | {"training": workload.cell["training"] | {"negative": negative}}
        return advancing(cell, workload.rows)

    return with_ours


IMPLEMENTATIONS = {
    "yardstick": with_yardstick,
    "numpy": with_numpy,
    "placecells pcd": _ours("pcd"),
    "placecells exact-sample": _ours("exact-sample"),
}
