"""XY data, and the place fields of single units that training on them gives, in space and in colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import finite, mean_of, p_value, ratio_of, share_of, uniform_on_ring
from placecells.measure import colours
from placecells.measure.summary import experiment, final, ring_size
from placecells.theory.colour_ring import mode_correlation
from placecells.theory.ring_distance import ring_distance

if TYPE_CHECKING:
    import xarray as xr

NEIGHBOURS = 5  # distances over which correlations are compared
RUNS_FOR_UNIFORMITY = 20
SETTLED = 0.1  # largest relative change over the last half of the training of what has stopped changing
FAR = 2.0  # FWHM: sites farther from the centre are outside the place field; a sech is below 0.01 there
DEGREES = 180 / np.pi


# data


def correlation_ratio(ds: xr.Dataset) -> Measurement:
    """Measured correlation <cos(2 pi (v_i - v_j)/q)> over the exact one (P.3), mean over distances 1 ... NEIGHBOURS.

    Raises Undecided on a ring that is too small.
    """
    if ds.sizes["distance"] <= NEIGHBOURS:
        raise Undecided(f"the ring has no two sites {NEIGHBOURS} apart")
    found = ds["correlation"].transpose("seed", "distance").values[:, 1 : NEIGHBOURS + 1]
    return mean_of((found / _exact(ds)[1 : NEIGHBOURS + 1]).mean(axis=1))


def _exact(ds: xr.Dataset, factor: float = 1.0) -> np.ndarray:
    """(P.3) of the first harmonic, (distance,), at `factor` times the data's beta."""
    data = experiment(ds)["data"]
    return np.asarray(mode_correlation(data["sites"], data["colours"], factor * data["beta"]))[1]


def of_wrong_beta(ds: xr.Dataset, factor: float = 1.1) -> xr.Dataset:
    """ds with the correlations of a sampler whose beta is `factor` times too large, and the same errors."""
    ratio = (_exact(ds, factor) / _exact(ds))[: ds.sizes["distance"]]
    return ds.assign(correlation=ds["correlation"].transpose("seed", "distance") * ratio)


def of_the_law(ds: xr.Dataset) -> xr.Dataset:
    """ds with the moments of the law itself, without statistical errors."""
    exact = ds["correlation"].transpose("seed", "distance") * 0 + _exact(ds)[: ds.sizes["distance"]]
    bonds = ds["neighbour_correlation"] * 0 + float(_exact(ds)[1])
    return ds.assign(correlation=exact, neighbour_correlation=bonds, magnetisation=ds["magnetisation"] * 0)


def invariance(ds: xr.Dataset) -> dict[str, Measurement]:
    """Variance over sites of the neighbours' correlation, and squared mean magnetisation, without their noise.

    Each is the mean of products over two independent training sets, whose noise averages to zero. The first is over the
    squared mean correlation. A magnetisation of length 1 is a completely ordered configuration.
    """
    bonds, mean = ds["neighbour_correlation"], ds["magnetisation"].transpose("seed", "component").values
    bonds = bonds.transpose("seed", "site").values
    apart = (bonds - bonds.mean(axis=1, keepdims=True)) / bonds.mean()
    return {
        "sites": mean_of(_products(apart).mean(axis=1)),
        "colours": mean_of(_products(mean).sum(axis=1)),
    }


def _products(values: np.ndarray) -> np.ndarray:
    """Products of the values (set, ...) of the first and second, third and fourth, ... training set: (pair, ...)."""
    pairs = len(values) // 2
    return values[0 : 2 * pairs : 2] * values[1 : 2 * pairs : 2]


def of_broken_symmetry(ds: xr.Dataset) -> xr.Dataset:
    """ds as of couplings that are weaker on half of the ring, and whose mean spin is 0.03 in each component."""
    strength = np.where(np.arange(ds.sizes["site"]) < ds.sizes["site"] / 2, 1.0, 0.9)
    bonds = ds["neighbour_correlation"].transpose("seed", "site")
    return ds.assign(neighbour_correlation=bonds * strength, magnetisation=ds["magnetisation"] + 0.03)


# place fields at the end of training


def settled(ds: xr.Dataset) -> xr.Dataset:
    """The last record, with the units of all runs along one dimension, `run`; of a single record without a check.

    Raises Undecided where the mean width, or the mean learned theta, still changes by more than SETTLED in the last
    half of the training.
    """
    last = final(ds).stack(run=("seed", "hidden"))
    if ds.sizes["record"] > 1:
        half = _half(ds).stack(run=("seed", "hidden"))
        for name in ("width", "theta"):
            if name in ds:
                before, after = float(half[name].mean()), float(last[name].mean())
                if abs(after - before) > SETTLED * abs(after):
                    raise Undecided(f"{name} still changes, from {before:.2g} to {after:.2g} in the last half")
    return last


def _half(ds: xr.Dataset) -> xr.Dataset:
    """The record nearest to half of the training."""
    update = ds["update"].values
    return ds.isel(record=int(np.abs(update - update[-1] / 2).argmin()))


def theta_text(ds: xr.Dataset) -> str:
    """A sentence on theta of double wells, as it was set or as it was learned; empty for other units."""
    machine = experiment(ds)["machine"]
    if machine["unit"] != "double_well":
        return ""
    if "theta" in ds and machine.get("theta_learned"):
        return f"Learned theta = {float(final(ds)['theta'].mean()):.3g}."
    return f"theta = {machine['theta']:g}."


def _peak(ds: xr.Dataset, name: str) -> np.ndarray:
    """The variable `name` at the site of the largest angular modulation (16), for the units of all runs: (run,)."""
    last = settled(ds)
    return last[name].isel(site=last["angular_modulation"].argmax("site")).values


def localised(ds: xr.Dataset) -> Measurement:
    """Share of units that are localised in space, L > 0.5 (P.14), and in angle, F_1 > 0.9 (P.13)."""
    last = settled(ds)
    means = [float(last[name].mean()) for name in ("order_spatial", "order_angular", "width")]
    detail = "Mean L {:.2f}, F1 {:.2f}, FWHM {:.1f} sites. ".format(*means) + theta_text(ds)
    return share_of(((last["order_spatial"] > 0.5) & (last["order_angular"] > 0.9)).values, detail)


def wider(spin: xr.Dataset, well: xr.Dataset, factor: float = 1.0) -> Measurement:
    """FWHM of the place fields of spin units over that of double wells, times `factor`."""
    ours, theirs = factor * settled(spin)["width"].values, settled(well)["width"].values
    detail = f"{np.nanmean(ours):.1f} and {np.nanmean(theirs):.1f} sites. {theta_text(well)}"
    return ratio_of(ours, theirs, detail)


def peaked(ds: xr.Dataset) -> Measurement:
    """Largest angular modulation (16) of a unit over its mean over sites, mean over units."""
    modulation = settled(ds)["angular_modulation"]
    return mean_of((modulation.max("site") / modulation.mean("site")).values, theta_text(ds))


def outside(ds: xr.Dataset) -> Measurement:
    """First harmonic of the weights at sites more than FAR FWHM from the strongest one, mean, over the strongest."""
    last = settled(ds).transpose("run", "site", "colour", ...)
    sites, q = last.sizes["site"], last.sizes["colour"]
    size = np.abs(last["weights"].values @ np.exp(2j * np.pi * np.arange(q) / q))
    away = ring_distance(np.arange(sites) - size.argmax(axis=1)[:, None], sites)
    reach = np.minimum(FAR * np.nan_to_num(last["width"].values, nan=sites), sites / 4)
    far = np.array([row[apart > limit].mean() for row, apart, limit in zip(size, away, reach, strict=True)])
    return mean_of(far / size.max(axis=1), theta_text(ds))


def cosine_r2(ds: xr.Dataset) -> Measurement:
    """R^2 of the cosine fitted to the weights at the site of the largest angular modulation."""
    return mean_of(_peak(ds, "cosine_r2"), theta_text(ds))


def frequency(ds: xr.Dataset) -> Measurement:
    """Frequency f of the cosine fitted at the site of the largest angular modulation, in turns over the q colours."""
    return mean_of(_peak(ds, "cosine_frequency"), theta_text(ds))


def frequency_spread(ds: xr.Dataset) -> Measurement:
    """Standard deviation over sites of the frequency of the fitted cosine, mean over units."""
    return mean_of(settled(ds)["cosine_frequency"].std("site").values, theta_text(ds))


def phase_spread(ds: xr.Dataset) -> Measurement:
    """Circular standard deviation (P.15) of the phase over the sites of a place field, in degrees."""
    return mean_of(settled(ds)["phase_spread"].values, theta_text(ds))


def directions_given_unit(ds: xr.Dataset) -> Measurement:
    """Spread over the place field of the spins' mean directions, given the hidden unit, in degrees; mean over units.

    The law of a spin given h is P(a) ~ exp(g(a) + w(a) h). h is the minimum of the unit's potential, +-|theta| for a
    double well and +-1 for a spin unit. The mean length of the mean spins is in the detail.
    """
    last = settled(ds).transpose("run", "site", "colour", ...)
    weights, q = last["weights"].values, last.sizes["colour"]
    fields = last["visible_field"].values if "visible_field" in last else np.zeros_like(weights)
    machine = experiment(ds)["machine"]
    size = abs(machine["theta"]) if machine["unit"] == "double_well" else 1.0
    inside, spreads, lengths = colours.in_field(weights), [], []
    for h in (-size, size):
        law = np.exp(fields + h * weights)
        spin = (law / law.sum(axis=-1, keepdims=True)) @ np.exp(2j * np.pi * np.arange(q) / q)
        coherent = np.abs((spin / np.abs(spin) * inside).sum(axis=1) / inside.sum(axis=1))
        spreads.append(DEGREES * np.sqrt(-2 * np.log(np.minimum(coherent, 1.0))))
        lengths.append((np.abs(spin) * inside).sum(axis=1) / inside.sum(axis=1))
    detail = f"Mean length of a spin {np.mean(lengths):.2f}. {theta_text(ds)}"
    return mean_of(np.mean(spreads, axis=0), detail)


def places_and_phases(ds: xr.Dataset, share: float = 1.0) -> Measurement:
    """Kuiper's tests that centres and phases are uniform over runs: the smaller of the two p values, doubled.

    share: all places and phases are moved towards zero by this factor, for a control. Raises Undecided for fewer than
    RUNS_FOR_UNIFORMITY runs.
    """
    last = final(ds).isel(hidden=0)
    centres, phases = share * finite(last["centre"]), share * finite(last["phase"])
    if min(len(centres), len(phases)) < RUNS_FOR_UNIFORMITY:
        raise Undecided(f"{len(centres)} runs have a centre, a test of uniformity needs {RUNS_FOR_UNIFORMITY}")
    p = min(uniform_on_ring(centres, ring_size(ds)), uniform_on_ring(phases, 2 * np.pi))
    return p_value(min(1.0, 2 * p), len(centres))
