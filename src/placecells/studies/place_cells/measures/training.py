"""Measures of training itself: match of the moments, mixing of the chains, noise of the gradient, convergence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import from_estimate, mean_of
from placecells.measure.crossings import first_crossing
from placecells.measure.fields import centred
from placecells.measure.intervals import LEVEL
from placecells.measure.summary import experiment, fit_line, ring_size
from placecells.theory.averages import ring_average
from placecells.theory.ring_distance import ring_distance

if TYPE_CHECKING:
    import xarray as xr

LATE = 0.5  # fraction of the training after which weights count as stationary
SATURATED = 0.95  # share of the final gain in log-likelihood at which training counts as converged


def _stationary(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Weights (seed, record, site) and centres (seed, record) of one unit in the second half of the training."""
    ds = ds.isel(hidden=0).transpose("seed", "record", "site")
    late = ds["update"].values >= LATE * ds["update"].values[-1]
    return ds["weights"].values[:, late], ds["centre"].values[:, late]


def moment_mismatch(ds: xr.Dataset) -> Measurement:
    """Difference of the exact moments of data and machine (4-6), over the noise of this difference in one update.

    The moments of the data come from transfer matrices, those of the machine are tanh w_i. Their difference is averaged
    over late records, aligned at the centre of the place field. The result is the root mean square of this average over
    sites.
    """
    weights, centres = _stationary(ds)
    step = max(1, weights.shape[1] // 20)
    average, batch = ring_average(float(ds["beta"])), experiment(ds)["training"]["batch"]
    mismatch = []
    for w, c in zip(weights[:, ::step], centres[:, ::step], strict=True):
        known = np.isfinite(c)
        if known.any():
            learned = w[known].astype(float)
            differences = average(learned) - np.tanh(learned)
            aligned = [centred(row, at) for row, at in zip(differences, c[known], strict=True)]
            mismatch.append(np.sqrt(np.mean(np.mean(aligned, axis=0) ** 2)))
    noise = np.sqrt(2 / batch)  # standard deviation of the difference of two means over a batch of numbers -1/+1
    return mean_of(np.array(mismatch) / noise)


def chain_error(chains: xr.Dataset) -> Measurement:
    """Root-mean-square error of the moments <v_i h_mu> of PCD, over the error of independent samples."""
    return mean_of(chains["moment_error"])


def gradient_memory(chains: xr.Dataset) -> Measurement:
    """Autocorrelation at fixed weights of the gradient of PCD, projected on the shift of the weights."""
    return mean_of(chains["gradient_autocorrelation"])


def _noise(ds: xr.Dataset) -> np.ndarray:
    """Logarithms of rate over batch, of the batch, and of the variance of weights far from the place field: (3, pair).

    A pair is a rate and a batch of the grid. Raises Undecided where a pair has no place field.
    """
    sites, found = ring_size(ds), []
    for rate in ds["rate"].values:
        for batch in ds["batch"].values:
            weights, centres = _stationary(ds.sel(rate=rate, batch=batch))
            distance = ring_distance(np.arange(sites) - centres[..., None], sites)
            far = distance > 0.35 * sites
            if not far.any():
                raise Undecided(f"no field at rate {rate:g}, batch {batch}")
            found.append([rate / batch, batch, np.mean(weights[far] ** 2)])
    return np.log(found).T


def noise_slope(ds: xr.Dataset) -> Measurement:
    """Slope of log(variance of the weights far from the place field) against log(rate over batch)."""
    scale, _, variance = _noise(ds)
    fit = fit_line(scale, variance)
    return from_estimate(fit.slope, ds.sizes["seed"], f"R² = {fit.r2:.3f} over {len(scale)} pairs of rate and batch.")


def batch_beyond_ratio(ds: xr.Dataset) -> Measurement:
    """Exponent of the batch, at fixed ratio of rate and batch, in the variance of weights far from the place field.

    Raises Undecided for fewer than four pairs of rate and batch.
    """
    scale, batch, variance = _noise(ds)
    design = np.stack([scale, batch, np.ones_like(scale)], axis=1)
    freedom = len(scale) - design.shape[1]
    if freedom < 1:
        raise Undecided(f"{len(scale)} pairs of rate and batch, the fit needs four")
    from scipy.special import stdtrit

    (ratio, excess, _), [square], *_ = np.linalg.lstsq(design, variance)
    error = stdtrit(freedom, (1 + LEVEL) / 2) * np.sqrt(square / freedom * np.linalg.inv(design.T @ design)[1, 1])
    detail = f"Exponents {ratio:.3f} of the rate, {excess - ratio:.3f} of the batch."
    return Measurement(float(excess), float(excess - error), float(excess + error), ds.sizes["seed"], detail)


def epochs_to_converge(ds: xr.Dataset) -> Measurement:
    """Epochs until the log-likelihood of held-out samples has reached the share SATURATED of its final gain."""
    ds = ds.isel(beta=0)
    curves = ds["log_likelihood_test"].transpose("seed", "record").values
    end = curves[:, -max(1, curves.shape[1] // 4) :].mean(axis=1)
    level = curves[:, 0] + SATURATED * (end - curves[:, 0])
    return mean_of(first_crossing(ds["epoch"].values, -curves, -level))
