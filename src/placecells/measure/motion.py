"""Motion of place fields on the ring: trajectories of their centres, mean-square displacements, diffusion coefficients.

The last axis of a trajectory is the record: time in units of the interval between two records.
"""

import numpy as np

from placecells.measure import intervals
from placecells.measure.intervals import Estimate


def unwrap(centres: np.ndarray, sites: int) -> np.ndarray:
    """Continuous trajectories of centres on a ring of N = `sites` sites: every step goes the shorter way round.

    centres: (..., record), in sites. Returns the same shape, in sites. NaN (no centre) stays NaN, and the next centre
    continues from the last known one.
    """
    centres = np.asarray(centres, dtype=float)
    known = np.isfinite(centres)
    index = np.where(known, np.arange(centres.shape[-1]), 0)
    filled = np.take_along_axis(centres, np.maximum.accumulate(index, axis=-1), axis=-1)
    step = np.nan_to_num(np.diff(filled, axis=-1))
    step -= sites * np.round(step / sites)  # unlike ring_offset, this keeps all bits of a small step
    path = np.concatenate([np.zeros_like(centres[..., :1]), np.cumsum(step, axis=-1)], axis=-1)
    first = np.take_along_axis(centres, known.argmax(axis=-1)[..., None], axis=-1)
    return np.where(known, first + path, np.nan)


def rms_step(x: np.ndarray) -> float:
    """Root-mean-square step between neighbouring records over all trajectories, in sites; NaN without a step.

    x: (..., record), unwrapped, in sites.
    """
    step = np.diff(x, axis=-1)
    step = step[np.isfinite(step)]
    return float(np.sqrt(np.mean(step**2))) if step.size else np.nan


def sampling_problem(x: np.ndarray, sites: int) -> str | None:
    """A sentence where the rms step is N/10 or more, so that unwrapping may go the wrong way round the ring; else None.

    x: (..., record), unwrapped, in sites. sites: N.
    """
    step = rms_step(x)
    if not step >= sites / 10:  # also for NaN: without steps there is nothing to unwrap
        return None
    return f"centres move {step:.1f} sites between records (must be below {sites / 10:g}): record more often"


def msd(x: np.ndarray, lags: np.ndarray) -> np.ndarray:
    """(P.22): time-averaged mean-square displacement of each trajectory, the mean over t of (x(t + lag) - x(t))^2.

    x: (..., record), unwrapped, without burn-in, in sites. lags: integers >= 0, in records. Returns (..., lag) in
    sites^2; NaN where no two records have the lag between them.
    """
    x = np.asarray(x, dtype=float)
    means = [_finite_mean((x[..., lag:] - x[..., : x.shape[-1] - lag]) ** 2) for lag in lags]
    return np.stack(means, axis=-1)


def _finite_mean(values: np.ndarray) -> np.ndarray:
    """Mean over the last axis of the entries that are finite, NaN where there are none."""
    finite = np.isfinite(values)
    count = finite.sum(axis=-1)
    return np.where(finite, values, 0.0).sum(axis=-1) / np.where(count, count, np.nan)


def msd_one_origin(x: np.ndarray) -> np.ndarray:
    """Squared displacement (x(t) - x(t0))^2 from the first record t0. x: (..., record), in sites. Returns sites^2."""
    return (x - x[..., :1]) ** 2


def geometric_lags(longest: int, per_decade: int = 12) -> np.ndarray:
    """Distinct integers from 1 to `longest` >= 1, about evenly spaced in the logarithm."""
    count = int(per_decade * np.log10(longest)) + 2
    return np.unique(np.round(np.geomspace(1, longest, count)).astype(int))


def slope(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Least-squares slope of y (..., n) against x (n,), with a free intercept; NaN for a single x."""
    deviation = x - np.mean(x)
    square = np.sum(deviation**2)
    return y @ deviation / (square if square > 0 else np.nan)


def diffusion(displacement: np.ndarray, time: np.ndarray) -> Estimate:
    """(P.22): diffusion coefficient D, half of the slope of the mean-square displacement: MSD = 2 D t + constant.

    displacement: (trajectory, time), in sites^2. time: (time,). D is in sites^2 per unit of time. The interval is
    Student's over trajectories.
    """
    return intervals.mean(slope(time, displacement) / 2)


def exponent(displacement: np.ndarray, time: np.ndarray) -> Estimate:
    """Exponent b of MSD ~ t^b, the slope of log MSD against log t: 1 for diffusion, smaller for trapped motion.

    displacement: (trajectory, time), positive, in sites^2. time: (time,), positive. The interval is the
    jackknife's over trajectories; lags up to a hundredth of a trajectory give intervals that hold as often as they say.
    """

    def log_slope(mean):
        return slope(np.log(time), np.log(np.where(mean > 0, mean, np.nan)))

    return intervals.estimate(displacement, log_slope)


def tracked_gaps(x: np.ndarray, sites: int) -> np.ndarray:
    """Gaps between the centres of neighbouring units, with the neighbours of the first record at all times.

    x: (..., hidden, record), unwrapped, in sites. Returns (..., hidden, record) in sites: the gaps add up to `sites`,
    and the last one closes the ring. A gap leaves [0, N) where two place fields pass each other.
    """
    start = x[..., :1]
    turns = np.floor(start / sites) * sites  # subtracted, so that all units start in [0, N)
    order = np.argsort(start - turns, axis=-2)
    ordered = np.take_along_axis(x - turns, order, axis=-2)
    following = np.concatenate([ordered[..., 1:, :], ordered[..., :1, :] + sites], axis=-2)
    return following - ordered


def mean_centre(x: np.ndarray) -> np.ndarray:
    """Mean over the hidden units of unwrapped trajectories x (..., hidden, record): (..., record)."""
    return x.mean(axis=-2)
