"""Exact log-likelihoods of single fields on fresh data: is another shape better?"""

from typing import NamedTuple

import numpy as np
import xarray as xr

from placecells.claims.claim import Measurement, NotTestable
from placecells.data import ising
from placecells.measure.fields import rescaled
from placecells.measure.intervals import LEVEL
from placecells.measure.summary import mean_field
from placecells.theory.field_gains import AMPLITUDES, SHARES

SAMPLES = 400_000
SEED = 2**63  # of no training set


class Gains(NamedTuple):
    """What shapes gain in log-likelihood over no weights, per sample."""

    field_over_others: Measurement  # nat: the field minus the best of the other widths
    uniform_over_field: Measurement  # ratio of the gains


def fresh_spins(sites: int, beta: float, samples: int) -> np.ndarray:
    """Configurations (sample, site) float32 that no training set holds."""
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
    """`mean_field`. Raises NotTestable where no run has one."""
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
