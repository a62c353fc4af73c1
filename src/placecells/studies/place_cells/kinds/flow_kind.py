"""What the kinds that follow a flow of the weights have in common.

Each has a function `follow`, whose arguments are one random generator per run and the keys of the cell's block `flow`.
Lengths are in sites, profiles are u = w / sqrt(beta), and time is in units of 1/(nu beta), nu being the learning rate.
"""

from collections.abc import Callable

import numpy as np

from placecells.io.variables import dataset
from placecells.kinds.kind import Kind
from placecells.studies.place_cells.kinds.integrate import NotStationaryError


def flow_kind(follow: Callable[..., dict]) -> Kind:
    """The kind whose cells are datasets of what `follow` returns, {name: (dims, values, long name, unit)}.

    A state that should be stationary and is not reached, or a flow that grows without bound, is an expected error.
    """

    def run(cell, seeds, files):
        generators = [np.random.default_rng(own["weights"]) for own in seeds]
        return dataset(follow(generators, **cell["flow"]))

    return Kind(run=run, errors=(NotStationaryError,))
