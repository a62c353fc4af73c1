"""Place fields that move during training: shape, diffusion coefficient, the noise that drives them, common motion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import mean_of, ratio_of, share_of, statistic_of
from placecells.measure import intervals, motion, summary
from placecells.measure.summary import aligned_mean, experiment, ring_size
from placecells.studies.place_cells.measures.walks import in_records, one_unit

if TYPE_CHECKING:
    import xarray as xr

LONGEST = 0.01  # longest lag of the fits of D, share of the time after the burn-in
DECADE = 2.0  # epochs of 10^6 samples: lag of D_eff against the number of samples


def coefficients(paths: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Diffusion coefficient D (P.22) of every run, in sites^2 per 10^6 samples: (run,).

    paths: centres (run, record) in sites. time: (record,), in 10^6 samples. D is half of the slope of the mean-square
    displacement at lags up to a hundredth of the time after the burn-in, three records at least. A free intercept takes
    the error of single centres out.
    """
    paths, time = summary.after_burn_in(paths, time)
    lags = np.arange(1, max(3, round(LONGEST * len(time))) + 1)
    return motion.slope(lags * (time[1] - time[0]), motion.msd(paths, lags)) / 2


def coefficient(ds: xr.Dataset) -> Measurement:
    """Diffusion coefficient D (P.22) of one unit, in sites^2 per 10^6 samples."""
    found = coefficients(*one_unit(ds))
    per_update = np.nanmean(found) * experiment(ds)["training"]["batch"] / summary.EPOCH
    return mean_of(found, f"{per_update:.2g} sites² per update.")


def coefficient_ratio(one: xr.Dataset, other: xr.Dataset) -> Measurement:
    """Diffusion coefficient D of one experiment over D of another; geometric means over runs."""
    first, second = (coefficients(*one_unit(ds)) for ds in (one, other))
    if min(np.nanmin(first), np.nanmin(second)) <= 0:
        raise Undecided("a run has a displacement that does not grow with the lag")
    return ratio_of(first, second)


def effective(ds: xr.Dataset) -> np.ndarray:
    """D_eff = MSD / (2 lag) of every run at a lag of 2 epochs of 10^6 samples, or a tenth of the time: (run,)."""
    paths, time = summary.after_burn_in(*one_unit(ds))
    step = time[1] - time[0]
    lag = in_records(DECADE, step, len(time) // 10)
    return motion.msd(paths, np.array([lag]))[:, 0] / (2 * lag * step)


def rise_with_samples(few: xr.Dataset, many: xr.Dataset) -> Measurement:
    """D_eff at the smallest number of samples of `few` over D_eff at those of `many`; geometric means over runs.

    Every run has data of its own, so that the interval is one over data sets.
    """
    numbers = few["samples"].values if "samples" in few.dims else [None]
    shown = [(number, effective(few if number is None else few.sel(samples=number))) for number in numbers]
    shown.append((experiment(many)["data"].get("samples"), effective(many)))
    listed = ", ".join(f"{number or 'streamed'}: {np.nanmean(values):.3g}" for number, values in shown)
    return ratio_of(shown[0][1], shown[-1][1], f"Samples: D_eff in sites² per 10⁶ samples: {listed}.")


def noise_formula(ds: xr.Dataset, formula: xr.Dataset) -> dict[str, Measurement]:
    """Measured D over the one that (P.23) predicts, for every learning rate of the grid.

    formula: the dataset of an experiment of kind `noise_formula`.
    """
    found = {}
    for rate in ds["rate"].values:
        predicted = float(formula["diffusion"].sel(rate=rate).mean()) * _updates_per_epoch(ds)
        measured = coefficients(*one_unit(ds.sel(rate=rate)))
        detail = f"D = {np.nanmean(measured):.3g}, formula {predicted:.3g} sites² per 10⁶ samples."
        found[f"rate {rate:g}"] = mean_of(measured / predicted, detail)
    return found


def common_noise_formula(*datasets: xr.Dataset) -> dict[str, Measurement]:
    """Measured D of the mean centre of several units over the one that (P.23) predicts, for every number of units.

    datasets: in pairs, runs with the number of units in the grid, and what `noise_formula` made of them.
    """
    found = {}
    for ds, formula in zip(datasets[::2], datasets[1::2], strict=True):
        for number in map(int, ds["hidden_units"].values):
            part = ds.sel(hidden_units=number)
            predicted = float(formula["diffusion"].sel(hidden_units=number).mean()) * _updates_per_epoch(ds)
            together = motion.mean_centre(summary.centre_paths(part.isel(hidden=slice(number))))
            measured = coefficients(together, summary.elapsed(part))
            detail = f"D = {np.nanmean(measured):.3g}, formula {predicted:.3g} sites² per 10⁶ samples."
            found[f"{number} units"] = mean_of(measured / predicted, detail)
    return found


def _updates_per_epoch(ds: xr.Dataset) -> float:
    return summary.EPOCH / experiment(ds)["training"]["batch"]


def shape_change(ds: xr.Dataset) -> Measurement:
    """Relative change of the mean place field from the second quarter to the second half of the training.

    The place fields of the records are aligned at their centres before averaging. Root mean square over sites of the
    change, over that of the earlier mean place field.
    """
    ds = ds.isel(hidden=0).transpose("seed", "record", "site")
    count, profiles = ds.sizes["record"], []
    for part in (slice(count // 4, count // 2), slice(count // 2, None)):
        piece = ds.isel(record=part)
        pairs = zip(piece["weights"].values.astype(float), piece["centre"].values, strict=True)
        profiles.append(np.array([aligned_mean(weights, centres) for weights, centres in pairs]))
    earlier, later = profiles
    change = np.sqrt(((later - earlier) ** 2).mean(axis=1) / (earlier**2).mean(axis=1))
    return mean_of(change)


def not_aligned(ds: xr.Dataset) -> xr.Dataset:
    """ds with the centre of every run as it was at the middle of the training, so that place fields are not aligned."""
    return ds.assign(centre=ds["centre"].isel(record=ds.sizes["record"] // 2) + 0 * ds["centre"].fillna(0))


def transient(ds: xr.Dataset) -> Measurement:
    """Time until the place field is formed over the time of the whole training.

    A place field is formed where it has a centre and its largest |w_i| is above half of its final value.
    """
    ds = ds.isel(hidden=0).transpose("seed", "record", "site")
    height = np.abs(ds["weights"]).max("site").values
    formed = (height > height[:, -1:] / 2) & np.isfinite(ds["centre"].values)
    time = ds["update"].values / ds["update"].values[-1]
    return mean_of(np.where(formed.any(axis=1), time[formed.argmax(axis=1)], np.nan))


def saturation(ds: xr.Dataset, likelihood: xr.Dataset, distance: float = 0.25) -> Measurement:
    """Time to diffuse over a share `distance` of the ring, over the time until the likelihood has 95% of its gain.

    likelihood: the dataset of an experiment of kind `learning_curve` from the start of the training on; the final gain
    is the mean over its second half. The interval contains that of D over runs, and the earliest and the latest time
    at which the gain of a run may have been reached, between two records.
    """
    sites, found = ring_size(ds), intervals.mean(coefficients(*one_unit(ds)))
    gains = likelihood["log_likelihood"].transpose("seed", "record").values + sites * np.log(2)
    final_gain = gains[:, gains.shape[1] // 2 :].mean(axis=1, keepdims=True)
    first = (gains >= 0.95 * final_gain).argmax(axis=1)
    if (first >= gains.shape[1] // 2).any() or (first == 0).any():
        raise Undecided("the likelihood does not saturate in the first half of its records")
    time = likelihood["update"].values / _updates_per_epoch(ds)
    spread = [(sites * distance) ** 2 / 2 / value for value in found]
    latest, earliest = time[first].max(), time[first - 1].min()
    if found.low <= 0:
        raise Undecided("the diffusion coefficient is not known to be positive")
    return Measurement(
        spread[0] / time[first].mean(),
        spread[2] / latest,
        spread[1] / earliest if earliest else np.inf,
        min(len(gains), ds.sizes["seed"]),
        f"{spread[0]:.2g} against {time[first].mean():.2g} epochs of 10⁶ samples.",
    )


def _several(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Unwrapped centres (seed, hidden, record) in sites after the burn-in, and time (record,) in 10^6 samples.

    Runs in which some unit has no centre at some record are left out. Raises Undecided where fewer than two are left.
    """
    paths, time = summary.after_burn_in(summary.centre_paths(ds), summary.elapsed(ds))
    known = np.isfinite(paths).all(axis=(1, 2))
    if known.sum() < 2:
        raise Undecided("fewer than two runs have a centre for every unit after the burn-in")
    return paths[known], time


def gaps_over_mean_centre(ds: xr.Dataset) -> Measurement:
    """Mean-square displacement of the gaps over that of the mean centre, at half of the time after the burn-in."""
    paths, _ = _several(ds)
    lag = np.array([(paths.shape[-1] - 1) // 2])
    gaps = motion.msd(motion.tracked_gaps(paths, ring_size(ds)), lag)[..., 0].mean(axis=1)
    together = motion.msd(motion.mean_centre(paths), lag)[..., 0]
    detail = f"Mean centre {together.mean():.3g} sites², gaps {gaps.mean():.3g} sites²."
    rows = np.stack([gaps, together], axis=1)
    return statistic_of([rows], lambda some: some[:, 0].mean() / some[:, 1].mean(), detail, log=True)


def order_kept(ds: xr.Dataset) -> Measurement:
    """Share of runs in which no gap between neighbours closes."""
    paths, _ = _several(ds)
    return share_of((motion.tracked_gaps(paths, ring_size(ds)) > 0).all(axis=(1, 2)))


def dimension(ds: xr.Dataset) -> Measurement:
    """Number of independent directions of the displacements of M centres, while each one moves by its width.

    (tr C)^2 / tr C^2 of the covariance C of the displacements, which is the same for all units and for all pairs: 1 for
    locked place fields, M for independent ones. The lag is the first at which the mean-square displacement of a centre
    exceeds the square of the FWHM.
    """
    paths, time = _several(ds)
    width, number = float(summary.single_bump_width(summary.final(ds)).mean()), paths.shape[1]
    lags = np.arange(1, paths.shape[-1] // 2)
    reached = motion.msd(paths, lags).mean(axis=(0, 1)) > width**2
    if not reached.any():
        raise Undecided("no centre moves by its width")
    lag = lags[reached.argmax()]
    single = motion.msd(paths, np.array([lag]))[..., 0].mean(axis=1)
    together = motion.msd(motion.mean_centre(paths), np.array([lag]))[..., 0]

    def directions(rows: np.ndarray) -> float:
        one, common = rows.mean(axis=0)
        return one**2 / (common**2 + (one - common) ** 2 / (number - 1))

    detail = f"Lag {lag * (time[1] - time[0]):.2g} epochs of 10⁶ samples, FWHM {width:.3g} sites."
    return statistic_of([np.stack([single, together], axis=1)], directions, detail)


def of_different_runs(ds: xr.Dataset) -> xr.Dataset:
    """ds with the centre of unit k taken from the k-th next run, so that no two centres are of the same run."""
    centres = ds["centre"].transpose("seed", "hidden", "record")
    rolled = np.stack([np.roll(centres.values[:, unit], -unit, axis=0) for unit in range(ds.sizes["hidden"])], axis=1)
    return ds.assign(centre=centres.copy(data=rolled))


def locked(ds: xr.Dataset) -> xr.Dataset:
    """ds with the centres of all units of a run at constant distances from that of the first one."""
    first = ds["centre"].isel(hidden=0, drop=True)
    distance = (ds["centre"] - first).isel(record=-1, drop=True)
    return ds.assign(centre=((first + distance) % ring_size(ds)).transpose(*ds["centre"].dims))


def standing(ds: xr.Dataset) -> xr.Dataset:
    """ds with the last record at all times, with normal noise of a tenth of the largest weight on every weight."""
    count, last = ds.sizes["record"], ds.isel(record=-1, drop=True)
    weights = ds["weights"].transpose("seed", "record", "hidden", "site")
    noise = 0.1 * float(np.abs(last["weights"]).max()) * np.random.default_rng(0).standard_normal(weights.shape)
    kept = {name: last[name].expand_dims(record=count, axis=1) for name in ("weights", "centre")}
    return ds.assign(
        weights=weights.copy(data=kept["weights"].transpose(*weights.dims).values + noise),
        centre=ds["centre"].copy(data=kept["centre"].transpose(*ds["centre"].dims).values),
    )
