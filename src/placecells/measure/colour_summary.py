"""Numbers that figures and claims share on machines trained on colours, and on spectra of colour data.

The functions take the dataset of an experiment. N is the number of sites, q the number of colours, alpha = N over the
number of samples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from placecells.measure import colours, intervals
from placecells.measure.crossings import first_crossing
from placecells.measure.intervals import NOTHING, Estimate, difference_of_means, proportion
from placecells.measure.summary import experiment, final, ring_size

if TYPE_CHECKING:
    import xarray as xr

MIN_RISE = 0.1  # an order parameter that rises by less than this above its value for random weights has no threshold
RIGHT_ANGLE, TOLERANCE = 90.0, 20.0  # degrees: phases that differ by 90 +- 20 count as at a right angle
# order parameter: function of N and q that returns its mean for random weights
RANDOM = {
    "order_angular": lambda sites, q: colours.random_order_angular(sites, q)[0],
    "order_spatial": lambda sites, q: colours.random_order_spatial(sites, q)[0],
    "order_direction": colours.random_order_direction,
    "modulation_cv": colours.random_modulation_cv,
    "order_dominant": colours.random_order_dominant,
}


class Curve(NamedTuple):
    """An order parameter against alpha."""

    alpha: np.ndarray  # (alpha,), increasing
    mean: np.ndarray  # (alpha,), over the seeds, of the mean over the hidden units
    low: np.ndarray  # (alpha,), bounds of the 95% interval of the mean, NaN where there is none
    high: np.ndarray
    random: float  # value for random weights
    threshold: Estimate  # alpha at half rise, NaN without a threshold
    half: float  # order parameter at half rise


class Stacking(NamedTuple):
    """Stacked pairs of units (place fields at the same place) and the phase differences of pairs."""

    per_run: np.ndarray  # (run,), number of stacked pairs
    frequency: Estimate  # share of runs with at least one stacked pair, among runs with at least two place fields
    stacked: np.ndarray  # (pair,), degrees, phase differences of the stacked pairs of all runs
    separated: np.ndarray  # (pair,), degrees, phase differences of all other pairs
    stacked_at_right_angle: Estimate  # share of the stacked pairs with a phase difference of 90 +- 20 degrees
    separated_at_right_angle: Estimate  # share of the other pairs; 2/9 for random phases


class Overlaps(NamedTuple):
    """Normalised overlaps |w_mu . w_nu| / (|w_mu| |w_nu|) of the weight vectors of pairs of units."""

    within: np.ndarray  # (pair,), both units of the same run, all runs
    across: np.ndarray  # (pair,), units of different runs, which are trained independently
    random: float  # mean for random weights


def colour_number(ds: xr.Dataset) -> int:
    """q, the number of colours."""
    return ds.sizes["colour"] if "colour" in ds.sizes else experiment(ds)["data"]["colours"]


def along_alpha(ds: xr.Dataset) -> xr.Dataset:
    """ds with the dimension alpha, increasing, instead of the dimension samples; of length 1 where ds has one alpha."""
    if not ds["alpha"].dims:
        return ds.expand_dims("alpha")
    (dim,) = ds["alpha"].dims
    return (ds if dim == "alpha" else ds.swap_dims({dim: "alpha"})).sortby("alpha")


def over_seeds(values: xr.DataArray) -> Estimate:
    """Mean of values (seed,) with Student's interval over the seeds; seeds with NaN are left out."""
    return intervals.mean(values.values)


def orders(ds: xr.Dataset) -> xr.Dataset:
    """Order parameters of RANDOM at the end of training, means over the hidden units: (alpha, seed)."""
    last = final(ds)
    found = last.assign(order_dominant=last["order_harmonics"].max("harmonic"))[list(RANDOM)]
    return along_alpha(found.mean("hidden"))


def transition(ds: xr.Dataset, names: tuple[str, ...]) -> dict[str, Curve]:
    """Order parameters (names: keys of RANDOM) against alpha, each with the alpha at its half rise."""
    found, sites, q = orders(ds), ring_size(ds), colour_number(ds)
    alpha = found["alpha"].values
    return {name: _curve(alpha, found[name].transpose("seed", "alpha"), RANDOM[name](sites, q)) for name in names}


def _curve(alpha: np.ndarray, values: xr.DataArray, random: float) -> Curve:
    """Curve of an order parameter, values (seed, alpha), whose mean for random weights is `random`."""
    points = np.array([over_seeds(values.isel(alpha=k)) for k in range(len(alpha))])
    half = float((points[0, 0] + random) / 2)
    return Curve(alpha, *points.T, random, threshold(alpha, values.values, random), half)


def dominant_harmonic(ds: xr.Dataset) -> int | None:
    """Harmonic of the colours with the largest share of the squared weights at the smallest alpha.

    None where it is not the same for all hidden units of all runs.
    """
    shares = along_alpha(final(ds))["order_harmonics"].isel(alpha=0).transpose("seed", "hidden", "harmonic").values
    found = np.unique(shares.argmax(axis=-1) + 1)
    return int(found[0]) if len(found) == 1 else None


def threshold(alpha: np.ndarray, values: np.ndarray, random: float) -> Estimate:
    """alpha at half rise of the mean over seeds of values (seed, alpha), with the jackknife's interval over seeds.

    NaN where the mean at the smallest alpha is less than MIN_RISE above `random`, or the mean never falls to half of
    its rise. For a mean like that of fewer seeds, `half_rise` returns the first or the last alpha.
    """
    known = values[np.isfinite(values).all(axis=-1)]
    if not len(known) or not alpha[0] < half_rise(alpha, known.mean(axis=0), random) < alpha[-1]:
        return NOTHING
    return intervals.estimate(known, lambda mean: float(half_rise(alpha, mean, random)), log=True)


def half_rise(alpha: np.ndarray, curve: np.ndarray, random: float) -> np.ndarray:
    """Smallest alpha at which a curve has fallen half way from its value at the first alpha to `random`.

    Linear in log alpha between neighbouring points. alpha: (n,), increasing. curve: (..., n). Returns (...): the first
    alpha for a curve that starts less than MIN_RISE above `random`, the last alpha for a curve that never falls so far.
    """
    start, place = curve[..., 0], np.log(alpha)
    found = first_crossing(place, curve, (start + random) / 2)
    crossing = np.where(np.isnan(found), alpha[-1], np.exp(found))
    return np.where(start - random < MIN_RISE, alpha[0], crossing)


def stacking(ds: xr.Dataset) -> Stacking:
    """Stacked and separated pairs of units of the same run at the end of training, over all runs. ds has no grid."""
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
    """Held-out log-likelihood of runs with stacked pairs minus that of runs without, in nat per sample.

    Welch's interval over runs, as in `intervals.difference_of_means`.
    """
    value, per_run = final(ds)["log_likelihood_test"].values, stacking(ds).per_run
    known = np.isfinite(value)
    with_pairs, without = value[known & (per_run > 0)], value[known & (per_run == 0)]
    return difference_of_means(with_pairs, without)


def overlap_audit(ds: xr.Dataset) -> Overlaps:
    """Overlaps of the weight vectors at the end of training, of units of the same run and of different runs.

    ds has no grid.
    """
    weights = final(ds)["weights"].transpose("seed", "hidden", "site", "colour").values
    seeds, hidden, sites, q = weights.shape
    between = colours.overlaps(weights.reshape(seeds * hidden, sites, q))
    run = np.repeat(np.arange(seeds), hidden)
    upper = np.triu(np.ones_like(between, dtype=bool), k=1)
    same = run[:, None] == run
    return Overlaps(between[upper & same], between[upper & ~same], colours.random_overlap(sites, q))


def law_crossing(ds: xr.Dataset) -> float:
    """The alpha at which the noise edge (30) equals the signal (29); NaN outside the range of alpha of ds.

    ds: dataset of kind spectrum.
    """
    at = along_alpha(ds)
    ratio = np.log(at["law_noise"].values / at["law_signal"].values)  # increasing with alpha
    if not ratio[0] < 0 < ratio[-1]:
        return np.nan
    root = np.sqrt(at["law_signal"].values[0] * (1 - 1 / colour_number(ds))) - 1  # sqrt(alpha (q-1))
    return float(root**2 / (colour_number(ds) - 1))


def eigenvalue_excess(ds: xr.Dataset) -> Estimate:
    """Top eigenvalue at the alpha of `law_crossing`, over the common value of (29) and (30) there; mean over seeds.

    The top eigenvalue of every seed is interpolated in alpha, linearly in both logarithms.
    """
    place, at = law_crossing(ds), along_alpha(ds)
    if not np.isfinite(place):
        return NOTHING
    values = np.log(at["top_eigenvalue"].transpose("seed", "alpha").values)
    logarithm = [np.interp(np.log(place), np.log(at["alpha"].values), row) for row in values]
    ratio = np.exp(np.array(logarithm)) / at["law_signal"].values[0]
    return intervals.mean(ratio)
