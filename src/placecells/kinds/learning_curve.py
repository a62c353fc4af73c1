"""Kind `learning_curve`: the log-likelihood of fresh configurations during training."""

import math

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.source import Source, source_kind
from placecells.measure.likelihood import machine, mean_log_likelihood


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """Mean log-likelihood (seed, record) of the first runs at their first records and at the last one."""
    curve = cell["curve"]
    records = source.dataset.sizes["record"]
    # a thousandth of a record, because 0.29 * 100 is a little less than 29
    first = math.floor(curve["until"] * records + 1e-3) + 1
    kept = sorted({*range(min(first, records)), records - 1})
    part = source.dataset.isel(seed=slice(curve["runs"]), record=kept).transpose("seed", "record", ...)
    fresh = source.fresh(curve["samples"], seeds[0])
    values = [
        [mean_log_likelihood(machine(run.isel(record=at), source.cell), fresh) for at in range(len(kept))]
        for run in (part.isel(seed=index) for index in range(part.sizes["seed"]))
    ]
    times = {name: part[name].variable for name in ("update", "epoch") if name in part.coords}
    measured = dataset(
        {
            "log_likelihood": (
                ("seed", "record"),
                np.array(values),
                "mean log-likelihood of fresh configurations",
                "nat per sample",
            )
        }
    )
    return measured.assign_coords(seed=part["seed"].values, record=part["record"].values, **times)


KIND = source_kind(measure)
