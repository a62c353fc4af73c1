"""The two sides of the crossover (26): order parameters, place fields and likelihoods with few and with many data.

alpha / alpha_c(beta) tells the two sides apart: above 1 is the noisy side, below 1 the ordered side. It varies along
the one dimension of an experiment's grid, which is beta or the number of samples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import from_estimate, mean_of, share_of
from placecells.measure import fields, order
from placecells.measure.intervals import estimate
from placecells.measure.summary import final, ring_size
from placecells.theory.random_matrix import alpha_c

if TYPE_CHECKING:
    import xarray as xr

MARGIN = 3.0  # ratio of alpha and alpha_c, or its inverse, from which on a point lies on one side


def last(ds: xr.Dataset) -> xr.Dataset:
    """ds at the last record of every cell; ds itself without records."""
    return final(ds) if "record" in ds.dims else ds


def noise_over_threshold(ds: xr.Dataset) -> xr.DataArray:
    """alpha / alpha_c(beta), equation (26), along the grid: above 1 on the noisy side, below 1 on the ordered side."""
    with np.errstate(divide="ignore"):
        return ds["alpha"] / alpha_c(ds["beta"])


def side(ds: xr.Dataset, noisy: bool | None) -> xr.Dataset:
    """The last records of all grid points on one side of (26), with the dimensions (point, seed, ...).

    noisy: which side, None for all points. Raises Undecided where no point lies on that side by the factor MARGIN.
    """
    noise = noise_over_threshold(ds)
    chosen = noise > 0 if noisy is None else noise >= MARGIN if noisy else noise <= 1 / MARGIN
    if noise.ndim != 1 or not chosen.any():
        raise Undecided(f"no point of the grid lies on the {'noisy' if noisy else 'ordered'} side of (26)")
    (grid,) = noise.dims
    return last(ds).isel({grid: np.flatnonzero(chosen)}).rename_dims({grid: "point"})


def untrained(ds: xr.Dataset) -> xr.Dataset:
    """Control: all runs before their first update."""
    return ds.isel(record=[0])


def noisy_untrained(ds: xr.Dataset) -> xr.Dataset:
    """Control: runs on the noisy side of (26) before their first update, all others at their end. No records."""
    ordered = noise_over_threshold(ds) < MARGIN
    start, end = (
        part.drop_vars(["record", "update", "epoch"], errors="ignore") for part in (ds.isel(record=0), last(ds))
    )
    return end.where(ordered, start)


def each(sweeps: Sequence[str], measure: Callable) -> Callable[..., dict[str, Measurement]]:
    """A measure of one dataset as one of several datasets, whose parts have the names of `sweeps`."""

    def measured(*datasets: xr.Dataset) -> dict[str, Measurement]:
        parts = {}
        for sweep, ds in zip(sweeps, datasets, strict=True):
            found = measure(ds)
            named = {sweep: found} if isinstance(found, Measurement) else {f"{p}, {sweep}": m for p, m in found.items()}
            parts |= named
        return parts

    return measured


def per_seed(values: xr.DataArray) -> np.ndarray:
    """Mean of values over all their dimensions but the seed: (seed,)."""
    return values.mean([dim for dim in values.dims if dim != "seed"]).values


def listed(ds: xr.Dataset, values: xr.DataArray) -> str:
    """The means of values over the seeds at every point of ds, as from `side`, as text."""
    name = "alpha" if ds["alpha"].ndim else "beta"
    means = values.mean([dim for dim in values.dims if dim != "point"]).values
    return ", ".join(f"{m:.3g} at {name} = {x:.3g}" for x, m in zip(ds[name].values, means, strict=True))


def over_random(ds: xr.Dataset, noisy: bool | None) -> Measurement:
    """Order parameter W (11) over its mean for random weights of the same size, on one side of (26) or everywhere."""
    part = side(ds, noisy)
    ratio = _over_random(part, ring_size(ds))
    return mean_of(per_seed(ratio), listed(part, ratio))


def over_random_difference(ds: xr.Dataset) -> Measurement:
    """W (11) over its mean for random weights: on the ordered side of (26), minus on the noisy side."""
    parts = [side(ds, noisy) for noisy in (False, True)]
    return _difference(parts, [_over_random(part, ring_size(ds)) for part in parts])


def _over_random(part: xr.Dataset, sites: int) -> xr.DataArray:
    """W over its mean for random weights, computed from W_uniform (P.12), for which the ratio is the same."""
    return part["order_uniform"] / order.random_order_uniform(sites)


def _difference(parts: Sequence[xr.Dataset], values: Sequence[xr.DataArray]) -> Measurement:
    """Mean over the first part's points minus that over the second's, seed by seed: the two sides share their data."""
    above, below = (per_seed(value) for value in values)
    texts = [listed(part, value) for part, value in zip(parts, values, strict=True)]
    return mean_of(above - below, f"ordered side: {texts[0]}; noisy side: {texts[1]}")


def noisy_over_ordered(ds: xr.Dataset) -> Measurement:
    """Order parameter W (11) on the noisy side of (26) over W on the ordered side, means over points and runs."""
    parts = [side(ds, noisy)["order_parameter"] for noisy in (True, False)]
    values = np.stack([per_seed(part) for part in parts], axis=1)
    detail = "mean W {:.3g} on the noisy side, {:.3g} on the ordered side".format(*values.mean(axis=0))
    return from_estimate(estimate(values, lambda m: m[0] / m[1], log=True), len(values), detail)


def resultant(ds: xr.Dataset) -> xr.DataArray:
    """Resultant (P.10) of the weights: near 1 for one place field, small for weights that are spread over the ring."""
    if "resultant" in ds:
        return ds["resultant"]
    weights = ds["weights"]
    return weights.isel(site=0, drop=True).copy(data=_last_axis(weights, lambda w: fields.circular_mean(w**2)[1]))


def single(ds: xr.Dataset) -> xr.DataArray:
    """Whether the weights have one bump that is narrower than half of the ring."""
    weights = ds["weights"]
    shape = _last_axis(weights, fields.width)
    found = (shape.bumps == 1) & (shape.fwhm < weights.sizes["site"] / 2)
    return weights.isel(site=0, drop=True).copy(data=found)


def _last_axis(weights: xr.DataArray, function: Callable) -> np.ndarray:
    """function of weights with the site as the last axis; the other axes stay in their order."""
    return function(weights.transpose(..., "site").values)


def no_fields(ds: xr.Dataset, noisy: bool = True) -> dict[str, Measurement]:
    """Whether the weights on one side of (26) have place fields: mean resultant, and share of runs with a single bump.

    A run counts as one with a single bump if it has one at more than half of the points of that side.
    """
    part = side(ds, noisy)
    values = resultant(part)
    bumps = single(part).astype(float)
    return {
        "resultant": mean_of(per_seed(values), listed(part, values)),
        "one bump": share_of(per_seed(bumps) > 0.5, listed(part, bumps)),
    }


def resultant_difference(ds: xr.Dataset) -> Measurement:
    """Resultant (P.10) on the ordered side of (26) minus that on the noisy side."""
    parts = [side(ds, noisy) for noisy in (False, True)]
    return _difference(parts, [resultant(part) for part in parts])


def single_fields(ds: xr.Dataset) -> Measurement:
    """Share of runs, at the smallest alpha/alpha_c, with one bump that is narrower than half of the ring.

    Exact binomial interval. Raises Undecided where no point lies on the ordered side of (26).
    """
    part = side(ds, noisy=False)
    part = part.isel(point=int(np.argmin(noise_over_threshold(part).values)))
    fwhm = _last_axis(part["weights"], fields.width).fwhm
    return share_of(per_seed(single(part).astype(float)) > 0.5, f"mean FWHM {np.nanmean(fwhm):.3g} sites")


def gain(ds: xr.Dataset, noisy: bool) -> Measurement:
    """Gain on held-out samples on one side of (26): log-likelihood above that without weights, nat per sample."""
    part = side(ds, noisy)
    values = _gain(part, "test", ring_size(ds))
    return mean_of(per_seed(values), listed(part, values))


def carried_over(ds: xr.Dataset, noisy: bool) -> Measurement:
    """Gain on held-out samples over gain on the training set, means over the points of one side of (26) and runs."""
    part = side(ds, noisy)
    values = np.stack([per_seed(_gain(part, kind, ring_size(ds))) for kind in ("test", "train")], axis=1)
    detail = "gain {:.3g} on held-out samples, {:.3g} on the training set".format(*values.mean(axis=0))
    return from_estimate(estimate(values, lambda m: m[0] / m[1]), len(values), detail)


def _gain(ds: xr.Dataset, kind: str, sites: int) -> xr.DataArray:
    return ds[f"log_likelihood_{kind}"] + sites * np.log(2)
