"""XY data, the place fields that training on them gives, in space and in colour, and how these place fields move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import (
    finite,
    from_estimate,
    mean_of,
    p_value,
    ratio_of,
    share_of,
    uniform_on_ring,
)
from placecells.measure import summary
from placecells.measure.colour_summary import overlap_audit, stacking, stacking_gain
from placecells.measure.intervals import Estimate
from placecells.measure.summary import experiment, final, ring_size
from placecells.theory.colour_ring import mode_correlation
from placecells.theory.ring_distance import ring_offset

if TYPE_CHECKING:
    import xarray as xr

NEIGHBOURS = 5  # distances over which correlations are compared
RUNS_FOR_UNIFORMITY = 20
DEGREES = 180 / np.pi


def correlation_ratio(ds: xr.Dataset) -> Measurement:
    """Measured correlation <cos(2 pi (v_i - v_j)/q)> over the exact one (P.3), mean over distances 1 ... NEIGHBOURS.

    Raises Undecided on a ring that is too small.
    """
    if ds.sizes["distance"] <= NEIGHBOURS:
        raise Undecided(f"the ring has no two sites {NEIGHBOURS} apart")
    data = experiment(ds)["data"]
    expected = np.asarray(mode_correlation(data["sites"], data["colours"], data["beta"]))[1, 1 : NEIGHBOURS + 1]
    found = ds["correlation"].transpose("seed", "distance").values[:, 1 : NEIGHBOURS + 1]
    return mean_of((found / expected).mean(axis=1))


def invariance_p(ds: xr.Dataset) -> Measurement:
    """p value of the symmetry (15): the smaller of two p values, doubled.

    The first test is that the correlation of neighbours is the same at all sites (analysis of variance), the second
    that the mean magnetisation is zero, as for equally frequent colours (chi-squared).
    """
    from scipy.stats import chi2, f_oneway

    bonds = ds["neighbour_correlation"].transpose("site", "seed").values
    # n: number of configurations of all training sets; mean, spread: mean and variance of their magnetisation
    sets, n = ds["magnetisation"], ds.sizes["seed"] * experiment(ds)["data"]["samples"]
    mean = sets.mean("seed")
    spread = float((ds["magnetisation_variance"] + sets**2).mean("seed").sum() - (mean**2).sum())
    statistic = 2 * n * float((mean**2).sum()) / spread
    return p_value(min(1.0, 2 * min(f_oneway(*bonds).pvalue, chi2.sf(statistic, 2))), ds.sizes["seed"])


def _last(ds: xr.Dataset) -> xr.Dataset:
    """The last record, with the units of all runs along one dimension, `run`."""
    return final(ds).stack(run=("seed", "hidden"))


def _peak(ds: xr.Dataset, name: str) -> np.ndarray:
    """The variable `name` at the site of the largest angular modulation (16), for the units of all runs: (run,)."""
    last = _last(ds)
    return last[name].isel(site=last["angular_modulation"].argmax("site")).values


def localised(ds: xr.Dataset) -> Measurement:
    """Share of units that are localised in space, L > 0.5 (P.14), and in angle, F_1 > 0.9 (P.13)."""
    last = _last(ds)
    detail = f"Mean L {float(last['order_spatial'].mean()):.2f}, mean F1 {float(last['order_angular'].mean()):.2f}."
    return share_of(((last["order_spatial"] > 0.5) & (last["order_angular"] > 0.9)).values, detail)


def weaker(binary: xr.Dataset, well: xr.Dataset) -> Measurement:
    """Mean resultant L (P.14) of the place fields of spin units over that of double wells."""
    return ratio_of(_last(binary)["order_spatial"].values, _last(well)["order_spatial"].values)


def peaked(ds: xr.Dataset) -> Measurement:
    """Largest angular modulation (16) of a unit over its mean over sites, mean over units."""
    modulation = _last(ds)["angular_modulation"]
    return mean_of((modulation.max("site") / modulation.mean("site")).values)


def cosine_r2(ds: xr.Dataset) -> Measurement:
    """R^2 of the cosine fitted to the weights at the site of the largest angular modulation."""
    return mean_of(_peak(ds, "cosine_r2"))


def frequency(ds: xr.Dataset) -> Measurement:
    """Frequency f of the cosine fitted at the site of the largest angular modulation, in turns over the q colours."""
    return mean_of(_peak(ds, "cosine_frequency"))


def frequency_spread(ds: xr.Dataset) -> Measurement:
    """Standard deviation over sites of the frequency of the fitted cosine, mean over units."""
    return mean_of(_last(ds)["cosine_frequency"].std("site").values)


def phase_spread(ds: xr.Dataset) -> Measurement:
    """Circular standard deviation (P.15) of the phase over the sites of a place field, in degrees."""
    return mean_of(_last(ds)["phase_spread"].values)


def places_and_phases(ds: xr.Dataset) -> Measurement:
    """Kuiper's tests that centres and phases are uniform over runs: the smaller of the two p values, doubled.

    Raises Undecided for fewer than RUNS_FOR_UNIFORMITY runs.
    """
    last = final(ds).isel(hidden=0)
    centres, phases = finite(last["centre"]), finite(last["phase"])
    if min(len(centres), len(phases)) < RUNS_FOR_UNIFORMITY:
        raise Undecided(f"{len(centres)} runs have a centre, a test of uniformity needs {RUNS_FOR_UNIFORMITY}")
    p = min(uniform_on_ring(centres, ring_size(ds)), uniform_on_ring(phases, 2 * np.pi))
    return p_value(min(1.0, 2 * p), len(centres))


def without_stacked_pairs(ds: xr.Dataset) -> Measurement:
    """Share of runs without a stacked pair of units."""
    found = stacking(ds)
    known = found.frequency
    detail = f"{found.stacked.size} stacked pairs, {_share(found.stacked_at_right_angle)} of them at 90 ± 20 degrees."
    return Measurement(1 - known.value, 1 - known.high, 1 - known.low, len(found.per_run), detail)


def _share(found: Estimate) -> str:
    return "none" if np.isnan(found.value) else f"{found.value:.0%} [{found.low:.0%}, {found.high:.0%}]"


def stacked_right_angle(ds: xr.Dataset) -> Measurement:
    """Share of the stacked pairs of all runs whose phases are 90 +- 20 degrees apart."""
    found = stacking(ds)
    return from_estimate(found.stacked_at_right_angle, found.stacked.size)


def stacking_pays(ds: xr.Dataset) -> Measurement:
    """Log-likelihood of held-out samples (nat per sample): runs with stacked pairs minus runs without."""
    return from_estimate(stacking_gain(ds), ds.sizes["seed"])


def even_phases(ds: xr.Dataset) -> Measurement:
    """Coefficient of variation of the gaps between the phases of the units of a machine, minus that of random phases.

    Raises Undecided for fewer than two runs with a phase for every unit.
    """
    phases = final(ds)["phase"].transpose("seed", "hidden").values
    phases = np.sort(phases[np.isfinite(phases).all(axis=1)], axis=1)
    if len(phases) < 2:
        raise Undecided(f"{len(phases)} runs have a phase for every unit")
    gaps = np.diff(phases, axis=1, append=phases[:, :1] + 2 * np.pi)
    random = np.random.default_rng(0).dirichlet(np.ones(gaps.shape[1]), 100_000)
    expected = np.mean(random.std(axis=1) / random.mean(axis=1))
    cv = gaps.std(axis=1) / gaps.mean(axis=1)
    return mean_of(cv - expected, f"CV {cv.mean():.2f}, random {expected:.2f}, equal 0.")


def orthogonality(ds: xr.Dataset) -> Measurement:
    """Mean overlap of weight vectors of units of one machine, over that of units of different machines."""
    found = overlap_audit(ds)
    detail = f"Within {found.within.mean():.3f}, across {found.across.mean():.3f}, random weights {found.random:.3f}."
    per_run = found.within.reshape(ds.sizes["seed"], -1).mean(axis=1)
    return mean_of(per_run / found.across.mean(), detail)


def drift(ds: xr.Dataset) -> Measurement:
    """Distance that the centre moves in the second half of the training, in units of the FWHM of the place field."""
    update = ds["update"].values
    half = ds.isel(record=int(np.abs(update - update[-1] / 2).argmin()), hidden=0)
    last, sites = final(ds).isel(hidden=0), ring_size(ds)
    away = ring_offset(last["centre"].values - half["centre"].values, sites)
    return mean_of(np.abs(away) / last["width"].values)


def streamed_exponent(ds: xr.Dataset) -> Measurement:
    """Exponent of the mean-square displacement of the centre for streamed data, from short lags."""
    found = summary.free_motion(summary.centre_paths(ds)[:, 0], summary.elapsed(ds))
    detail = f"D = {found.coefficient.value:.2g} sites² per 10⁶ samples."
    return from_estimate(found.exponent, ds.sizes["seed"], detail)


def streamed_phase(ds: xr.Dataset) -> Measurement:
    """Root-mean-square displacement of the phase from the middle to the end of the training, in degrees."""
    ds = ds.isel(hidden=0).transpose("seed", "record", ...)
    late = ds["phase"].values[:, ds.sizes["record"] // 2 :]
    moved = np.abs(np.unwrap(late, axis=1)[:, -1] - late[:, 0]) * DEGREES
    return mean_of(moved)
