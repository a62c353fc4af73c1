"""The cost model beside measurement, over a grid of machines: `python -m benchmarks.cost_grid`.

Measures an update for each number of hidden units, colours and Gibbs sweeps, each kind of units, size and negative
phase, and prints the seconds beside those of `placecells.jobs.cost`; then the seconds of each operation as fitted here.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numba loads SciPy's BLAS at its first product

import argparse
import itertools
import json
import random

import numpy as np
from scipy.optimize import least_squares, nnls
from threadpoolctl import threadpool_limits

from benchmarks.workloads import cell
from placecells.commands.measured_cost import update_seconds
from placecells.jobs import cost

PHASES = (("pcd", 1), ("pcd", 20), ("exact-sample", 0), ("exact-moment", 0))
LARGEST = 6e8  # bytes of a table of hidden states


def allowed(machine):
    """Whether the config allows such a cell, and this machine has the memory."""
    if machine["negative"] == "pcd":
        return True
    if machine["unit"] not in cost.TWO_VALUED:
        return machine["hidden"] == 1
    return machine["hidden"] <= 20 and 400 * 2 ** machine["hidden"] * (machine["colours"] or 1) < LARGEST


def grid():
    """Arguments of `workloads.cell`: a full product at N = 100 and 100 rows, then other sizes of ring and minibatch."""
    names = ("hidden", "colours", "phase", "unit", "sizes")
    units, sizes = cost.HIDDEN_UNITS, ((10, 100), (300, 100), (1000, 100), (100, 10), (100, 1000), (2000, 10))
    whole = itertools.product((1, 3, 10, 20, 100, 1000), (None, 4, 10, 50), PHASES, units, ((100, 100),))
    other = itertools.product((1, 5, 30), (None, 10), PHASES[1:3], ("spin", "double_well"), sizes)
    streams = itertools.product((1, 5), (None, 10), PHASES[:1], ("spin",), ((100, 100), (300, 1000)), ("stream",))
    for values in itertools.chain(whole, other, streams):
        machine = dict(zip(names, values, strict=False))
        machine["sampling"] = "stream" if "stream" in values else "independent"
        machine["negative"], machine["gibbs"] = machine.pop("phase")
        machine["sites"], machine["batch"] = machine.pop("sizes")
        if allowed(machine):
            yield machine


def measure(seconds):
    """Pairs (cell, seconds of an update), in an order in which a part of the grid is a sample of it."""
    machines = list(grid())
    random.Random(0).shuffle(machines)
    for machine in machines:
        sampling = machine.pop("sampling")
        whole = cell(samples=1000, **machine)
        whole["data"]["sampling"] = sampling
        if sampling == "stream":
            del whole["data"]["samples"]
        whole["training"]["rate"] = 1e-7  # weights stay small: no cell's training goes wrong
        yield whole, update_seconds(whole, seconds)


def fitted(measured):
    """{operation: seconds} that describe the measurements best, by their logarithms."""
    counts = [cost.operations(whole) for whole, _ in measured]
    names = list(cost.SECONDS)
    table = np.array([[count.get(name, 0) for name in names] for count in counts], float)
    seconds = np.array([seconds for _, seconds in measured])
    start, _ = nnls(table / seconds[:, None], np.ones(len(seconds)))

    def distance(logarithms):
        return np.log(table @ np.exp(logarithms) / seconds)

    fit = least_squares(distance, np.log(np.maximum(start, 1e-12)), loss="soft_l1", f_scale=0.3)
    return dict(zip(names, np.exp(fit.x).tolist(), strict=True))


def table(measured):
    """Lines: each cell, its measured and its projected seconds of an update, and their ratio."""
    yield f"{'unit':12}{'M':>5}{'q':>4}{'N':>6}{'S':>6}  {'phase':14}{'measured':>10}{'formula':>10}{'ratio':>7}"
    for whole, seconds in sorted(measured, key=lambda pair: json.dumps(pair[0], sort_keys=True)):
        data, machine, training = whole["data"], whole["machine"], whole["training"]
        formula = cost.update_seconds(whole)
        phase = training["negative"] + (f"-{training['gibbs']}" if training["negative"] == "pcd" else "")
        sizes = f"{machine['hidden']:5}{data.get('colours', '-'):>4}{data['sites']:6}{training['batch']:6}"
        times = f"{seconds:10.2e}{formula:10.2e}{formula / seconds:7.2f}"
        yield f"{machine['unit']:12}{sizes}  {phase:14}{times}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=0.1, help="of each measurement (default: %(default)s)")
    with threadpool_limits(1):
        measured = list(measure(parser.parse_args().seconds))
    print("\n".join(table(measured)))
    print("seconds of an operation, in placecells.jobs.cost and fitted here:")
    for name, seconds in fitted(measured).items():
        print(f"{name:24}{cost.SECONDS[name]:10.1e}{seconds:10.1e}")
    ratios = np.array([cost.update_seconds(whole) / seconds for whole, seconds in measured])
    within = np.mean((ratios > 0.5) & (ratios < 2.0))
    print(f"{len(ratios)} cells, {within:.1%} within a factor of 2, ratios {ratios.min():.2f} to {ratios.max():.2f}")


if __name__ == "__main__":
    main()
