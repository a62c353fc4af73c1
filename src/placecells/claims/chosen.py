"""Points of a grid that a claim is about, and numbers of runs there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Undecided

if TYPE_CHECKING:
    import xarray as xr


def at(ds: xr.Dataset, **point) -> xr.Dataset:
    """The part of a dataset at {coordinate: value}. Raises Undecided where this scale has no such point."""
    for name, value in point.items():
        there = np.atleast_1d(ds[name].values)
        close = there == value if isinstance(value, str) else np.isclose(there, value, rtol=1e-9)
        if not close.any():
            raise Undecided(f"this scale has no {name} = {value}")
        if ds[name].ndim:
            ds = ds.isel({name: int(np.argmax(close))})
    return ds


def first_above(values: np.ndarray, step: np.ndarray, level: float) -> np.ndarray:
    """The first step at which values (run, record) are above the level, (run,); the last step where none is."""
    above = values > level
    return np.where(above.any(1), step[above.argmax(1)], step[-1])


def runs(values: xr.DataArray) -> np.ndarray:
    """The values of the runs, flat, NaN left out."""
    flat = values.values.ravel()
    return flat[np.isfinite(flat)]
