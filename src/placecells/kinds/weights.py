"""Kind `weights`: a machine that was trained elsewhere, measured like one of kind `train`."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.io.user_array import UserFileError
from placecells.kinds.kind import Kind
from placecells.kinds.train import log_likelihood_of
from placecells.measure.quantities import measure
from placecells.rbm.cells import brought_machine


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Dataset with the quantities of record.quantities: one run with one record, at update 0.

    The machine is that of the file weights.path, with the units of `machine`; likelihoods are of the cell's data.
    """
    rbm = brought_machine(cell, cell["weights"]["path"])
    sites = ("site", "colour")[: rbm.weights.ndim - 1]
    ds = xr.Dataset(
        {
            "weights": (("seed", "record", "hidden", *sites), rbm.weights[None, None]),
            "visible_field": (("seed", "record", *sites), rbm.visible.field[None, None]),
            "hidden_field": (("seed", "record", "hidden"), rbm.hidden.field[None, None]),
        },
        {"seed": [0], "record": [0], "update": ("record", [0]), "epoch": ("record", [0.0])},
    )
    if "theta" in rbm.hidden._fields:
        ds["theta"] = (("seed", "record", "hidden"), rbm.hidden.theta[None, None])
    named = {name: np.arange(ds.sizes[name]) for name in ("hidden", *sites)}
    return measure(ds.assign_coords(named), cell, log_likelihood_of(seeds))


KIND = Kind(run=run, errors=(UserFileError,))
