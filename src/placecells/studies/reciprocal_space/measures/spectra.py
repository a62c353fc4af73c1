"""The order in which modes of the data leave the bulk of singular values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray as xr


def emergence(ds: xr.Dataset, strength: str = "strength") -> np.ndarray:
    """Rank correlation, per run, of the order of data modes with the update at which each leaves the bulk: (run, size).

    A mode leaves the bulk when |e^T W| first exceeds the edge of the singular values before training. A mode that never
    does counts as later than all others. NaN where all modes leave it at once.
    """
    from scipy.stats import rankdata

    found = []
    for size in _sizes(ds):
        values = size[strength].transpose("seed", "direction", "snapshot").values
        step = np.append(size["snapshot_update"].values.reshape(-1)[: values.shape[-1]], np.inf)
        above = values > float(size["edge"].max())
        left = step[np.where(above.any(-1), above.argmax(-1), len(step) - 1)]
        found.append([_correlation(np.arange(len(run)), rankdata(run)) for run in left])
    return np.transpose(found)


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one, other)[0, 1]) if np.ptp(other) else np.nan


def _sizes(ds: xr.Dataset) -> list[xr.Dataset]:
    """The parts of a dataset of each number of hidden units."""
    return [ds.isel(hidden_units=k) for k in range(ds.sizes["hidden_units"])] if "hidden_units" in ds.dims else [ds]
