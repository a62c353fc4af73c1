"""The named workloads: cells as the pipeline has them, and their training rows."""

from typing import NamedTuple

import numpy as np

from placecells.commands.measured_cost import SEEDS
from placecells.data.draw import configurations, draw, training_rows


class Workload(NamedTuple):
    """What every implementation of an update is given."""

    name: str
    cell: dict
    rows: np.ndarray  # as the pipeline's kernels read them
    v: np.ndarray  # (B, N) the same rows as numbers: spins int8, colours uint8

    @property
    def spin_updates(self):
        """Visible units drawn by one PCD-k update: chains * k * N."""
        training = self.cell["training"]
        return training["chains"] * training["gibbs"] * self.cell["data"]["sites"]


def cell(hidden, gibbs, sites=100, samples=100_000, colours=None, batch=100, negative="pcd", unit=None):
    """A cell with zero fields, rate 0.1 and as many chains as the minibatch has rows."""
    data = {"model": "ising", "sites": sites, "beta": 1.0, "samples": samples, "sampling": "independent"}
    if colours:
        data |= {"model": "xy", "beta": 1.5, "colours": colours}
    return {
        "data": data,
        "machine": {"hidden": hidden, "unit": unit or ("zero_one" if colours else "spin"), "fields": "zero"},
        "training": {
            "rate": 0.1,
            "batch": batch,
            "chains": batch,
            "negative": negative,
            "gibbs": gibbs,
            "initial_scale": 0.01,
        },
    }


CELLS = {
    "A": cell(hidden=1, gibbs=20),
    "B": cell(hidden=10, gibbs=20),
    "B20": cell(hidden=20, gibbs=20),
    "B100": cell(hidden=100, gibbs=20),
    "C10": cell(hidden=5, gibbs=10, colours=10),
    "C50": cell(hidden=5, gibbs=10, colours=50),
}


def workload(name, samples=None, of=None):
    """The named workload, or that of a cell `of`; with `samples` rows of data instead of its own."""
    chosen = of or CELLS[name]
    chosen = chosen | {"data": chosen["data"] | ({"samples": samples} if samples else {})}
    dataset = draw(chosen["data"], [SEEDS["data"]])
    return Workload(name, chosen, training_rows(dataset, 0), configurations(dataset)["configurations"].values[0])
