"""Where the crossover of retarded learning lies, compared with (26), and how it depends on the size of the ring.

On a finite ring the crossover is smooth. Its place is where an order parameter falls half way from its value at the
smallest alpha to that of random weights, or where the gain on held-out samples changes sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import from_estimate, mean_of
from placecells.measure import motion, order
from placecells.measure.crossings import bracket, first_crossing
from placecells.measure.intervals import estimate
from placecells.measure.summary import ring_size
from placecells.studies.place_cells.measures.retarded.two_sides import last, noise_over_threshold, per_seed
from placecells.theory.random_matrix import alpha_c

if TYPE_CHECKING:
    import xarray as xr

WIDEST_BRACKET = 5.0  # largest ratio of the two alpha between which a place is interpolated
RANDOM = {"order_uniform": order.random_order_uniform, "resultant": order.random_resultant}  # means for random weights


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


def half_fall(ds: xr.Dataset, name: str) -> Measurement:
    """ln(alpha / alpha_c), with the alpha at which the variable `name` falls half way to random weights.

    ds: one beta, a series of numbers of samples. name: order_uniform or resultant. Raises Undecided where the grid does
    not locate that alpha.
    """
    values, log_alpha = _against_alpha(ds, name)
    random, threshold = RANDOM[name](ring_size(ds)), np.log(alpha_c(float(ds["beta"])))
    place = fall(values.mean(axis=0), log_alpha, random)
    _check_bracket(place, log_alpha)
    detail = f"alpha at half {np.exp(place):.3g}, beta = {float(ds['beta']):g}"
    return from_estimate(estimate(values, lambda m: fall(m, log_alpha, random) - threshold), len(values), detail)


def _against_alpha(ds: xr.Dataset, name: str) -> tuple[np.ndarray, np.ndarray]:
    """The variable `name` of one-unit machines after training (seed, alpha), and ln alpha (alpha,) ascending."""
    ds = last(ds).isel(hidden=0).sortby("samples", ascending=False)
    return ds[name].transpose("seed", "samples").values, np.log(ds["alpha"].values)


def training_shift(epochs: xr.Dataset, updates: xr.Dataset) -> Measurement:
    """ln of the ratio of two alpha at which W_uniform falls half way: at equal updates, over at equal epochs.

    epochs: one beta. updates: the same training sets, at the same beta, or at several beta. Raises Undecided where the
    grids differ, or do not locate alpha.
    """
    updates = at_beta(updates, float(epochs["beta"]))
    (one, log_alpha), (other, log_other) = (_against_alpha(ds, "order_uniform") for ds in (epochs, updates))
    if one.shape != other.shape or not np.allclose(log_alpha, log_other):
        raise Undecided("the two experiments have different grids or numbers of seeds")
    random, count = order.random_order_uniform(ring_size(epochs)), len(log_alpha)

    def shift(curve):
        return fall(curve[..., count:], log_alpha, random) - fall(curve[..., :count], log_alpha, random)

    values = np.hstack([one, other])
    places = [fall(sweep.mean(axis=0), log_alpha, random) for sweep in (one, other)]
    for place in places:
        _check_bracket(place, log_alpha)
    detail = "alpha at half {:.3g} with equal epochs, {:.3g} with equal updates".format(*np.exp(places))
    return from_estimate(estimate(values, shift), len(values), detail)


def at_beta(ds: xr.Dataset, beta: float) -> xr.Dataset:
    """The part of ds at one beta, or ds itself if beta is no dimension. Raises Undecided where ds lacks that beta."""
    if "beta" not in ds.dims:
        return ds
    near = np.isclose(ds["beta"].values, beta)
    if not near.any():
        raise Undecided(f"the plane has no beta = {beta:g}")
    return ds.isel(beta=int(near.argmax()))


def extreme_beta(ds: xr.Dataset, largest: bool) -> xr.Dataset:
    """The part of ds, a plane of beta and samples, at its largest or smallest beta."""
    if "beta" not in ds.dims:
        raise Undecided("the experiment has one beta only")
    return ds.isel(beta=int((np.argmax if largest else np.argmin)(ds["beta"].values)))


def onset_of_overfitting(ds: xr.Dataset, wrong: float = 1.0) -> Measurement:
    """ln(alpha / alpha_c) at which the gain on held-out samples falls to 0: beyond, the weights do harm.

    ds: a series in alpha, or in beta, at equal alpha. wrong: factor on beta in alpha_c, for a control. Raises Undecided
    where the grid does not locate the change of sign.
    """
    noise = noise_over_threshold(ds)
    if noise.ndim != 1:
        raise Undecided("the experiment has no series in alpha or beta")
    (grid,) = noise.dims
    ascending = np.argsort(noise.values)
    x = np.log(noise.values[ascending])
    gains = (last(ds)["log_likelihood_test"] + ring_size(ds) * np.log(2)).transpose("seed", grid).values[:, ascending]
    beta, alpha = (np.broadcast_to(ds[name].values, noise.shape)[ascending] for name in ("beta", "alpha"))
    shifted = np.log(alpha / alpha_c(wrong * beta))
    place = float(first_crossing(x, gains.mean(axis=0), 0.0))
    _check_bracket(place, x)
    detail = f"alpha / alpha_c = {np.exp(place):.3g}, " + (
        f"beta = {float(ds['beta']):g}" if ds["alpha"].ndim else f"alpha = {float(ds['alpha']):g}"
    )
    return from_estimate(estimate(gains, lambda m: float(first_crossing(shifted, m, 0.0))), len(gains), detail)


def _check_bracket(place: float, log_alpha: np.ndarray) -> None:
    """Raise Undecided where `place`, in ln alpha, is NaN, or lies between two points too far apart."""
    if not np.isfinite(place):
        raise Undecided("the curve does not fall to the level within the grid")
    end = np.searchsorted(log_alpha, place, side="left").clip(1)
    ratio = np.exp(log_alpha[end] - log_alpha[end - 1])
    if ratio > WIDEST_BRACKET * (1 + 1e-9):
        raise Undecided(f"the place lies between two points a factor {ratio:.3g} apart: a finer grid would locate it")


def size_exponent(ds: xr.Dataset, name: str, noisy: bool) -> Measurement:
    """Exponent b of the mean of the variable `name` ~ N^b, at the alpha furthest from (26); noisy: on which side."""
    part = furthest(ds, noisy)
    return exponent_in_size(_by_size(part, name), f"alpha = {float(part['alpha']):g}")


def exponent_difference(ds: xr.Dataset, name: str) -> Measurement:
    """Exponent b of the mean of the variable `name` ~ N^b with few data, minus that with many, furthest from (26)."""
    few, many = (_by_size(furthest(ds, noisy), name) for noisy in (True, False))
    sites, by_run = few["sites"].values, np.hstack([part.transpose("seed", "sites").values for part in (few, many)])
    if len(sites) < 3:
        raise Undecided("fewer than three ring sizes")

    def slopes(m):
        return [_slope(sites, half) for half in np.split(np.asarray(m), 2)]

    detail = "b = {:.3g} with few data, {:.3g} with many".format(*slopes(by_run.mean(axis=0)))
    return from_estimate(estimate(by_run, lambda m: float(np.subtract(*slopes(m)))), len(by_run), detail)


def _by_size(part: xr.Dataset, name: str) -> xr.DataArray:
    return part[name].squeeze([dim for dim in part[name].dims if dim not in ("seed", "sites")])


def _slope(sites: np.ndarray, means: np.ndarray) -> float:
    return float(motion.slope(np.log(sites), np.log(np.maximum(means, 1e-12))))


def exponent_in_size(values: xr.DataArray, where: str) -> Measurement:
    """Exponent b of the mean over seeds of values (seed, sites) ~ N^b. where: text for the detail.

    Raises Undecided for fewer than three sizes of the ring.
    """
    if values.sizes["sites"] < 3:
        raise Undecided("fewer than three ring sizes")
    sites, by_run = values["sites"].values, values.transpose("seed", "sites").values
    detail = ", ".join(f"{m:.3g} at N = {n}" for n, m in zip(sites, by_run.mean(axis=0), strict=True))
    return from_estimate(estimate(by_run, lambda m: _slope(sites, m)), len(by_run), f"{where}: {detail}")


def furthest(ds: xr.Dataset, noisy: bool) -> xr.Dataset:
    """The last records at the largest alpha (noisy) or at the smallest.

    Raises Undecided where that alpha does not lie on the noisy, or the ordered, side of (26).
    """
    ds = last(ds)
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


def sharp(ds: xr.Dataset, name: str) -> xr.Dataset:
    """Control: the variable `name` as at the most samples where alpha < alpha_c, random elsewhere. No records."""
    ds = last(ds)
    best = ds[name].isel(samples=int(np.argmax(ds["samples"].values)), drop=True)
    return ds.assign({name: best.where(noise_over_threshold(ds) < 1, RANDOM[name](ring_size(ds)))})


def falling_on_the_noisy_side(ds: xr.Dataset) -> xr.Dataset:
    """Control: W (11) of weights whose norm falls as N^(-1/2) on the noisy side of (26): there W would vanish."""
    factor = (ds["sites"] ** -0.5).where(noise_over_threshold(ds) > 1, 1.0)
    return ds.assign(order_parameter=ds["order_parameter"] * factor)
