"""The first updates of training: alignment with the top eigenvector of the correlation matrix, and growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from placecells.claims.claim import Measurement
from placecells.claims.intervals import mean_of

if TYPE_CHECKING:
    import xarray as xr


def alignment(ds: xr.Dataset) -> Measurement:
    """Overlap of the weights with the top eigenvector of C, smallest over the units, mean over the runs."""
    overlap = ds["overlap"].transpose("seed", "hidden").values
    return mean_of(overlap.min(axis=1), f"mean over the units {overlap.mean():.3g}")


def growth(ds: xr.Dataset) -> Measurement:
    """Relative growth of the weights in the last update over nu (lambda_1 - 1) of (22-23), mean over units and runs."""
    return mean_of((ds["growth"] / ds["rate"]).mean("hidden").values)
