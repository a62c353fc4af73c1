"""Place fields that move during training: displacements, the noise that drives them, gaps between place fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import from_estimate, mean_of, share_of
from placecells.measure import motion, summary
from placecells.measure.fields import centred, upright
from placecells.measure.intervals import Estimate
from placecells.measure.summary import experiment, ring_size

if TYPE_CHECKING:
    import xarray as xr

NOTEBOOK_D = 0.53  # diffusion coefficient that the authors' notebook prints, sites^2 per 10^6 samples
OUR_D = 53.0  # slope of the notebook's own curve, sites^2 per 10^6 samples


def _one_unit(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Unwrapped centres (seed, record) in sites, and time (record,) in units of 10^6 samples, of one-unit machines.

    Raises Undecided where centres move too far between two records for unwrapping.
    """
    paths = summary.centre_paths(ds)[:, 0]
    problem = motion.sampling_problem(paths, ring_size(ds))
    if problem:
        raise Undecided(problem)
    return paths, summary.elapsed(ds)


def _free(ds: xr.Dataset) -> summary.Motion:
    """Exponent and diffusion coefficient D of the centre of one unit (P.22), from short lags."""
    return summary.free_motion(*_one_unit(ds))


def exponent(ds: xr.Dataset) -> Measurement:
    """Exponent of the mean-square displacement over lags of 0.1 to 1, in units of 10^6 samples."""
    found = _free(ds)
    return from_estimate(
        found.exponent, ds.sizes["seed"], f"Lags {found.fitted[0]:.2g} to {found.fitted[1]:.2g} epochs."
    )


def long_exponent(ds: xr.Dataset) -> Measurement:
    """Exponent of the mean-square displacement over all lags up to half of the time after the burn-in.

    Places where the place field is trapped show at long lags only.
    """
    paths, time = summary.after_burn_in(*_one_unit(ds))
    lags = summary.lags_of(time)
    step = time[1] - time[0]
    found = motion.exponent(motion.msd(paths, lags), lags * step)
    return from_estimate(found, ds.sizes["seed"], f"Lags up to {lags[-1] * step:.2g} epochs.")


def coefficient(ds: xr.Dataset) -> Measurement:
    """Diffusion coefficient D (P.22) in sites^2 per 10^6 samples."""
    found = _free(ds)
    per_update = found.coefficient.value * experiment(ds)["training"]["batch"] / summary.EPOCH
    return from_estimate(found.coefficient, ds.sizes["seed"], f"{per_update:.2g} sites² per update.")


def coefficient_ratio(one: xr.Dataset, other: xr.Dataset) -> Measurement:
    """Diffusion coefficient D of one experiment over D of another; the interval combines those of both."""
    return _ratio(_free(one).coefficient, _free(other).coefficient, min(one.sizes["seed"], other.sizes["seed"]))


def _ratio(above: Estimate, below: Estimate, runs: int, detail: str = "") -> Measurement:
    """Ratio of two independent positive estimates; the errors of their logarithms add in quadrature."""
    spread = np.hypot(*(np.log(found.high / found.low) / 2 for found in (above, below)))
    ratio = above.value / below.value
    return Measurement(ratio, ratio * np.exp(-spread), ratio * np.exp(spread), runs, detail)


def noise_formula(ds: xr.Dataset, formula: xr.Dataset) -> Measurement:
    """Measured diffusion coefficient D over the one that (P.23) predicts, averaged over the last place fields of runs.

    formula: the dataset of an experiment of kind `noise_formula`.
    """
    per_epoch = float(formula["diffusion"].mean()) * summary.EPOCH / experiment(ds)["training"]["batch"]
    found = _free(ds).coefficient
    detail = f"Formula: {per_epoch:.3g} sites² per 10⁶ samples."
    return Measurement(*(bound / per_epoch for bound in found), ds.sizes["seed"], detail)


def shape_change(ds: xr.Dataset) -> Measurement:
    """Relative change of the mean place field from the second quarter to the second half of the training.

    The place fields of the records are aligned at their centres before averaging. Root mean square over sites of the
    change, over that of the earlier mean place field.
    """
    ds = ds.isel(hidden=0).transpose("seed", "record", "site")
    count = ds.sizes["record"]
    profiles = []
    for part in (slice(count // 4, count // 2), slice(count // 2, None)):
        piece = ds.isel(record=part)
        step = max(1, piece.sizes["record"] // 20)
        fields, _ = upright(piece["weights"].values[:, ::step])
        centres = piece["centre"].values[:, ::step]
        aligned = [_mean_profile(f, c) for f, c in zip(fields, centres, strict=True)]
        profiles.append(np.array(aligned))
    earlier, later = profiles
    change = np.sqrt(((later - earlier) ** 2).mean(axis=1) / (earlier**2).mean(axis=1))
    return mean_of(change)


def _mean_profile(fields: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Mean (site,) over records of place fields (record, site), each shifted so that its centre is at N/2.

    centres: (record,) in sites. NaN where no record has a centre.
    """
    known = [centred(f, c) for f, c in zip(fields, centres, strict=True) if np.isfinite(c)]
    return np.mean(known, axis=0) if known else np.full(fields.shape[-1], np.nan)


def transient(ds: xr.Dataset) -> Measurement:
    """Time until the place field is formed over the time of the whole training.

    A place field is formed where it has a centre and its largest |w_i| is above half of its final value.
    """
    ds = ds.isel(hidden=0).transpose("seed", "record", "site")
    height = np.abs(ds["weights"]).max("site").values
    formed = (height > height[:, -1:] / 2) & np.isfinite(ds["centre"].values)
    time = ds["update"].values / ds["update"].values[-1]
    return mean_of(np.where(formed.any(axis=1), time[formed.argmax(axis=1)], np.nan))


def occupancy(ds: xr.Dataset) -> Measurement:
    """Range of the unwrapped centre after the burn-in, in sites, over the mean range of free diffusion.

    Free diffusion has the displacement that is measured between neighbouring records.
    """
    paths, time = summary.after_burn_in(*_one_unit(ds))
    span = np.nanmax(paths, axis=1) - np.nanmin(paths, axis=1)
    lags = np.array([1, max(1, paths.shape[1] // 10)])
    first, later = motion.msd(paths, lags).mean(0) / lags  # for free diffusion both are 2 D times the time of a record
    free = np.sqrt(8 * first * (paths.shape[1] - 1) / np.pi)  # mean range of a random walk with this squared step
    slower = f"Displacement squared over lag at {lags[1] * (time[1] - time[0]):.2g} epochs: {later / first:.2f} of that"
    return mean_of(span / free, f"{slower} between two records; 1 for a free walk.")


def saturation(ds: xr.Dataset, likelihood: xr.Dataset) -> Measurement:
    """Time to diffuse over a quarter of the ring, over the time until the log-likelihood has 95% of its final gain.

    likelihood: the dataset of an experiment of kind `learning_curve`, with the log-likelihood at the first records and
    at the last one. Raises Undecided where the gain is reached after the first records only.
    """
    sites, found = ring_size(ds), _free(ds)
    gains = likelihood["log_likelihood"].transpose("seed", "record").values + sites * np.log(2)
    reached = gains[:, :-1] >= 0.95 * gains[:, -1:]
    if not reached.any(axis=1).all():
        raise Undecided("the likelihood is not yet saturated after a twentieth of the training")
    time = summary.elapsed(ds)
    saturated = np.maximum(time[likelihood["record"].values[reached.argmax(axis=1)]], time[1])
    spread = (sites / 4) ** 2 / 2 / found.coefficient.value
    return mean_of(spread / saturated, f"{spread:.2g} against {saturated.mean():.2g} epochs of 10⁶ samples.")


def _several(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Unwrapped centres (seed, hidden, record) in sites after the burn-in, and time (record,) in 10^6 samples.

    Runs in which some unit has no centre at some record are left out. Raises Undecided where no run is left.
    """
    paths, time = summary.after_burn_in(summary.centre_paths(ds), summary.elapsed(ds))
    known = np.isfinite(paths).all(axis=(1, 2))
    if not known.any():
        raise Undecided("no run has a centre for every unit after the burn-in")
    return paths[known], time


def gaps_over_mean_centre(ds: xr.Dataset) -> Measurement:
    """Mean-square displacement of the gaps over that of the mean centre, at half of the time after the burn-in."""
    paths, _ = _several(ds)
    lag = np.array([(paths.shape[-1] - 1) // 2])
    gaps = motion.tracked_gaps(paths, ring_size(ds))
    per_run = motion.msd(gaps, lag)[..., 0].mean(axis=1)
    together = motion.msd(motion.mean_centre(paths), lag)[..., 0]
    return mean_of(per_run / together.mean(), f"Mean centre: {together.mean():.3g} sites², gaps {per_run.mean():.3g}.")


def order_kept(ds: xr.Dataset) -> Measurement:
    """Share of runs in which no gap between neighbours closes."""
    paths, _ = _several(ds)
    return share_of((motion.tracked_gaps(paths, ring_size(ds)) > 0).all(axis=(1, 2)))
