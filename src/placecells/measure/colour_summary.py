"""Numbers on colour data that figures and claims share, computed once, from the datasets of experiments."""

from typing import NamedTuple

import numpy as np
import xarray as xr

from placecells.measure import colours
from placecells.measure.crossings import first_crossing
from placecells.measure.intervals import NOTHING, Estimate, difference_of_means, estimate, proportion
from placecells.measure.summary import experiment, final, ring_size

MIN_RISE = 0.1  # an order parameter that rises by less above its value for random weights has no threshold
RIGHT_ANGLE, TOLERANCE = 90.0, 20.0  # degrees: pairs of phases that count as at a right angle
RANDOM = {
    "order_angular": lambda sites, q: colours.random_order_angular(sites, q)[0],
    "order_spatial": lambda sites, q: colours.random_order_spatial(sites, q)[0],
    "order_direction": colours.random_order_direction,
    "modulation_cv": colours.random_modulation_cv,
    "order_dominant": colours.random_order_dominant,
}


class Curve(NamedTuple):
    alpha: np.ndarray  # increasing
    mean: np.ndarray  # over seeds, each the mean over its hidden units
    low: np.ndarray  # bounds of the 95% interval of the mean, NaN where it cannot be had
    high: np.ndarray
    random: float  # value for random weights
    threshold: Estimate  # alpha at half the rise, NaN without one
    half: float  # the order parameter there


class Stacking(NamedTuple):
    per_run: np.ndarray  # number of stacked pairs of every run
    frequency: Estimate  # share of runs with at least one stacked pair, of those with at least two fields
    stacked: np.ndarray  # degrees, phase differences of all stacked pairs
    separated: np.ndarray  # degrees, of all other pairs
    stacked_at_right_angle: Estimate  # share of the stacked pairs within 90 +- 20 degrees
    separated_at_right_angle: Estimate  # the same of the others; 2/9 for random phases


class Overlaps(NamedTuple):
    within: np.ndarray  # of the pairs of units of one machine, all runs
    across: np.ndarray  # of pairs of units of different runs, which do not know of each other
    random: float  # mean for random weights


def colour_number(ds: xr.Dataset) -> int:
    """q, the number of colours."""
    return ds.sizes["colour"] if "colour" in ds.sizes else experiment(ds)["data"]["colours"]


def along_alpha(ds: xr.Dataset) -> xr.Dataset:
    """ds with the dimension alpha, increasing, in the place of samples; of length 1 where nothing varies."""
    if not ds["alpha"].dims:
        return ds.expand_dims("alpha")
    (dim,) = ds["alpha"].dims
    return (ds if dim == "alpha" else ds.swap_dims({dim: "alpha"})).sortby("alpha")


def over_seeds(values: xr.DataArray) -> Estimate:
    """Mean with its interval over the seeds; seeds without a value are left out. values: (seed,)."""
    return estimate(values.values[:, None], lambda mean: mean[..., 0])


def orders(ds: xr.Dataset) -> xr.Dataset:
    """The order parameters of RANDOM at the end of training, mean over the hidden units: (alpha, seed)."""
    last = final(ds)
    found = last.assign(order_dominant=last["order_harmonics"].max("harmonic"))[list(RANDOM)]
    return along_alpha(found.mean("hidden"))


def transition(ds: xr.Dataset, names: tuple[str, ...]) -> dict[str, Curve]:
    """Order parameters (names of RANDOM) against alpha, and where each falls to half its rise."""
    found, sites, q = orders(ds), ring_size(ds), colour_number(ds)
    alpha = found["alpha"].values
    return {name: _curve(alpha, found[name].transpose("seed", "alpha"), RANDOM[name](sites, q)) for name in names}


def _curve(alpha: np.ndarray, values: xr.DataArray, random: float) -> Curve:
    points = np.array([over_seeds(values.isel(alpha=k)) for k in range(len(alpha))])
    half = float((points[0, 0] + random) / 2)
    return Curve(alpha, *points.T, random, threshold(alpha, values.values, random), half)


def dominant_harmonic(ds: xr.Dataset) -> int | None:
    """The harmonic of the colours with the largest share at the smallest alpha; None where runs disagree."""
    shares = along_alpha(final(ds))["order_harmonics"].isel(alpha=0).transpose("seed", "hidden", "harmonic").values
    found = np.unique(shares.argmax(axis=-1) + 1)
    return int(found[0]) if len(found) == 1 else None


def threshold(alpha: np.ndarray, values: np.ndarray, random: float) -> Estimate:
    """alpha at half rise of the mean of values (seed, alpha), with its bootstrap interval over seeds.

    NaN where the mean at the smallest alpha is less than MIN_RISE above random, or the mean never falls to half
    of its rise. Resampled curves like that count as thresholds at the first or the last alpha.
    """
    known = values[np.isfinite(values).all(axis=-1)]
    if not len(known) or not alpha[0] < half_rise(alpha, known.mean(axis=0), random) < alpha[-1]:
        return NOTHING
    return estimate(known, lambda mean: half_rise(alpha, mean, random))


def half_rise(alpha: np.ndarray, curve: np.ndarray, random: float) -> np.ndarray:
    """Smallest alpha where the curve is half way between `random` and its value at the first alpha.

    Linear in log alpha between neighbours. alpha: (n,) increasing; curve: (..., n). Returns (...): the first alpha
    where the curve starts less than MIN_RISE above random, the last one where it stays above half of its rise.
    """
    start, place = curve[..., 0], np.log(alpha)
    found = first_crossing(place, curve, (start + random) / 2)
    crossing = np.exp(np.where(np.isnan(found), place[-1], found))
    return np.where(start - random < MIN_RISE, alpha[0], crossing)


def stacking(ds: xr.Dataset) -> Stacking:
    """Pairs of units of one machine at the same place at the end of training, over all runs. ds has no grid."""
    last = final(ds).transpose("seed", "hidden", ...)
    values = (last[name].values for name in ("centre", "width", "phase"))
    pairs = colours.stacked_pairs(*values, ring_size(ds))
    known = np.isfinite(pairs.difference)
    stacked, separated = pairs.difference[pairs.stacked], pairs.difference[known & ~pairs.stacked]
    per_run = pairs.stacked.sum(axis=-1)
    return Stacking(
        per_run,
        proportion(per_run[known.any(axis=-1)] > 0),
        stacked,
        separated,
        proportion(np.abs(stacked - RIGHT_ANGLE) <= TOLERANCE),
        proportion(np.abs(separated - RIGHT_ANGLE) <= TOLERANCE),
    )


def stacking_gain(ds: xr.Dataset) -> Estimate:
    """Held-out log-likelihood of runs with stacked pairs minus that of runs without, nat per sample.

    Welch's interval over runs; no interval where one side has fewer than two runs, NaN where it has none.
    """
    value, per_run = final(ds)["log_likelihood_test"].values, stacking(ds).per_run
    known = np.isfinite(value)
    with_pairs, without = value[known & (per_run > 0)], value[known & (per_run == 0)]
    return difference_of_means(with_pairs, without)


def overlap_audit(ds: xr.Dataset) -> Overlaps:
    """Overlaps of the final weight vectors of units of the same run and of different runs. ds has no grid."""
    weights = final(ds)["weights"].transpose("seed", "hidden", "site", "colour").values
    seeds, hidden, sites, q = weights.shape
    between = colours.overlaps(weights.reshape(seeds * hidden, sites, q))
    run = np.repeat(np.arange(seeds), hidden)
    upper = np.triu(np.ones_like(between, dtype=bool), k=1)
    same = run[:, None] == run
    return Overlaps(between[upper & same], between[upper & ~same], colours.random_overlap(sites, q))


def law_crossing(ds: xr.Dataset) -> float:
    """alpha where the noise edge (30) equals the signal (29), NaN outside the range of alpha of a spectrum ds."""
    at = along_alpha(ds)
    ratio = np.log(at["law_noise"].values / at["law_signal"].values)  # increases with alpha
    if not ratio[0] < 0 < ratio[-1]:
        return np.nan
    root = np.sqrt(at["law_signal"].values[0] * (1 - 1 / colour_number(ds))) - 1  # sqrt of alpha (q-1)
    return float(root**2 / (colour_number(ds) - 1))


def eigenvalue_excess(ds: xr.Dataset) -> Estimate:
    """Top eigenvalue at law_crossing over the two laws' common value: per seed, linear in the logarithms."""
    place, at = law_crossing(ds), along_alpha(ds)
    if not np.isfinite(place):
        return NOTHING
    values = np.log(at["top_eigenvalue"].transpose("seed", "alpha").values)
    logarithm = [np.interp(np.log(place), np.log(at["alpha"].values), row) for row in values]
    ratio = np.exp(np.array(logarithm)) / at["law_signal"].values[0]
    return estimate(ratio[:, None], lambda mean: mean[..., 0])
