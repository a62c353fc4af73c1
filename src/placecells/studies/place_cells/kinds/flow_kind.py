"""Common parts of the kinds that follow a flow of the weights.

Each kind has a function `follow`, whose arguments are a list of one random generator per run and the keys of the cell's
block `flow`.
Lengths are in sites, profiles are u = w / sqrt(beta), and time is in units of 1/(nu beta), nu being the learning rate.
"""

from collections.abc import Callable

import numpy as np

from placecells.io.variables import dataset
from placecells.kinds.kind import Kind
from placecells.studies.place_cells.kinds.integrate import NotStationaryError


def flow_kind(follow: Callable[..., dict]) -> Kind:
    """The kind whose cells are datasets of what `follow` returns, {name: (dims, values, long name, unit)}.

    NotStationaryError is an expected error: no stationary state was reached, or the flow grew without bound.
    """

    def run(cell, seeds, files):
        generators = [np.random.default_rng(own["weights"]) for own in seeds]
        return dataset(follow(generators, **cell["flow"]))

    return Kind(run=run, errors=(NotStationaryError,))
