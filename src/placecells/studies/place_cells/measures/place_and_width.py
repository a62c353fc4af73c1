"""Where the place field of a single unit forms, how wide it is, and whether another width would be better."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import from_estimate, mean_of, p_value, share_of, statistic_of, uniform_on_ring
from placecells.measure import fields
from placecells.measure.intervals import estimate
from placecells.measure.motion import slope
from placecells.measure.summary import LineFit, final, final_widths, fit_line, ring_size, single_bump_width
from placecells.studies.place_cells.measures.field_likelihood import uniform_over_field
from placecells.theory.ring import correlation_length
from placecells.theory.ring_distance import ring_distance

if TYPE_CHECKING:
    import xarray as xr

CLOSE = 7.0  # sites, half of the FWHM at beta = 1: nearer centres count as the same place


def localised(ds: xr.Dataset) -> Measurement:
    """Share of runs at beta >= 0.6 whose place field has one bump, and FWHM and participation below N/3 sites."""
    last = final(ds).where(ds["beta"] >= 0.6, drop=True)
    limit = ring_size(ds) / 3
    hits = (single_bump_width(last) < limit) & (fields.participation(last["weights"].values) < limit)
    return share_of(hits.values.ravel())


def _centres_at_formation(ds: xr.Dataset) -> np.ndarray:
    """Centres (seed,) in sites at formation of the place field; NaN for runs in which no place field forms.

    Formation is the first record with a centre at which the largest |w_i| exceeds half of its final value.
    """
    ds = ds.isel(hidden=0).transpose("seed", "record", "site")
    height = np.abs(ds["weights"]).max("site").values
    formed = (height > height[:, -1:] / 2) & np.isfinite(ds["centre"].values)
    first = ds["centre"].values[np.arange(len(formed)), formed.argmax(axis=1)]
    return np.where(formed.any(axis=1), first, np.nan)


def _formed_centres(ds: xr.Dataset, least: int) -> np.ndarray:
    """Centres (run,) at formation, in sites, of the runs that form a place field.

    Raises Undecided for fewer than `least` such runs.
    """
    centres = _centres_at_formation(ds)
    centres = centres[np.isfinite(centres)]
    if len(centres) < least:
        raise Undecided(f"{len(centres)} runs formed a field, the test needs {least}")
    return centres


def place_uniform(ds: xr.Dataset) -> Measurement:
    """p value of Kuiper's test that the centres at formation are uniform on the ring."""
    centres = _formed_centres(ds, least=40)
    return p_value(uniform_on_ring(centres, ring_size(ds)), len(centres))


def place_repeats(ds: xr.Dataset) -> Measurement:
    """Median distance (sites) of the centres at formation from their circular mean.

    The runs have the same initial weights, and different data and noise.
    """
    centres, sites = _formed_centres(ds, least=10), ring_size(ds)
    direction = np.angle(np.exp(2j * np.pi * centres / sites).mean())
    away = np.angle(np.exp(1j * (2 * np.pi * centres / sites - direction))) * sites / (2 * np.pi)
    return mean_of(np.abs(away), detail=f"{np.mean(np.abs(away) < 10):.0%} of the runs within 10 sites.")


def place_agrees(ds: xr.Dataset, other: xr.Dataset) -> Measurement:
    """Share of pairs of runs with the same initial weights whose centres at formation are less than CLOSE sites apart.

    A pair is a run of ds and the run of `other` with the same number. All runs of `other` have the data and the noise
    of the first run of ds; the pair of that run is left out.
    """
    starts = [each["weights"].isel(record=0, hidden=0).transpose("seed", "site").values for each in (ds, other)]
    if not np.array_equal(*starts):
        raise Undecided("the runs of the two experiments do not start from the same weights")
    away = (_centres_at_formation(ds) - _centres_at_formation(other))[1:]
    away = ring_distance(away, ring_size(ds))
    return share_of(away[np.isfinite(away)] < CLOSE)


def width_slope(ds: xr.Dataset) -> Measurement:
    """Slope of the line through the mean FWHM against the correlation length xi (P.2); intercept and R^2 as detail."""
    fit = _width_fit(ds)
    intercept = fit.intercept
    detail = f"Intercept {intercept.value:.1f} [{intercept.low:.1f}, {intercept.high:.1f}] sites, R² = {fit.r2:.3f}."
    return from_estimate(fit.slope, ds.sizes["seed"], detail)


def _width_fit(ds: xr.Dataset) -> LineFit:
    """The line through the mean FWHM against xi. Raises Undecided for fewer than four correlation lengths."""
    beta = ds["beta"].values
    if len(beta) < 4:
        raise Undecided(f"{len(beta)} correlation lengths, a line needs four")
    return fit_line(correlation_length(beta), final_widths(ds).mean.values)


def width_linearity(ds: xr.Dataset) -> Measurement:
    """R^2 of the line through the mean FWHM against xi; interval by bootstrap over seeds.

    Raises Undecided where fewer than four correlation lengths have place fields of one bump.
    """
    length = correlation_length(ds["beta"].values)
    widths = single_bump_width(final(ds)).isel(hidden=0).transpose("seed", "beta").values
    if len(length) < 4 or np.isnan(widths).all(axis=0).any():
        raise Undecided("fewer than four correlation lengths have fields of one bump")

    def r2(rows):
        return np.corrcoef(length, np.nanmean(rows, axis=0))[0, 1] ** 2

    return statistic_of([widths], r2)


def width_intercept(ds: xr.Dataset) -> Measurement:
    """Intercept (sites) of the line through the mean FWHM against xi."""
    return from_estimate(_width_fit(ds).intercept, ds.sizes["seed"])


def width_against_size(ds: xr.Dataset) -> Measurement:
    """Ratio of the largest to the smallest of the mean FWHM at the different sizes of the ring.

    Raises Undecided where a size has fewer than two place fields of one bump.
    """
    widths = final_widths(ds)
    if (widths.used < 2).any():
        raise Undecided("a size has fewer than two fields of one bump")
    order = widths.mean.values.argsort()
    ratio = widths.mean.values[order[-1]] / widths.mean.values[order[0]]
    relative = 1.96 * np.sqrt(sum((widths.sem.values[k] / widths.mean.values[k]) ** 2 for k in (order[0], order[-1])))
    return Measurement(ratio, ratio * (1 - relative), ratio * (1 + relative), int(widths.used.min()))


def above_line(ds: xr.Dataset, flow: xr.Dataset) -> Measurement:
    """FWHM (sites) of the noise-free flow at its smallest beta, minus the line of FWHM against xi, extended to there.

    flow: the dataset of an experiment of kind `relax`. Raises Undecided for fewer than four correlation lengths.
    """
    length = correlation_length(ds["beta"].values)
    if len(length) < 4:
        raise Undecided(f"{len(length)} correlation lengths, a line needs four")
    weakest = flow.isel(beta=flow["beta"].values.argmin(), seed=0, hidden=0)
    width, short = float(fields.width(weakest["profile"].values).fwhm), float(correlation_length(weakest["beta"]))
    widths = single_bump_width(final(ds)).isel(hidden=0).transpose("seed", "beta").values

    def difference(mean):
        return width - (mean.mean(axis=-1) + slope(length, mean) * (short - length.mean()))

    detail = f"FWHM {width:.2f} sites at xi = {short:.2f}."
    return from_estimate(estimate(widths, difference), int(np.isfinite(widths).all(axis=1).sum()), detail)


def least_uniform_share(ds: xr.Dataset) -> Measurement:
    """Ratio of the gain of uniform weights to the gain of the place field, the smallest of its values at three beta.

    ds: the dataset of an experiment of kind `field_gains`. The three are its first, middle and last beta.
    """
    betas = ds["beta"].values[[0, ds.sizes["beta"] // 2, -1]]
    found = {beta: uniform_over_field(ds.sel(beta=beta)) for beta in betas}
    detail = ", ".join(f"{share.value:.3f} at beta = {beta:g}" for beta, share in found.items())
    return min(found.values(), key=lambda share: share.value)._replace(detail=detail)
