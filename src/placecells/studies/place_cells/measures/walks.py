"""Displacements of the centre of one place field, compared with those of simulated free walks.

The errors of exponents, of ratios of displacements at two lags and of ranges depend on the number of runs and on the
lags. Their intervals come from free walks with as many runs and records as the data, and hold exactly where the motion
is free.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.measure import motion, summary
from placecells.measure.intervals import LEVEL
from placecells.measure.summary import ring_size

if TYPE_CHECKING:
    import xarray as xr

NULL = "interval of 500 simulated sets of free walks with as many runs and records, 95%"
TRIALS = 500  # sets of free walks
LEAST = 20  # records after the burn-in
SHORT = 0.1  # epochs of 10^6 samples: the shortest lag
LONG = (1.0, 16.0)  # epochs of 10^6 samples: range of the long lags
SLOW = 8.0  # epochs of 10^6 samples: lag at which a trapped place field has met its trap


@dataclass(frozen=True)
class Exponent:
    """Slope of log MSD against log lag; lags in records."""

    first: int
    last: int

    def __call__(self, paths: np.ndarray) -> float:
        lags = motion.geometric_lags(self.last, 6)
        lags = np.union1d(lags[lags >= self.first], [self.first, self.last])
        return float(motion.slope(np.log(lags), np.log([_displacement(paths, lag) for lag in lags])))


@dataclass(frozen=True)
class Slowing:
    """D_eff at a long lag over D_eff at a short lag, D_eff = MSD / (2 lag); lags in records."""

    short: int
    long: int

    def __call__(self, paths: np.ndarray) -> float:
        return _displacement(paths, self.long) / self.long / (_displacement(paths, self.short) / self.short)


@dataclass(frozen=True)
class Range:
    """Mean over runs of the largest minus the smallest place, over the root mean square displacement at a lag."""

    reference: int  # lag, in records

    def __call__(self, paths: np.ndarray) -> float:
        return float(np.ptp(paths, axis=1).mean() / np.sqrt(_displacement(paths, self.reference)))


def _displacement(paths: np.ndarray, lag: int) -> float:
    """Mean-square displacement of paths (run, record), all finite, over runs and start times."""
    return float(np.mean((paths[:, lag:] - paths[:, :-lag]) ** 2)) + np.finfo(float).tiny


def one_unit(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Unwrapped centres (seed, record) in sites, and time (record,) in units of 10^6 samples, of one-unit machines.

    Raises Undecided where centres move too far between two records for unwrapping.
    """
    paths = summary.centre_paths(ds)[:, 0]
    problem = motion.sampling_problem(paths, ring_size(ds))
    if problem:
        raise Undecided(problem)
    return paths, summary.elapsed(ds)


def late_paths(*datasets: xr.Dataset) -> tuple[np.ndarray, float]:
    """Centres (run, record) after the burn-in and the time between two records, in epochs of 10^6 samples.

    All runs that have a centre at all records, cut to the shortest of the datasets. Raises Undecided where the datasets
    have different intervals between records, or too few records or runs.
    """
    parts = [summary.after_burn_in(*one_unit(ds)) for ds in datasets]
    records = min(len(time) for _, time in parts)
    if records < LEAST:
        raise Undecided(f"{records} records after the burn-in, {LEAST} are needed")
    steps = [time[1] - time[0] for _, time in parts]
    if not np.allclose(steps, steps[0]):
        raise Undecided("the experiments have different intervals between records")
    paths = np.concatenate([path[:, :records] for path, _ in parts])
    paths = paths[np.isfinite(paths).all(axis=1)]
    if len(paths) < 2:
        raise Undecided("fewer than two runs have a centre at all times after the burn-in")
    return paths, float(steps[0])


def in_records(epochs: float, step: float, longest: int) -> int:
    """A lag in epochs of 10^6 samples as a number of records of `step` epochs, from 1 to `longest`."""
    return int(np.clip(round(epochs / step), 1, max(longest, 1)))


def exponents(*datasets: xr.Dataset) -> dict[str, Measurement]:
    """Exponent of MSD against lag, at lags up to a hundredth of the time, and at lags of 1 to 16 epochs.

    In runs too short for these, at the first three lags, and from a twentieth to a fifth of the time.
    """
    paths, step = late_paths(*datasets)
    records = paths.shape[1]
    short = Exponent(1, max(3, records // 100))
    long = Exponent(in_records(LONG[0], step, records // 20), in_records(LONG[1], step, records // 5))
    parts = {"short lags": short, "long lags": long}
    return {name: compared(one, paths, False, _lags(one.first, one.last, step)) for name, one in parts.items()}


def slowing(*datasets: xr.Dataset) -> Measurement:
    """D_eff at a lag of 8 epochs over D_eff at 0.1 epochs; in short runs, at a tenth of the time."""
    paths, step = late_paths(*datasets)
    found = Slowing(in_records(SHORT, step, 1), in_records(SLOW, step, paths.shape[1] // 10))
    return compared(found, paths, True, _lags(found.short, found.long, step))


def range_over_free(*datasets: xr.Dataset) -> Measurement:
    """Range of places that a run visits, over that of a free walk with the displacement in one epoch.

    In short runs, with the displacement in a twentieth of the time.
    """
    paths, step = late_paths(*datasets)
    found = Range(in_records(LONG[0], step, paths.shape[1] // 20))
    return compared(
        found, paths, True, f"{np.ptp(paths, axis=1).mean():.3g} sites in {paths.shape[1] * step:.3g} epochs"
    )


def compared(statistic: Callable, paths: np.ndarray, ratio: bool, detail: str) -> Measurement:
    """A statistic of paths (run, record) with the interval that free walks give; 1 for free walks.

    ratio: errors are factors and the value is relative to the median of free walks; otherwise they are added.
    """
    value, null = statistic(paths), _null(statistic, *paths.shape)
    low, middle, high = np.quantile(null, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2])
    if ratio:
        return Measurement(value / middle, value / high, value / low, len(paths), detail)
    return Measurement(value - middle + 1, value - high + 1, value - low + 1, len(paths), detail)


@lru_cache(maxsize=32)
def _null(statistic: Callable, runs: int, records: int) -> np.ndarray:
    """The statistic of TRIALS sets of free walks (run, record) of unit steps: (trial,)."""
    rng = np.random.default_rng(0)
    return np.array([statistic(rng.standard_normal((runs, records)).cumsum(axis=1)) for _ in range(TRIALS)])


def _lags(first: int, last: int, step: float) -> str:
    return f"Lags {first * step:.2g} to {last * step:.2g} epochs."


def walking(ds: xr.Dataset, relaxation: float = np.inf, coefficient: float | None = None) -> xr.Dataset:
    """ds with the centre of each unit replaced by a simulated walk of its own, in the same intervals of time.

    relaxation: records after which a trap pulls the walk back by 1/e; infinite for a free walk. coefficient: D in
    sites^2 per 10^6 samples; if None, walks have the root mean square step of the centres of ds. Every walk begins
    where the unit has its centre for the first time.
    """
    centres = ds["centre"].transpose("seed", "hidden", "record")
    paths, rng = summary.centre_paths(ds), np.random.default_rng(1)
    step = motion.rms_step(paths) if coefficient is None else np.sqrt(2 * coefficient * np.diff(summary.elapsed(ds))[0])
    first = np.take_along_axis(paths, np.isfinite(paths).argmax(axis=-1)[..., None], axis=-1)
    walk, kept = np.zeros(paths.shape), np.exp(-1 / relaxation)
    for record in range(1, paths.shape[-1]):
        walk[..., record] = kept * walk[..., record - 1] + step * rng.standard_normal(paths.shape[:-1])
    return ds.assign(centre=centres.copy(data=(np.nan_to_num(first) + walk) % ring_size(ds)))
