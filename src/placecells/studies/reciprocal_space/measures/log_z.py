"""Errors of approximations of log Z, as claims and figures show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.chosen import at
from placecells.claims.intervals import geometric_mean_of
from placecells.measure.summary import experiment

if TYPE_CHECKING:
    import xarray as xr

    from placecells.claims.claim import Measurement


def error_per_unit(ds: xr.Dataset, name: str) -> xr.DataArray:
    """|error| of the approximation `name` of log Z over the number of units, in nat; dimensions as `ds`."""
    return np.abs(ds[name] - ds["exact"]) / (2 * experiment(ds)["partition"]["units"])


def typical_error(ds: xr.Dataset, name: str, scale: float) -> Measurement:
    """Geometric mean over machines of `error_per_unit` at one scale of weights and fields, in nat.

    Not the mean, because the public code's error is of the order of the inverse of the smallest singular value, whose
    mean over machines does not exist.
    """
    return geometric_mean_of(at(error_per_unit(ds, name).to_dataset(name=name), scale=scale)[name])
