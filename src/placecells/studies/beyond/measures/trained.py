"""Fields of machines that were trained on rings and tori: from datasets of kind `train` to classes and extents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.measure.summary import experiment, final
from placecells.studies.beyond.measures import extent

if TYPE_CHECKING:
    import xarray as xr


def sides_of(ds: xr.Dataset) -> tuple[int, ...]:
    """Side lengths of a dataset, or of its part at one point of a grid of sides: one for a ring, two for a torus."""
    if "sides" in ds.coords:  # a grid's list is text in a dataset
        return tuple(int(side) for side in str(ds["sides"].values).split(","))
    data = experiment(ds)["data"]
    return tuple(data.get("sides", [data["sites"]]))


def fields(ds: xr.Dataset) -> np.ndarray:
    """Weights at the end of training, (..., hidden, *sides), for a dataset without a grid of sides."""
    weights = final(ds)["weights"].transpose(..., "hidden", "site").values
    return weights.reshape(*weights.shape[:-1], *sides_of(ds))


def classes(ds: xr.Dataset) -> np.ndarray:
    """Number in `extent.CLASSES` of every field, (..., hidden); UNCERTAIN for units that a cell of the grid lacks."""
    return extent.classify(fields(ds), len(sides_of(ds)))


def runs_of_class(ds: xr.Dataset, code: int) -> np.ndarray:
    """For every run, flat: whether more than half of its units have fields of this class."""
    return ((classes(ds) == code).mean(axis=-1) > 0.5).ravel()


def shares(ds: xr.Dataset) -> np.ndarray:
    """For every run, flat: mean over units of the participation ratio over the number of sites."""
    return extent.share(fields(ds), len(sides_of(ds))).mean(axis=-1).ravel()


def long_wave_shares(ds: xr.Dataset) -> np.ndarray:
    """For every run, flat: mean over units of the share of the squared weights in the longest waves."""
    return extent.long_wave_share(fields(ds), len(sides_of(ds))).mean(axis=-1).ravel()


def smaller_resultants(ds: xr.Dataset) -> np.ndarray:
    """For every run, flat: mean over units of the smaller one of the resultants along the axes."""
    return extent.resultants(fields(ds), len(sides_of(ds))).min(axis=-1).mean(axis=-1).ravel()
