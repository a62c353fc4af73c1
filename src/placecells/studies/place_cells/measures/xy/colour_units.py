"""Several units on XY data: whether their place fields lie apart, in space and in phase, against random ones.

A unit and its mirror image (w, h) -> (-w, -h) are the same unit, so phases count modulo 180 degrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import finite, from_estimate, mean_of
from placecells.measure import colours
from placecells.measure.colour_summary import RIGHT_ANGLE, TOLERANCE, overlap_audit, stacking_gain
from placecells.measure.summary import final, ring_size
from placecells.studies.place_cells.measures.xy.colour_fields import settled, theta_text

if TYPE_CHECKING:
    import xarray as xr


def pairs_against_random(ds: xr.Dataset) -> Measurement:
    """Number of stacked pairs of a run over that expected for random places of the same widths, mean over runs.

    Two place fields are stacked where they are nearer than one FWHM; 0 for place fields that all lie apart, 1 for
    places that know nothing of each other.
    """
    settled(ds)
    last, sites = final(ds).transpose("seed", "hidden", ...), ring_size(ds)
    centre, width, phase = (last[name].values for name in ("centre", "width", "phase"))
    pairs = colours.stacked_pairs(centre, width, phase, sites)
    one, other = np.triu_indices(centre.shape[1], k=1)
    chance = np.where(np.isfinite(pairs.distance), np.minimum(1.0, (width[:, one] + width[:, other]) / sites), 0.0)
    found, expected = pairs.stacked.sum(axis=1), chance.sum(axis=1)
    if not (expected > 0).any():
        raise Undecided("no run has two units with a place field")
    none, random = (found == 0).mean(), np.mean(np.prod(1 - chance, axis=1))
    detail = (
        f"{found.mean():.2f} pairs per run, {expected.mean():.2f} at random; {none:.0%} of the runs have none, "
        f"{random:.0%} at random; {np.isfinite(centre).mean():.0%} of the units have one place. {theta_text(ds)}"
    )
    return mean_of(found / np.where(expected > 0, expected, np.nan), detail)


def even_phases(ds: xr.Dataset) -> Measurement:
    """Coefficient of variation of the gaps between the phases, modulo 180 degrees, over that of random phases.

    Mean over runs; 0 for equally spaced phases, 1 for phases that know nothing of each other.
    """
    settled(ds)
    phases = final(ds)["phase"].transpose("seed", "hidden").values
    phases = np.sort(phases[np.isfinite(phases).all(axis=1)] % np.pi, axis=1)
    if len(phases) < 2:
        raise Undecided(f"{len(phases)} runs have a phase for every unit")
    gaps = np.diff(phases, axis=1, append=phases[:, :1] + np.pi)
    random = np.random.default_rng(0).dirichlet(np.ones(gaps.shape[1]), 100_000)
    expected = np.mean(random.std(axis=1) / random.mean(axis=1))
    cv = gaps.std(axis=1) / gaps.mean(axis=1)
    detail = f"Coefficient of variation {cv.mean():.2f}, at random {expected:.2f}. {theta_text(ds)}"
    return mean_of(cv / expected, detail)


def same_frequency(ds: xr.Dataset) -> Measurement:
    """Frequency f of the cosine fitted at the peak, mean over the units of a run, then over runs."""
    settled(ds)
    last = final(ds)
    peak = last["cosine_frequency"].isel(site=last["angular_modulation"].argmax("site"))
    return mean_of(peak.mean("hidden").values, theta_text(ds))


def right_angles(ds: xr.Dataset) -> Measurement:
    """Share of the stacked pairs of a run with phases 90 +- 20 degrees apart, mean over the runs that have any."""
    last = final(ds).transpose("seed", "hidden", ...)
    pairs = colours.stacked_pairs(*(last[name].values for name in ("centre", "width", "phase")), ring_size(ds))
    right = pairs.stacked & (np.abs(pairs.difference - RIGHT_ANGLE) <= TOLERANCE)
    count = pairs.stacked.sum(axis=1)
    share = finite(right.sum(axis=1) / np.where(count, count, np.nan))
    return mean_of(share, f"{pairs.stacked.sum()} stacked pairs in {len(share)} of {len(count)} runs.")


def stacking_pays(ds: xr.Dataset) -> Measurement:
    """Log-likelihood of held-out samples (nat per sample): runs with stacked pairs minus runs without."""
    return from_estimate(stacking_gain(ds), ds.sizes["seed"])


def orthogonality(ds: xr.Dataset) -> Measurement:
    """Mean overlap of weight vectors of units of one machine, over that of units of different machines."""
    found = overlap_audit(ds)
    detail = f"Within {found.within.mean():.3f}, across {found.across.mean():.3f}, random weights {found.random:.3f}."
    per_run = found.within.reshape(ds.sizes["seed"], -1).mean(axis=1)
    return mean_of(per_run / found.across.mean(), detail)
