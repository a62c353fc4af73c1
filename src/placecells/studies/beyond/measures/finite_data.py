"""Motion on a finite training set: effective diffusion coefficients, point by point over the number of samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.measure import motion, summary
from placecells.studies.beyond.measures.free_motion import places

if TYPE_CHECKING:
    import xarray as xr

SHARES = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)  # lags of D_eff, as shares of the time after the burn-in
SHORT, LONG = 0.01, 0.1  # those of the claims: a hundred and ten independent stretches a run


def lag_steps(records: int, share: float) -> int:
    """A lag in records, at least one, from its share of so many records."""
    return max(1, round(share * records))


def sample_numbers(ds: xr.Dataset) -> list[int]:
    """B of every point of the grid, the smallest first."""
    return sorted(int(number) for number in np.atleast_1d(ds["samples"].values))


def at_samples(ds: xr.Dataset, samples: int) -> xr.Dataset:
    """The point with so many samples, with the records that it has."""
    part = ds.sel(samples=samples) if ds["samples"].ndim else ds
    if "update" in part.coords:
        part = part.isel(record=part["update"].notnull().values)
    return part


def effective(part: xr.Dataset, share: float = LONG) -> np.ndarray:
    """D_eff = MSD(lag) / (2 lag) of every run at one point, in sites^2 per update: (run,). share: lag over the time.

    NaN for a run that has no place field at some record after the burn-in.
    """
    late, time = summary.after_burn_in(places(part), part["update"].values.astype(float))
    steps = lag_steps(len(time), share)
    found = motion.msd(late, np.array([steps]))[:, 0] / (2.0 * steps * (time[1] - time[0]))
    return np.where(np.isfinite(late).all(axis=-1), found, np.nan)


def curve(part: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """D_eff (run, lag) of every run against the lag, in updates (lag,), up to a fifth of the time after the burn-in.

    Runs that have no place field at some record after the burn-in are left out.
    """
    late, time = summary.after_burn_in(places(part), part["update"].values.astype(float))
    late = late[np.isfinite(late).all(axis=-1)]
    lags = motion.geometric_lags(max(1, len(time) // 5))
    waited = lags * (time[1] - time[0])
    return waited, motion.msd(late, lags) / (2.0 * waited)
