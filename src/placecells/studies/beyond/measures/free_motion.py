"""Free motion of place fields: measured diffusion coefficients beside those of the noise formula, point by point.

D is in sites^2 per update, or radian^2 per update for a phase, and never fitted: the formula has no free number.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from placecells.claims.claim import Undecided
from placecells.measure import motion, summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xarray as xr

LAGS = (0.002, 0.01)  # of the slope, as shares of the time after the burn-in: 100 to 500 independent stretches a run
LARGEST_STEP = 0.15  # sites that a field moves in an update, sqrt(2 D), up to which the formula is expected to hold
FEW = 3  # units whose place fields leave most of the ring of 100 sites uncovered
TURN = 2.0 * np.pi


class Point(NamedTuple):
    """One point of a grid: how its fields moved, and how they should have."""

    cell: dict  # its config
    measured: np.ndarray  # (run,) D
    predicted: float  # D of the formula, mean over runs

    @property
    def step(self) -> float:
        """sqrt(2 D) of the formula: sites (or radian) that a field moves in an update."""
        return float(np.sqrt(2.0 * self.predicted))

    @property
    def ratio(self) -> np.ndarray:
        """(run,) measured over predicted D."""
        return self.measured / self.predicted


def drift(paths: np.ndarray, updates: np.ndarray) -> np.ndarray:
    """D (P.22) of every run, per update: half the slope of the mean-square displacement over the lags LAGS.

    paths: unwrapped (run, record). updates: (record,), evenly spaced. The intercept is free, so that errors and fast
    fluctuations of a single centre drop out. NaN for a run that is unknown at some record after the burn-in.
    """
    late, time = summary.after_burn_in(paths, updates)
    first, last = (max(1, round(share * len(time))) for share in LAGS)
    lags = np.arange(first, max(last, first + 2) + 1)
    found = motion.slope(lags * (time[1] - time[0]), motion.msd(late, lags)) / 2
    return np.where(np.isfinite(late).all(axis=-1), found, np.nan)


def places(ds: xr.Dataset) -> np.ndarray:
    """Unwrapped mean centre of the units of every run: (run, record), in sites."""
    return motion.mean_centre(summary.centre_paths(ds))


def phases(ds: xr.Dataset) -> np.ndarray:
    """Unwrapped phase of one unit of every run: (run, record), in radians."""
    return motion.unwrap(ds["phase"].transpose("seed", "hidden", "record").values, TURN)[:, 0]


def free_points(ds: xr.Dataset, formula: xr.Dataset, phase: bool = False) -> list[Point]:
    """The points of the grid of an experiment, beside those of the `noise_formula` that starts from it.

    phase: whether the phase is meant instead of the place.
    """
    path, name = (phases, "phase_diffusion") if phase else (places, "diffusion")
    found = []
    for cell, part, predicted in _along(ds, formula):
        part = part.isel(hidden=slice(cell["machine"]["hidden"]))
        measured = drift(path(part), part["update"].values.astype(float))
        found.append(Point(cell, measured, float(predicted[name].mean())))
    return found


def _along(ds: xr.Dataset, formula: xr.Dataset) -> Iterator[tuple[dict, xr.Dataset, xr.Dataset]]:
    """(config, runs, formula) of every point of a grid."""
    from placecells.config.cells import at, leaf, points  # here, because loading pandas is slow

    block = json.loads(ds.attrs["config"])
    for point in points(block):
        place = {leaf(key): value for key, value in point.items()}
        part = ds.sel(place)
        if part["update"].ndim and (known := part["update"].notnull().values).any():
            part = part.isel(record=known)
        yield at(block, point), part, formula.sel(place)


def ratios(found: list[Point]) -> np.ndarray:
    """(run,) geometric mean over the points of measured over predicted D: one number for the runs of equal index.

    Runs of different points are independent. Raises Undecided where fewer than two runs moved at every point.
    """
    fewest = min(len(one.measured) for one in found)
    every = np.array([one.ratio[:fewest] for one in found])
    whole = np.isfinite(every).all(axis=0) & (np.nan_to_num(every) > 0).all(axis=0)
    if whole.sum() < 2:
        raise Undecided("fewer than two runs have a place field that moved at every point")
    return np.exp(np.log(every[:, whole]).mean(axis=0))


def power(found: list[Point], abscissa: np.ndarray) -> np.ndarray:
    """(run,) slope of log D against the log of the abscissa (point,), for the runs of equal index."""
    fewest = min(len(one.measured) for one in found)
    every = np.array([one.measured[:fewest] for one in found])
    whole = np.isfinite(every).all(axis=0) & (np.nan_to_num(every) > 0).all(axis=0)
    if whole.sum() < 2:
        raise Undecided("fewer than two runs have a place field that moved at every point")
    return motion.slope(np.log(abscissa), np.log(every[:, whole].T))
