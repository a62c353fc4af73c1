"""Both sides of the crossover (26): order parameters, likelihoods, place of the rise, dependence on the ring's size.

alpha / alpha_c(beta) tells the two sides apart: above 1 is the noisy side, below 1 the ordered side. It varies along
the one dimension of an experiment's grid, which is beta or the number of samples. On a finite ring the crossover is
smooth, so points within a factor MARGIN of (26) are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import from_estimate, mean_of, share_of
from placecells.measure import fields, motion, order
from placecells.measure.crossings import bracket
from placecells.measure.intervals import estimate
from placecells.measure.summary import final, ring_size
from placecells.theory.random_matrix import alpha_c

if TYPE_CHECKING:
    import xarray as xr

MARGIN = 1.5  # ratio of alpha and alpha_c, or its inverse, from which on a point lies on one side
WIDEST_BRACKET = 5.0  # largest ratio of the two alpha between which the half-way value is interpolated


def noise_over_threshold(ds: xr.Dataset) -> xr.DataArray:
    """alpha / alpha_c(beta), equation (26), along the grid: above 1 on the noisy side, below 1 on the ordered side."""
    with np.errstate(divide="ignore"):
        return ds["alpha"] / alpha_c(ds["beta"])


def side(ds: xr.Dataset, noisy: bool) -> xr.Dataset:
    """The last records of all grid points on one side of (26), with the dimensions (point, seed, ...).

    Raises Undecided where no point lies on that side.
    """
    noise = noise_over_threshold(ds)
    chosen = noise >= MARGIN if noisy else noise <= 1 / MARGIN
    if noise.ndim != 1 or not chosen.any():
        raise Undecided(f"no point of the grid lies on the {'noisy' if noisy else 'ordered'} side of (26)")
    (grid,) = noise.dims
    return final(ds).isel({grid: np.flatnonzero(chosen)}).rename_dims({grid: "point"})


def per_seed(values: xr.DataArray) -> np.ndarray:
    """Mean of values over all their dimensions but the seed: (seed,)."""
    return values.mean([dim for dim in values.dims if dim != "seed"]).values


def listed(ds: xr.Dataset, values: xr.DataArray) -> str:
    """The means of values over the seeds at every point of ds, as from `side`, as text."""
    name = "alpha" if ds["alpha"].ndim else "beta"
    means = values.mean([dim for dim in values.dims if dim != "point"]).values
    return ", ".join(f"{m:.3g} at {name} = {x:.3g}" for x, m in zip(ds[name].values, means, strict=True))


def over_random(ds: xr.Dataset, noisy: bool) -> Measurement:
    """Order parameter W (11) over its mean for random weights of the same size, on one side of (26).

    The ratio is computed from W_uniform (P.12), for which it is the same.
    """
    part = side(ds, noisy)
    ratio = part["order_uniform"] / order.random_order_uniform(ring_size(ds))
    return mean_of(per_seed(ratio), listed(part, ratio))


def local_order(ds: xr.Dataset, noisy: bool) -> Measurement:
    """W_local (P.12) on one side of (26): 0 for random weights, near 1 for a smooth place field."""
    part = side(ds, noisy)
    return mean_of(per_seed(part["order_local"]), listed(part, part["order_local"]))


def noisy_over_ordered(ds: xr.Dataset) -> Measurement:
    """Order parameter W (11) on the noisy side of (26) over W on the ordered side."""
    parts = [side(ds, noisy)["order_parameter"] for noisy in (True, False)]
    values = np.stack([per_seed(part) for part in parts], axis=1)
    detail = "mean W {:.3g} on the noisy side, {:.3g} on the ordered side".format(*values.mean(axis=0))
    return from_estimate(estimate(values, lambda m: m[..., 0] / m[..., 1]), len(values), detail)


def gain(ds: xr.Dataset, noisy: bool, kind: str = "test") -> Measurement:
    """Gain on one side of (26): log-likelihood above that of a machine without weights, -N ln 2, nat per sample.

    kind: "train" for the training set, "test" for held-out samples.
    """
    part = side(ds, noisy)
    values = part[f"log_likelihood_{kind}"] + ring_size(ds) * np.log(2)
    return mean_of(per_seed(values), listed(part, values))


def train_minus_test(ds: xr.Dataset) -> Measurement:
    """Log-likelihood of the training set minus that of held-out samples, nat per sample, on the noisy side of (26)."""
    part = side(ds, noisy=True)
    values = part["log_likelihood_train"] - part["log_likelihood_test"]
    return mean_of(per_seed(values), listed(part, values))


def single_fields(ds: xr.Dataset) -> Measurement:
    """Share of runs, at the smallest alpha/alpha_c, with one bump that is narrower than half of the ring.

    Exact binomial interval. Raises Undecided where no point lies on the ordered side of (26).
    """
    noise = noise_over_threshold(ds)
    if float(noise.min()) > 1 / MARGIN:
        raise Undecided("no point of the grid lies on the ordered side of (26)")
    last = final(ds).isel({noise.dims[0]: int(np.argmin(noise.values))})
    shape = fields.width(last["weights"].transpose("seed", "hidden", "site").values[:, 0])
    single = (shape.bumps == 1) & (shape.fwhm < ring_size(ds) / 2)
    return share_of(single, f"mean FWHM {np.nanmean(shape.fwhm):.3g} sites")


def fall(curve: np.ndarray, log_alpha: np.ndarray, random: float) -> np.ndarray:
    """ln alpha at which curves first fall half way from their value at the smallest alpha to that of random weights.

    curve: (..., alpha), with alpha ascending. log_alpha: ln alpha, (alpha,). random: value for random weights. Returns
    (...), NaN for a curve that stays above half way.
    """
    share = (curve - random) / (curve[..., :1] - random)
    before, after, crosses = bracket(share, 0.5)
    high, low = (np.take_along_axis(share, at[..., None], -1)[..., 0] for at in (before, after))
    # not first_crossing: it divides before it multiplies, which would change the last bit of published values
    fallen = (log_alpha[after] - log_alpha[before]) * (high - 0.5) / np.where(crosses, high - low, np.nan)
    return log_alpha[before] + fallen


def half_rises(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray, xr.DataArray]:
    """W_uniform of one-unit machines at the end of training, for a series of numbers of samples.

    Returns W_uniform (seed, beta * alpha), ln alpha (alpha,) ascending, and the values of beta (beta,), of which there
    is one if beta is no dimension of the grid.
    """
    ds = final(ds).isel(hidden=0).sortby("samples", ascending=False)
    values = ds["order_uniform"].expand_dims([] if "beta" in ds.dims else ["beta"]).transpose("seed", "beta", "samples")
    return values.values.reshape(len(values), -1), np.log(ds["alpha"].values), np.atleast_1d(ds["beta"].values)


def crossover_shift(ds: xr.Dataset) -> Measurement:
    """Mean over beta of ln(alpha / alpha_c), with the alpha at which W_uniform falls half way to random weights.

    Raises Undecided where the grid does not locate that alpha.
    """
    values, log_alpha, beta = half_rises(ds)
    random = order.random_order_uniform(ring_size(ds))

    def shifts(curve):
        curve = curve.reshape(*curve.shape[:-1], len(beta), len(log_alpha))
        return fall(curve, log_alpha, random) - np.log(alpha_c(beta))

    at = shifts(values.mean(axis=0))
    for place in at + np.log(alpha_c(beta)):
        _check_bracket(place, log_alpha)
    detail = ", ".join(f"alpha_half/alpha_c = {np.exp(s):.3g} at beta = {b:g}" for s, b in zip(at, beta, strict=True))
    return from_estimate(estimate(values, lambda m: shifts(m).mean(axis=-1)), len(values), detail)


def training_shift(epochs: xr.Dataset, updates: xr.Dataset) -> Measurement:
    """ln of the ratio of two alpha at which W_uniform falls half way: at equal updates, over at equal epochs.

    epochs, updates: datasets of the two experiments, with the same training sets. Raises Undecided where their grids
    differ, or do not locate alpha.
    """
    (one, log_alpha, _), (other, log_other, _) = half_rises(epochs), half_rises(updates)
    if one.shape != other.shape or not np.allclose(log_alpha, log_other):
        raise Undecided("the two experiments have different grids or numbers of seeds")
    random, count = order.random_order_uniform(ring_size(epochs)), len(log_alpha)

    def shift(curve):
        return fall(curve[..., count:], log_alpha, random) - fall(curve[..., :count], log_alpha, random)

    values = np.hstack([one, other])
    places = [fall(sweep.mean(axis=0), log_alpha, random) for sweep in (one, other)]
    for place in places:
        _check_bracket(place, log_alpha)
    detail = "alpha at half-rise {:.3g} with equal epochs, {:.3g} with equal updates".format(*np.exp(places))
    return from_estimate(estimate(values, shift), len(values), detail)


def _check_bracket(place: float, log_alpha: np.ndarray) -> None:
    """Raise Undecided where `place`, in ln alpha, is NaN, or lies between two points too far apart."""
    if not np.isfinite(place):
        raise Undecided("the order parameter does not fall to half within the grid")
    end = np.searchsorted(log_alpha, place, side="left").clip(1)
    low, high = np.exp(log_alpha[end - 1 : end + 1])
    if high > WIDEST_BRACKET * low * (1 + 1e-9):
        raise Undecided(f"the half-rise lies between alpha = {low:.3g} and {high:.3g}: a finer grid would locate it")


def size_exponent(ds: xr.Dataset, name: str, noisy: bool) -> Measurement:
    """Exponent b of the mean of the variable `name` ~ N^b, at the alpha furthest from (26); noisy: on which side."""
    part = furthest(ds, noisy)
    values = part[name].squeeze([dim for dim in part[name].dims if dim not in ("seed", "sites")])
    return exponent_in_size(values, f"alpha = {float(part['alpha']):g}")


def exponent_in_size(values: xr.DataArray, where: str) -> Measurement:
    """Exponent b of the mean over seeds of values (seed, sites) ~ N^b. where: text for the detail.

    Raises Undecided for fewer than three sizes of the ring.
    """
    if values.sizes["sites"] < 3:
        raise Undecided("fewer than three ring sizes")
    sites, by_run = values["sites"].values, values.transpose("seed", "sites").values
    detail = ", ".join(f"{m:.3g} at N = {n}" for n, m in zip(sites, by_run.mean(axis=0), strict=True))
    found = estimate(by_run, lambda m: motion.slope(np.log(sites), np.log(np.maximum(m, 1e-12))))
    return from_estimate(found, len(by_run), f"{where}: {detail}")


def furthest(ds: xr.Dataset, noisy: bool) -> xr.Dataset:
    """The last records at the largest alpha (noisy) or at the smallest.

    Raises Undecided where that alpha does not lie on the noisy, or the ordered, side of (26).
    """
    ds = final(ds) if "record" in ds.dims else ds
    noise = noise_over_threshold(ds)
    best = float(noise.max() if noisy else noise.min())
    if (best < 1) == noisy:
        raise Undecided(f"no alpha lies on the {'noisy' if noisy else 'ordered'} side of (26)")
    return ds.isel(alpha=int((np.argmax if noisy else np.argmin)(noise.values))) if "alpha" in ds.dims else ds


def local_order_of_largest(ds: xr.Dataset) -> Measurement:
    """W_local (P.12) on the largest ring, at the alpha furthest on the noisy side of (26)."""
    part = furthest(ds, noisy=True)
    part = part.isel(sites=int(np.argmax(part["sites"].values)))
    return mean_of(per_seed(part["order_local"]), f"N = {int(part['sites'])}, alpha = {float(part['alpha']):g}")
