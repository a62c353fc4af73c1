"""The field of a single unit as a shape: its mean over runs, rescaled, and its exact log-likelihood on fresh data."""

import numpy as np
import xarray as xr

from placecells.analysis import fields
from placecells.analysis.summary import final
from placecells.data import ising

SEED = 2**63  # of no training set
AMPLITUDES = np.geomspace(0.25, 4.0, 33)  # relative to the field as learned
SHARES = np.geomspace(0.01, 1.0, 60)  # amplitudes of uniform weights, absolute


def fresh_spins(sites: int, beta: float, samples: int) -> np.ndarray:
    """Configurations (sample, site) float32 that no training set holds."""
    return ising.decode(ising.sample({"sites": sites, "beta": beta}, samples, SEED), sites).astype(np.float32)


def mean_field(ds: xr.Dataset) -> np.ndarray:
    """The learned field (site,), upright, centred on N/2, mean over the runs with one bump; NaN where there is none."""
    last = final(ds).isel(hidden=0).transpose("seed", "site")
    upright, _ = fields.upright(last["weights"].values)
    one = np.isfinite(last["centre"].values) & (last["bumps"].values == 1)
    if not one.any():
        return np.full(upright.shape[-1], np.nan)
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
