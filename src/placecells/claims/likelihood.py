"""Exact log-likelihoods of single fields on fresh data: is another shape better?"""

from typing import NamedTuple

import numpy as np
import xarray as xr

from placecells.analysis import fields
from placecells.analysis.motion import LEVEL
from placecells.analysis.summary import final
from placecells.claims.claim import Measurement, NotTestable
from placecells.data import ising

SAMPLES = 400_000
SEED = 2**63  # of no training set
AMPLITUDES = np.geomspace(0.25, 4.0, 33)  # relative to the field as learned
SHARES = np.geomspace(0.01, 1.0, 60)  # amplitudes of uniform weights, absolute


class Gains(NamedTuple):
    """What shapes gain in log-likelihood over no weights, per sample."""

    field_over_others: Measurement  # nat: the field minus the best of the other widths
    uniform_over_field: Measurement  # ratio of the gains


def mean_field(ds: xr.Dataset) -> np.ndarray:
    """The learned field (site,), upright, centred on N/2, mean over the runs with one bump. Raises NotTestable."""
    last = final(ds).isel(hidden=0).transpose("seed", "site")
    upright, _ = fields.upright(last["weights"].values)
    one = np.isfinite(last["centre"].values) & (last["bumps"].values == 1)
    if not one.any():
        raise NotTestable("no run has a field of one bump")
    return np.mean([centred(w, c) for w, c in zip(upright[one], last["centre"].values[one], strict=True)], axis=0)


def centred(field: np.ndarray, centre: float) -> np.ndarray:
    """A field (site,) shifted, by its Fourier series, so that its centre lies on N/2."""
    sites = len(field)
    phase = 2j * np.pi * np.fft.rfftfreq(sites) * (centre - sites // 2)
    return np.fft.irfft(np.fft.rfft(field) * np.exp(phase), n=sites)


def rescaled(field: np.ndarray, factor: float) -> np.ndarray:
    """A centred field (site,) whose width is `factor` times that of `field`; zero beyond the old ring."""
    position = np.arange(len(field)) - len(field) // 2
    return np.interp(position / factor, position, field, left=0.0, right=0.0)


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


def field_gains(field: np.ndarray, beta: float, factors: tuple[float, ...]) -> Gains:
    """Gains of a centred field (site,), of the same rescaled by `factors`, and of uniform weights."""
    sites = len(field)
    spins = ising.decode(ising.sample({"sites": sites, "beta": beta}, SAMPLES, SEED), sites).astype(np.float32)
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
