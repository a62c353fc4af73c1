"""Exact log-likelihood, on fresh data, of the machine with one field or with two equal fields at a distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from placecells.claims.claim import Measurement, NotTestable
from placecells.measure.crossings import first_crossing
from placecells.measure.fields import rescaled
from placecells.measure.intervals import LEVEL
from placecells.measure.summary import mean_field
from placecells.theory.field_gains import AMPLITUDES, SHARES

if TYPE_CHECKING:
    import xarray as xr

SAMPLES, PAIR_SAMPLES = 400_000, 20_000  # for one field and for two
SEED = 2**63  # of no training set
SEPARATED = 0.95  # of the gain from two fields at one place to two at opposite places
BLOCKS = 20  # of the samples, for an interval


class Gains(NamedTuple):
    """What shapes gain in log-likelihood over no weights, per sample."""

    field_over_others: Measurement  # nat: the field minus the best of the other widths
    uniform_over_field: Measurement  # ratio of the gains


def fresh_spins(sites: int, beta: float, samples: int) -> np.ndarray:
    """Configurations (sample, site) float32 that no training set holds."""
    from placecells.data import ising  # here, because it imports numba, slow to import

    return ising.decode(ising.sample({"sites": sites, "beta": beta}, samples, SEED), sites).astype(np.float32)


def log_likelihood(spins: np.ndarray, field: np.ndarray) -> np.ndarray:
    """Log-likelihood (sample,) of the machine of one ±1 unit without fields, minus that of no weights, in nat.

    log 2cosh(I) - log 2 - sum_i log cosh(w_i): the machine's Z is 2^(N+1) prod cosh w_i. spins: (sample, site).
    """
    inputs = np.abs(spins @ field.astype(np.float32)).astype(float)
    return inputs + np.log1p(np.exp(-2 * inputs)) - np.log(2) - np.log(np.cosh(field)).sum()


def best(spins: np.ndarray, shape: np.ndarray, amplitudes: np.ndarray) -> np.ndarray:
    """Log-likelihoods (sample,) of `shape` at the amplitude that is best on a tenth of the samples."""
    some = spins[: len(spins) // 10]
    means = [log_likelihood(some, amplitude * shape).mean() for amplitude in amplitudes]
    return log_likelihood(spins, amplitudes[int(np.argmax(means))] * shape)


def learned_field(ds: xr.Dataset) -> np.ndarray:
    """Mean field (site,) of the runs, centred, upright. Raises NotTestable where no run has a field of one bump."""
    field = mean_field(ds)
    if np.isnan(field).any():
        raise NotTestable("no run has a field of one bump")
    return field


def field_gains(field: np.ndarray, beta: float, factors: tuple[float, ...]) -> Gains:
    """Gains of a centred field (site,), of the same rescaled by `factors`, and of uniform weights."""
    sites = len(field)
    spins = fresh_spins(sites, beta, SAMPLES)
    own = best(spins, field, AMPLITUDES)
    others = {factor: best(spins, rescaled(field, factor), AMPLITUDES) for factor in factors}
    uniform = best(spins, np.ones(sites), SHARES)
    detail = ", ".join(
        f"{factor:g} times the width: {(own - other).mean():.4f} below" for factor, other in others.items()
    )
    differences = [_paired(own - other) for other in others.values()]
    worst = min(differences, key=lambda found: found.value, default=Measurement(np.nan, np.nan, np.nan))
    return Gains(worst._replace(detail=detail), _ratio(uniform, own))


def _paired(difference: np.ndarray) -> Measurement:
    """Mean of paired differences (sample,), normal interval."""
    from scipy.stats import norm

    error = norm.ppf((1 + LEVEL) / 2) * difference.std() / np.sqrt(len(difference))
    mean = float(difference.mean())
    return Measurement(mean, mean - error, mean + error)


def _ratio(above: np.ndarray, below: np.ndarray) -> Measurement:
    """Ratio of the means of paired values, interval by the delta method."""
    from scipy.stats import norm

    ratio = above.mean() / below.mean()
    spread = (above - ratio * below).std() / np.sqrt(len(above)) / abs(below.mean())
    error = norm.ppf((1 + LEVEL) / 2) * spread
    return Measurement(float(ratio), float(ratio - error), float(ratio + error))


def pair_likelihood(spins: np.ndarray, field: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """Mean log-likelihood (distance,), in nat per sample over that of no weights, of two copies of a field.

    Z = 2^N 2 [prod cosh(w1 + w2) + prod cosh(w1 - w2)], equation (47). spins: (sample, site); distances: whole sites.
    """
    inputs = {
        shift: np.abs(spins @ np.roll(field, shift).astype(np.float32)).astype(float) for shift in {0, *distances}
    }
    free = {shift: x + np.log1p(np.exp(-2 * x)) for shift, x in inputs.items()}  # log 2cosh
    values = []
    for distance in distances:
        other = np.roll(field, distance)
        log_z = np.log(2) + np.logaddexp(*(np.log(np.cosh(field + sign * other)).sum() for sign in (1, -1)))
        values.append((free[0] + free[distance]).mean() - log_z)
    return np.array(values)


def vanishing_distance(field: np.ndarray, beta: float) -> float:
    """Distance in sites where the pair has gained SEPARATED of what separating brings, by linear interpolation.

    field: (site,). The gain is counted from fields at the same place to fields at opposite places.
    """
    sites, spins = len(field), fresh_spins(len(field), beta, PAIR_SAMPLES)
    distances = np.arange(sites // 2 + 1)
    value = pair_likelihood(spins, field, distances)
    level = value[0] + SEPARATED * (value[-1] - value[0])
    return float(first_crossing(distances, -value, -level))


def separation_gain(field: np.ndarray, beta: float) -> np.ndarray:
    """Log-likelihood (block,), nat per sample, of fields at opposite places minus that of fields at one place.

    Each at its best amplitude, common to both fields; one value for each of BLOCKS independent sets of samples.
    """
    sites, spins = len(field), fresh_spins(len(field), beta, PAIR_SAMPLES)
    some, values = spins[: len(spins) // 10], []
    for distance in (0, sites // 2):
        means = [pair_likelihood(some, amplitude * field, np.array([distance]))[0] for amplitude in AMPLITUDES]
        scaled = AMPLITUDES[int(np.argmax(means))] * field
        values.append(
            [pair_likelihood(block, scaled, np.array([distance]))[0] for block in np.array_split(spins, BLOCKS)]
        )
    together, opposite = np.array(values)
    return opposite - together
