"""Numbers that figures and claims share, computed once, from the datasets of experiments."""

import json
from typing import NamedTuple

import numpy as np
import xarray as xr

from placecells.measure import fields, motion, order
from placecells.measure.intervals import LEVEL, NOTHING, Estimate

EPOCH = 1_000_000  # samples: the unit of time of the diffusion figures, whatever the size of the data set
BURN_IN = 0.2  # fraction of the training that is left out of displacements
FIT_LAGS = (0.1, 1.0)  # epochs of 10^6 samples: range of lags of the diffusion fits


class LineFit(NamedTuple):
    slope: Estimate
    intercept: Estimate
    r2: float


class Widths(NamedTuple):
    mean: xr.DataArray  # sites, mean over the seeds with one bump
    sem: xr.DataArray  # sites, standard error of that mean
    used: xr.DataArray  # number of seeds (times units) with one bump
    left_out: xr.DataArray  # number of the others


class Tiling(NamedTuple):
    hidden: int
    width: float  # sites, mean over all units and seeds with one bump
    width_sd: float  # over the same units
    gap_cv: np.ndarray  # per seed, of the centres of units that carry a field
    with_field: np.ndarray  # per seed: number of units that carry a field
    above_one: np.ndarray  # per seed: number of units with max |w| > 1, the notebooks' criterion at M = 100


class Motion(NamedTuple):
    lag: np.ndarray  # epochs of 10^6 samples
    msd: np.ndarray  # sites^2, mean over trajectories
    coefficient: Estimate  # D, sites^2 per epoch of 10^6 samples
    exponent: Estimate
    fitted: tuple[float, float]  # first and last lag of the fits, epochs of 10^6 samples


def experiment(ds: xr.Dataset) -> dict:
    """The experiment's configuration, stored with the dataset."""
    return json.loads(ds.attrs["config"])


def ring_size(ds: xr.Dataset) -> int:
    """N, the number of sites."""
    return ds.sizes["site"] if "site" in ds.sizes else experiment(ds)["data"]["sites"]


def final(ds: xr.Dataset) -> xr.Dataset:
    """The last record of every cell (cells of a grid may have different numbers of records)."""
    known = ds["update"].notnull()
    return ds.isel(record=(ds["record"].copy(data=np.arange(ds.sizes["record"])) * known).max("record"))


def elapsed(ds: xr.Dataset) -> np.ndarray:
    """Time of the records in epochs of 10^6 samples, update * batch / 10^6: (record,)."""
    return ds["update"].values * experiment(ds)["training"]["batch"] / EPOCH


def nominal_length(beta: np.ndarray) -> np.ndarray:
    """The length (sites) that gives beta as tan(exp(-1/xi)), as in the notebooks: -1 / ln arctan(beta).

    NaN for beta >= tan(1) = 1.557, which no length gives.
    """
    angle = np.arctan(beta)
    return -1 / np.log(np.where(angle < 1, angle, np.nan))


def fit_line(x: np.ndarray, y: np.ndarray) -> LineFit:
    """Least-squares line y = slope x + intercept over the finite points, 95% (Student) intervals and R^2.

    NaN for fewer than three points.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    finite = np.isfinite(x) & np.isfinite(y)
    if finite.sum() < 3:
        return LineFit(NOTHING, NOTHING, np.nan)
    from scipy.special import stdtrit  # here, because most figures need no fit, and importing it takes long

    x, y = x[finite], y[finite]
    line, covariance = np.polyfit(x, y, 1, cov=True)
    error = stdtrit(len(x) - 2, (1 + LEVEL) / 2) * np.sqrt(np.diag(covariance))
    slope, intercept = (Estimate(*map(float, bounds)) for bounds in zip(line, line - error, line + error, strict=True))
    return LineFit(slope, intercept, float(np.corrcoef(x, y)[0, 1] ** 2))


def mean_and_error(values: xr.DataArray, dims: tuple[str, ...]) -> tuple[xr.DataArray, xr.DataArray, xr.DataArray]:
    """Mean, its standard error and the number of the finite values over `dims`; NaN where too few."""
    finite = values.notnull()
    count = finite.sum(dims)
    mean = values.where(finite, 0).sum(dims) / count.where(count > 0)
    square = ((values - mean) ** 2).where(finite, 0).sum(dims) / (count - 1).where(count > 1)
    return mean, np.sqrt(square / count.where(count > 0)), count


def final_widths(ds: xr.Dataset) -> Widths:
    """FWHM at the end of training over seeds and hidden units; only fields with exactly one bump count."""
    last = final(ds)
    mean, sem, used = mean_and_error(single_bump_width(last), ("seed", "hidden"))
    return Widths(mean, sem, used, last.sizes["seed"] * last.sizes["hidden"] - used)


def single_bump_width(last: xr.Dataset) -> xr.DataArray:
    """`width` where there is exactly one bump above half maximum, else NaN."""
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


def tiling(ds: xr.Dataset) -> Tiling:
    """How the fields of many units share the ring, at the end of training. ds has no grid dimensions.

    Which units carry a field: see fields.carries_field.
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
    """Unwrapped centres (seed, hidden, record), in sites; NaN before a unit has a centre."""
    return motion.unwrap(ds["centre"].transpose("seed", "hidden", "record").values, ring_size(ds))


def after_burn_in(x: np.ndarray, time: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """x (..., record) and time (record,) without the first BURN_IN of the training."""
    late = time >= BURN_IN * time[-1]
    return x[..., late], time[late]


def free_motion(x: np.ndarray, time: np.ndarray) -> Motion:
    """Time-averaged displacements after the burn-in, and D and the exponent fitted over lags in FIT_LAGS.

    x: (trajectory, record) unwrapped, sites. time: (record,) evenly spaced, epochs of 10^6 samples. Lags go
    up to half of the remaining time; where that does not hold three lags of FIT_LAGS, the fits take all
    lags.
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
    """Lags (in records) from one to half of time (record,), about evenly spaced in the logarithm."""
    return motion.geometric_lags(max((len(time) - 1) // 2, 1))


def mean_over_trajectories(displacement: np.ndarray) -> np.ndarray:
    """Mean over the first axis of the finite entries, NaN where there are none."""
    finite = np.isfinite(displacement)
    count = finite.sum(axis=0)
    return np.where(finite, displacement, 0.0).sum(axis=0) / np.where(count, count, np.nan)


def paper_motion(x: np.ndarray, time: np.ndarray) -> tuple[np.ndarray, np.ndarray, Estimate]:
    """The paper's displacement: one origin, the first record at which all trajectories have a centre.

    Trajectories that never have one are left out.

    x: (trajectory, record), time: (record,) as in free_motion. Returns time since the origin, the squared
    displacements (trajectory, record) and D from a line through them after the burn-in.
    """
    x = x[np.isfinite(x).any(axis=-1)]
    origin = int(np.isfinite(x).all(axis=0).argmax())
    since, displacement = time[origin:] - time[origin], motion.msd_one_origin(x[:, origin:])
    late = time[origin:] >= BURN_IN * time[-1]
    return since, displacement, motion.diffusion(displacement[:, late], since[late])


def random_baseline(ds: xr.Dataset, name: str) -> xr.DataArray | float:
    """Mean of the order parameter `name` for random weights; for (11), of the size of the final weights."""
    sites = ring_size(ds)
    if name == "order_uniform":
        return order.random_order_uniform(sites)
    if name == "order_local":
        return order.random_order_local(sites)[0]
    last = final(ds)
    rms = last["order_parameter"] / (sites * last["order_uniform"])  # W = N rms W_uniform
    return mean_and_error(order.random_order_parameter(sites, rms), ("seed", "hidden"))[0]
