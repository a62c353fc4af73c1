"""How the time of an update grows with each size, the others at those of workload A (for q: of C10)."""

import numpy as np

from benchmarks.harness import interleaved
from benchmarks.implementations import IMPLEMENTATIONS
from benchmarks.workloads import cell, workload
from placecells.rbm.cells import train_cell

AXES = {
    "N": [50, 100, 200, 400, 800],
    "M": [1, 2, 5, 10, 20, 50, 100],
    "B": [1_000, 10_000, 100_000, 1_000_000],
    "k": [1, 5, 20, 50, 100],
    "q": [2, 5, 10, 20, 50],
    "seeds": [1, 2, 4, 8],
}


def cell_at(axis, value):
    """The cell of one point of an axis."""
    if axis == "q":
        return cell(hidden=5, gibbs=10, colours=value)
    sizes = {"N": 100, "M": 1, "B": 100_000, "k": 20} | {axis: value}
    return cell(hidden=sizes["M"], gibbs=sizes["k"], sites=sizes["N"], samples=sizes["B"])


def _runs(count, updates_each):
    """A function that trains `count` seeds in one job, on one thread."""
    whole = cell_at("seeds", count)
    whole["training"]["stop"], whole["record"] = {"updates": updates_each}, {"every": {"updates": updates_each}}
    seeds = [{"data": 1, "weights": index, "noise": index} for index in range(count)]
    rows = workload("seeds", of=whole).rows

    def call(updates):
        for _ in range(updates):
            train_cell(whole, seeds, lambda index: rows)

    return call


def upper(values):
    """The part of a line that its exponent is fitted to: from the median on."""
    return np.asarray(values[(len(values) - 1) // 2 :], dtype=float)


def exponent(values, times):
    """Slope of log time against log value over the upper part."""
    return float(np.polyfit(np.log(upper(values)), np.log(upper(times)), 1)[0])


def growth(axes=AXES, rounds=3, seconds=0.05, updates_each=200):
    """{axis: {values, seconds (of an update; of a job for seeds), exponent}}."""
    result = {}
    for axis, values in axes.items():
        if axis == "seeds":
            calls = {value: _runs(value, updates_each) for value in values}
        else:
            calls = {
                value: IMPLEMENTATIONS["placecells pcd"](workload(axis, of=cell_at(axis, value))) for value in values
            }
        times = [1.0 / speed for speed, _ in interleaved(calls, rounds, seconds).values()]
        result[axis] = {"values": list(values), "seconds": times, "exponent": exponent(values, times)}
    return result
