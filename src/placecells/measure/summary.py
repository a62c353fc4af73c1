"""Numbers that figures and claims share on trained machines. The functions take the dataset of an experiment."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from placecells.measure import fields, motion, order
from placecells.measure.intervals import LEVEL, NOTHING, Estimate

if TYPE_CHECKING:
    import xarray as xr

EPOCH = 1_000_000  # samples: the unit of time of the diffusion figures, for data sets of any size
BURN_IN = 0.2  # share of the training, from its start, that displacements leave out
FIT_LAGS = (0.1, 1.0)  # epochs of 10^6 samples: range of the lags of the diffusion fits


class LineFit(NamedTuple):
    """A least-squares line y = slope x + intercept."""

    slope: Estimate
    intercept: Estimate
    r2: float  # share of the variance of y that the line explains


class Widths(NamedTuple):
    """FWHM at the end of training: one number per point of the grid."""

    mean: xr.DataArray  # sites, mean over the units of all seeds with exactly one bump
    sem: xr.DataArray  # sites, standard error of the mean
    used: xr.DataArray  # number of units of all seeds with exactly one bump
    left_out: xr.DataArray  # number of the other units


class Tiling(NamedTuple):
    """How the place fields of many units share the ring."""

    hidden: int  # number of hidden units
    width: float  # sites, mean FWHM over all units of all seeds that carry a place field of one bump
    width_sd: float  # sites, standard deviation over the same units
    gap_cv: np.ndarray  # (seed,), coefficient of variation of the gaps between units that carry a place field
    with_field: np.ndarray  # (seed,), number of units that carry a place field
    above_one: np.ndarray  # (seed,), number of units with max |w| > 1, the criterion of the notebooks for 100 units


class Motion(NamedTuple):
    """Mean-square displacement (MSD) of centres against the lag, and the fits to it."""

    lag: np.ndarray  # (lag,), epochs of 10^6 samples
    msd: np.ndarray  # (lag,), sites^2, mean over trajectories
    coefficient: Estimate  # D, sites^2 per epoch of 10^6 samples
    exponent: Estimate  # b of MSD ~ lag^b
    fitted: tuple[float, float]  # first and last lag of the fits, epochs of 10^6 samples


def experiment(ds: xr.Dataset) -> dict:
    """The config of the experiment, which is stored with the dataset."""
    return json.loads(ds.attrs["config"])


def ring_size(ds: xr.Dataset) -> int:
    """N, the number of sites."""
    return ds.sizes["site"] if "site" in ds.sizes else experiment(ds)["data"]["sites"]


def final(ds: xr.Dataset) -> xr.Dataset:
    """ds at the last record of every cell. Cells of a grid may have different numbers of records."""
    known = ds["update"].notnull()
    return ds.isel(record=(ds["record"].copy(data=np.arange(ds.sizes["record"])) * known).max("record"))


def elapsed(ds: xr.Dataset) -> np.ndarray:
    """Times of the records, update * batch / 10^6, in epochs of 10^6 samples: (record,)."""
    return ds["update"].values * experiment(ds)["training"]["batch"] / EPOCH


def nominal_length(beta: np.ndarray) -> np.ndarray:
    """The correlation length xi, in sites, by the formula of the notebooks, beta = tan(exp(-1/xi)).

    The exact relation is beta = artanh(exp(-1/xi)), see `theory.ring`. NaN for beta >= tan(1) = 1.557.
    """
    angle = np.arctan(beta)
    return -1 / np.log(np.where(angle < 1, angle, np.nan))


def fit_line(x: np.ndarray, y: np.ndarray) -> LineFit:
    """Least-squares line through the finite points of x and y, both (n,), with 95% intervals (Student) and R^2.

    NaN for fewer than three points.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    finite = np.isfinite(x) & np.isfinite(y)
    if finite.sum() < 3:
        return LineFit(NOTHING, NOTHING, np.nan)
    from scipy.special import stdtrit  # here, because most figures need no fit, and importing it is slow

    x, y = x[finite], y[finite]
    line, covariance = np.polyfit(x, y, 1, cov=True)
    error = stdtrit(len(x) - 2, (1 + LEVEL) / 2) * np.sqrt(np.diag(covariance))
    slope, intercept = (Estimate(*map(float, bounds)) for bounds in zip(line, line - error, line + error, strict=True))
    return LineFit(slope, intercept, float(np.corrcoef(x, y)[0, 1] ** 2))


def mean_and_error(values: xr.DataArray, dims: tuple[str, ...]) -> tuple[xr.DataArray, xr.DataArray, xr.DataArray]:
    """Mean, standard error of the mean, and number of the finite values over the dimensions `dims`.

    The mean is NaN without values, the standard error for fewer than two.
    """
    finite = values.notnull()
    count = finite.sum(dims)
    mean = values.where(finite, 0).sum(dims) / count.where(count > 0)
    square = ((values - mean) ** 2).where(finite, 0).sum(dims) / (count - 1).where(count > 1)
    return mean, np.sqrt(square / count.where(count > 0)), count


def final_widths(ds: xr.Dataset) -> Widths:
    """Mean FWHM at the end of training over the hidden units of all seeds that have exactly one bump."""
    last = final(ds)
    mean, sem, used = mean_and_error(single_bump_width(last), ("seed", "hidden"))
    return Widths(mean, sem, used, last.sizes["seed"] * last.sizes["hidden"] - used)


def single_bump_width(last: xr.Dataset) -> xr.DataArray:
    """FWHM, in sites, of the units with exactly one bump above half maximum, NaN for others. last: one record."""
    return last["width"].where(last["bumps"] == 1)


def mean_field(ds: xr.Dataset) -> np.ndarray:
    """Mean place field (site,) of a single unit at the end of training, over the runs with exactly one bump.

    Each run's weights are turned upright and centred on N/2. NaN where no run has exactly one bump. ds has no grid.
    """
    last = final(ds).isel(hidden=0).transpose("seed", "site")
    upright, _ = fields.upright(last["weights"].values)
    one = np.isfinite(last["centre"].values) & (last["bumps"].values == 1)
    if not one.any():
        return np.full(upright.shape[-1], np.nan)
    return np.mean(
        [fields.centred(w, c) for w, c in zip(upright[one], last["centre"].values[one], strict=True)], axis=0
    )


def aligned_mean(weights: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Mean (site,) of place fields (record, site), upright and each shifted so that its centre is at N/2.

    centres: (record,) in sites; records without a centre are left out. NaN where no record has one.
    """
    known = np.isfinite(centres)
    if not known.any():
        return np.full(weights.shape[-1], np.nan)
    upright, _ = fields.upright(weights[known])
    sites = weights.shape[-1]
    shift = np.asarray(centres)[known, None] - sites // 2
    series = np.fft.rfft(upright) * np.exp(2j * np.pi * np.fft.rfftfreq(sites) * shift)
    return np.fft.irfft(series.mean(axis=0), n=sites)


def tiling(ds: xr.Dataset) -> Tiling:
    """How the place fields of many units share the ring at the end of training. ds has no grid.

    `fields.carries_field` says which units carry a place field.
    """
    last = final(ds).transpose("seed", "hidden", "site")
    carries = fields.carries_field(last["weights"].values)
    widths = single_bump_width(last).values[carries]
    widths = widths[np.isfinite(widths)]
    centres = np.where(carries, last["centre"].values, np.nan)
    mean = widths.mean() if widths.size else np.nan
    sd = widths.std(ddof=1) if widths.size > 1 else np.nan
    above_one = (np.abs(last["weights"].values).max(axis=-1) > 1).sum(axis=-1)
    gap_cv = fields.gap_cv(centres, ring_size(ds))
    return Tiling(last.sizes["hidden"], mean, sd, gap_cv, carries.sum(axis=-1), above_one)


def centre_paths(ds: xr.Dataset) -> np.ndarray:
    """Unwrapped centres (seed, hidden, record), in sites; NaN where a unit has no centre."""
    return motion.unwrap(ds["centre"].transpose("seed", "hidden", "record").values, ring_size(ds))


def after_burn_in(x: np.ndarray, time: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """x (..., record) and time (record,) without the records of the burn-in, the first BURN_IN of the training."""
    late = time >= BURN_IN * time[-1]
    return x[..., late], time[late]


def free_motion(x: np.ndarray, time: np.ndarray) -> Motion:
    """Time-averaged mean-square displacement after the burn-in, with the diffusion coefficient and the exponent.

    x: (trajectory, record), unwrapped, in sites. time: (record,), evenly spaced, in epochs of 10^6 samples. Lags go up
    to half of the time after the burn-in. The fits use the lags within FIT_LAGS, or all lags where fewer than three
    are.
    """
    step = time[1] - time[0]
    x, time = after_burn_in(x, time)
    lags = lags_of(time)
    fitted = np.arange(1, lags[-1] + 1)
    fitted = fitted[(fitted > FIT_LAGS[0] / step - 0.5) & (fitted < FIT_LAGS[1] / step + 0.5)]
    if len(fitted) < 3:
        fitted = lags
    part, at = motion.msd(x, fitted), fitted * step
    return Motion(
        lags * step,
        mean_over_trajectories(motion.msd(x, lags)),
        motion.diffusion(part, at),
        motion.exponent(part, at),
        (float(at[0]), float(at[-1])),
    )


def lags_of(time: np.ndarray) -> np.ndarray:
    """Lags, in records, from 1 to half of the length of time (record,), about evenly spaced in the logarithm."""
    return motion.geometric_lags(max((len(time) - 1) // 2, 1))


def mean_over_trajectories(displacement: np.ndarray) -> np.ndarray:
    """Mean over the first axis of the entries that are finite, NaN where there are none."""
    finite = np.isfinite(displacement)
    count = finite.sum(axis=0)
    return np.where(finite, displacement, 0.0).sum(axis=0) / np.where(count, count, np.nan)


def paper_motion(x: np.ndarray, time: np.ndarray) -> tuple[np.ndarray, np.ndarray, Estimate]:
    """Squared displacement from one origin, as in the paper: the first record at which all trajectories have a centre.

    Trajectories that never have a centre are left out. x: (trajectory, record) and time: (record,), as in
    `free_motion`. Returns the time since the origin (record,), the squared displacements (trajectory, record) in
    sites^2, and D from a line through them after the burn-in.
    """
    x = x[np.isfinite(x).any(axis=-1)]
    origin = int(np.isfinite(x).all(axis=0).argmax())
    since, displacement = time[origin:] - time[origin], motion.msd_one_origin(x[:, origin:])
    late = time[origin:] >= BURN_IN * time[-1]
    return since, displacement, motion.diffusion(displacement[:, late], since[late])


def random_baseline(ds: xr.Dataset, name: str) -> xr.DataArray | float:
    """Mean of the order parameter `name` for random weights.

    name: order_uniform, order_local or order_parameter. The mean of order_parameter, W of (11), is that for random
    weights of the same root mean square as the weights at the end of training, one value per point of the grid.
    """
    sites = ring_size(ds)
    if name == "order_uniform":
        return order.random_order_uniform(sites)
    if name == "order_local":
        return order.random_order_local(sites)[0]
    last = final(ds)
    rms = last["order_parameter"] / (sites * last["order_uniform"])  # W = N rms W_uniform
    return mean_and_error(order.random_order_parameter(sites, rms), ("seed", "hidden"))[0]
