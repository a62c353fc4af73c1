"""Order and number of the modes that leave the bulk of singular values."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from placecells.theory.reciprocal_space import spectrum

if TYPE_CHECKING:
    import xarray as xr

MARGIN = 1.1  # of the edge of the bulk; the largest of a few hundred bulk values lies within some percent of the edge


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


def outliers(values: np.ndarray, visible: int, hidden: int) -> np.ndarray:
    """Number of singular values (..., k) above the edge of a bulk whose scale follows from their median: (...,)."""
    scale = np.median(values, axis=-1, keepdims=True) / bulk_median(visible, hidden)
    edge = scale * spectrum.edges(visible, hidden, 1.0)[1]
    return (values > MARGIN * edge).sum(-1)


@cache
def bulk_median(visible: int, hidden: int) -> float:
    """Median of (B.6) for weights of standard deviation 1, by bisection."""
    low, high = spectrum.edges(visible, hidden, 1.0)
    for _ in range(60):
        middle = (low + high) / 2.0
        below = spectrum.distribution(middle, visible, hidden, 1.0) < 0.5
        low, high = (middle, high) if below else (low, middle)
    return (low + high) / 2.0


def _sizes(ds: xr.Dataset) -> list[xr.Dataset]:
    """The parts of a dataset of each number of hidden units."""
    return [ds.isel(hidden_units=k) for k in range(ds.sizes["hidden_units"])] if "hidden_units" in ds.dims else [ds]
