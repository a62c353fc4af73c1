"""How the place fields of single units on XY data move, in space and in phase, on fixed and on streamed data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import geometric_mean_of, mean_of, ratio_of
from placecells.measure import motion, summary
from placecells.measure.colour_summary import colour_number

if TYPE_CHECKING:
    import xarray as xr

SHORT, LONG = 0.02, 0.08  # lags of exponents, as shares of the time after the burn-in
LAG = 0.25  # the same, of the lag at which fixed and streamed data are compared
SAMPLES = {"10^5 samples": 100_000, "10^6 samples": 1_000_000}
NAMES = {"place": "centre", "phase": "phase"}
STILL = tuple(f"{word}, {text}" for text in SAMPLES for word in NAMES)  # parts of `still`
UNITS = {"centre": "sites", "phase": "degrees"}
DEGREES = 180 / np.pi


def paths(ds: xr.Dataset, name: str) -> np.ndarray:
    """Unwrapped centres in sites, or unwrapped phases in degrees, of the first unit after the burn-in: (seed, record).

    name: "centre" or "phase".
    """
    values = ds[name].isel(hidden=0).transpose("seed", "record").values
    turn = summary.ring_size(ds) if name == "centre" else 360.0
    values = motion.unwrap(values if name == "centre" else DEGREES * values, turn)
    return summary.after_burn_in(values, summary.elapsed(ds))[0]


def _spread(x: np.ndarray, share: float) -> np.ndarray:
    """Time-averaged mean-square displacement of every run of x (seed, record) at a lag of this share of the time."""
    lag = max(1, round(share * (x.shape[1] - 1)))
    return motion.msd(x, np.array([lag]))[:, 0]


def still(fixed: xr.Dataset, streamed: xr.Dataset) -> dict[str, Measurement]:
    """Mean-square displacement on fixed data over that of free diffusion, of places and of phases.

    fixed: with a grid of numbers of samples, each a part of the statement; or without a grid, as streamed data are. Its
    lag is LAG of its time. Free diffusion is measured on streamed data, at LAG of their time, and grows with the lag.
    """
    longer = float(summary.elapsed(fixed)[-1] / summary.elapsed(streamed)[-1])
    found = {}
    for text, samples in SAMPLES.items():
        own = fixed.sel(samples=samples) if "samples" in fixed.dims else fixed
        for word, name in NAMES.items():
            ours, free = (_spread(paths(ds, name), LAG) for ds in (own, streamed))
            free = longer * free
            moved, unit = [np.sqrt(np.mean(values)) for values in (ours, free)], UNITS[name]
            detail = "Root-mean-square displacement {:.2g} against {:.2g} ".format(*moved) + f"{unit}."
            found[f"{word}, {text}"] = ratio_of(ours, free, detail)
    return found


def exponent(ds: xr.Dataset, name: str) -> Measurement:
    """Exponent of the mean-square displacement of "centre" or "phase" between the lags SHORT and LONG, mean over runs.

    Lags of a few hundredths of the time, because displacements at longer lags are few and depend on each other.
    """
    return mean_of(np.log2(_growth(paths(ds, name))) / np.log2(_factor(ds)))


def _growth(x: np.ndarray) -> np.ndarray:
    """Mean-square displacement at the lag LONG over that at the lag SHORT, of every run of x (seed, record)."""
    return _spread(x, LONG) / _spread(x, SHORT)


def _factor(ds: xr.Dataset) -> float:
    """The longer over the shorter lag, in records."""
    last = paths(ds, "centre").shape[1] - 1
    long, short = (max(1, round(share * last)) for share in (LONG, SHORT))
    if long == short:
        raise Undecided("the runs have too few records")
    return long / short


def soft_directions(ds: xr.Dataset, wander: float = 0.0) -> Measurement:
    """How much faster place and phase spread with the lag than all other directions of the weights.

    Mean-square displacements at the lag LONG over those at SHORT: the smaller of the two ratios of place and phase,
    over that of the weights after each record is moved to place 0 and phase 0. It is LONG over SHORT for two directions
    that diffuse among others that do not, and 1 where no direction diffuses, or all do. wander: for a control, steps of
    a random walk that is added to all weights so moved, over the root-mean-square weight.
    """
    _factor(ds)
    weights = _aligned(ds)
    steps = np.random.default_rng(0).standard_normal(weights.shape) * np.sqrt(np.mean(weights**2))
    rest = _growth_of_weights(weights + wander * np.cumsum(steps, axis=1))
    place, phase = (_growth(paths(ds, name)) for name in ("centre", "phase"))
    means = [np.exp(np.mean(np.log(values))) for values in (place, phase, rest)]
    detail = "Growth of the mean-square displacement: place {:.2f}, phase {:.2f}, all others {:.2f}.".format(*means)
    return geometric_mean_of(np.minimum(place, phase) / rest, detail)


def _aligned(ds: xr.Dataset) -> np.ndarray:
    """Weights of the first unit after the burn-in with centre 0 and phase 0: (seed, record, site, colour)."""
    one = ds.isel(hidden=0).transpose("seed", "record", "site", "colour", ...)
    weights, sites, q = one["weights"].values, summary.ring_size(ds), colour_number(ds)
    k, m = np.fft.fftfreq(sites, 1 / sites)[:, None], np.fft.fftfreq(q, 1 / q)
    centre, phase = (one[name].values[..., None, None] for name in ("centre", "phase"))
    turned = np.fft.fft2(weights) * np.exp(2j * np.pi * k * centre / sites + 1j * m * phase)
    late = summary.elapsed(ds) >= summary.BURN_IN * summary.elapsed(ds)[-1]
    return np.fft.ifft2(turned).real[:, late]


def _growth_of_weights(weights: np.ndarray) -> np.ndarray:
    """As `_growth`, of the squared distance of weights (seed, record, site, colour)."""
    flat = weights.reshape(*weights.shape[:2], -1)
    lags = [max(1, round(share * (flat.shape[1] - 1))) for share in (LONG, SHORT)]
    long, short = (((flat[:, lag:] - flat[:, :-lag]) ** 2).sum(-1).mean(1) for lag in lags)
    return long / short
