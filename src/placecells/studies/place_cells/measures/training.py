"""Measures of training itself: match of the moments, mixing of the chains, noise of the updates, convergence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import geometric_mean_of, mean_of, statistic_of
from placecells.measure.crossings import first_crossing
from placecells.measure.fields import centred
from placecells.measure.summary import experiment, ring_size
from placecells.theory.averages import ring_average
from placecells.theory.ring_distance import ring_distance

if TYPE_CHECKING:
    import xarray as xr

LATE = 0.5  # fraction of the training after which weights count as stationary
RECORDS = 20  # about so many of the late records enter an average
SATURATED = 0.95  # share of the way to its final value after which a quantity counts as converged
FAR, INSIDE = 0.35, 0.05  # shares of the ring: farther from the centre there is no place field, nearer only its peak
ALIKE = 50  # single updates whose variance is taken together


def _stationary(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Weights (seed, record, site) and centres (seed, record) of one unit in the second half of the training."""
    ds = ds.isel(hidden=0).transpose("seed", "record", "site")
    late = ds["update"].values >= LATE * ds["update"].values[-1]
    return ds["weights"].values[:, late].astype(float), ds["centre"].values[:, late]


def moment_mismatch(ds: xr.Dataset) -> Measurement:
    """Difference of the exact moments of data and machine (4-6), over the moments of the data, both rms over sites.

    The moments <v_i h> of the data come from transfer matrices, those of the machine are tanh w_i. Both are averaged
    over late records of a run, aligned at the centre of the place field.
    """
    return _mismatch(ds, *_late(ds))


def untrained_mismatch(ds: xr.Dataset) -> Measurement:
    """`moment_mismatch` of the initial weights."""
    start = ds.isel(hidden=0, record=[0]).transpose("seed", "record", "site")["weights"].values.astype(float)
    return _mismatch(ds, start, np.zeros(start.shape[:2]))


def uniform_mismatch(ds: xr.Dataset) -> Measurement:
    """`moment_mismatch` of uniform weights with the sum of squares of the learned ones.

    Uniform weights of their own best amplitude would match the moments: they are a saddle of the likelihood.
    """
    weights, centres = _late(ds)
    return _mismatch(ds, np.ones_like(weights) * np.sqrt(np.mean(weights**2, axis=-1, keepdims=True)), centres)


def _late(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """About RECORDS of the late records: weights (seed, record, site) and centres (seed, record)."""
    weights, centres = _stationary(ds)
    step = max(1, weights.shape[1] // RECORDS)
    return weights[:, ::step], centres[:, ::step]


def _mismatch(ds: xr.Dataset, weights: np.ndarray, centres: np.ndarray) -> Measurement:
    """`moment_mismatch` of given weights (seed, record, site), aligned at given centres (seed, record)."""
    average, mismatch = ring_average(float(ds["beta"])), []
    for w, c in zip(weights, centres, strict=True):
        known = np.isfinite(c)
        if known.any():
            moments = np.stack([average(w[known]), np.tanh(w[known])], axis=1)  # (record, data or machine, site)
            pairs = [[centred(row, at) for row in both] for both, at in zip(moments, c[known], strict=True)]
            data, machine = np.mean(pairs, axis=0)
            mismatch.append(np.sqrt(np.mean((data - machine) ** 2) / np.mean(data**2)))
    return mean_of(mismatch)


def chain_error(chains: xr.Dataset, shorter: xr.Dataset, one: xr.Dataset, three: xr.Dataset) -> Measurement:
    """Root-mean-square error of the moments <v_i h_mu> of `chains`, over that of independent samples, geometric mean.

    All are datasets of kind `chains`. The detail has the errors of shorter chains, of ten, one and three units.
    """
    few = (float(mean_of(part["moment_error"]).value) for part in (shorter, one, three))
    detail = "After 60 sweeps {:.2f} for ten units, {:.2f} for one, {:.2f} for three."
    return geometric_mean_of(chains["moment_error"], detail.format(*few))


def gradient_memory(chains: xr.Dataset) -> Measurement:
    """Autocorrelation at fixed weights of the gradient of PCD, projected on the shift of the weights."""
    return mean_of(chains["gradient_autocorrelation"])


def noise_exponents(ds: xr.Dataset, inside: bool = False) -> dict[str, Measurement]:
    """Exponents a and b of the variance of the weights far from the place field, ~ rate^a batch^b.

    A fit per run over the grid of rates and batches, then Student's interval over runs. inside: mean square of the
    weights at the peak of the place field instead. Raises Undecided for fewer than four pairs of rate and batch, and
    where a run has no place field.
    """
    rates, batches = ds["rate"].values, ds["batch"].values
    if min(len(rates), len(batches)) < 2:
        raise Undecided("the fit needs two rates and two batches")
    pairs = [(rate, batch) for rate in rates for batch in batches]
    squares = np.array([_mean_square(ds.sel(rate=rate, batch=batch), inside) for rate, batch in pairs])
    if not np.isfinite(squares).all():
        raise Undecided("a run has no place field")
    design = np.column_stack([np.log(pairs), np.ones(len(pairs))])
    rate, batch, _ = np.linalg.lstsq(design, np.log(squares))[0]
    return {"rate": mean_of(rate), "batch": mean_of(batch)}


def _mean_square(ds: xr.Dataset, inside: bool) -> np.ndarray:
    """Mean square (seed,) of the late weights far from the place field, or at its peak; NaN without a place field."""
    weights, centres = _stationary(ds)
    sites = ring_size(ds)
    distance = ring_distance(np.arange(sites) - centres[..., None], sites)
    taken = distance < INSIDE * sites if inside else distance > FAR * sites
    count = taken.sum(axis=(1, 2))
    return np.where(taken, weights**2, 0.0).sum(axis=(1, 2)) / np.where(count, count, np.nan)


def squares_at_peak(ds: xr.Dataset) -> dict[str, Measurement]:
    """`noise_exponents` of the weights at the peak of the place field, which are no noise."""
    return noise_exponents(ds, inside=True)


def _increments(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Initial weights (1, site), the same in all runs; minibatches (batch,); first updates (run, batch, site) / rate.

    Raises Undecided where the runs start from different weights, or where there is one minibatch.
    """
    if "batch" not in ds.dims or ds.sizes["batch"] < 2:
        raise Undecided("one size of the minibatch, the comparison needs two")
    weights = ds["weights"].isel(hidden=0).transpose("seed", "batch", "record", "site").values.astype(float)
    start = weights[0, 0, 0]
    if (weights[:, :, 0] != start).any():
        raise Undecided("the runs do not start from the same weights")
    return start[None], ds["batch"].values, (weights[:, :, 1] - start) / experiment(ds)["training"]["rate"]


def mean_increment(ds: xr.Dataset, beta_factor: float = 1.0) -> Measurement:
    """Component of an update along the exact gradient (31), over rate times gradient; largest minibatch.

    beta_factor: the gradient is that for data at this multiple of the beta of the data.
    """
    start, _, increments = _increments(ds)
    gradient = (ring_average(beta_factor * float(ds["beta"]))(start) - np.tanh(start))[0]
    return mean_of(increments[:, -1] @ gradient / (gradient @ gradient))


def wrong_mean_increment(ds: xr.Dataset) -> Measurement:
    """`mean_increment` along the gradient for data of a beta 10% larger."""
    return mean_increment(ds, beta_factor=1.1)


def variance_exponent(ds: xr.Dataset, reverse: bool = False) -> Measurement:
    """Exponent of the minibatch in the variance over runs of an update, mean over sites, for groups of ALIKE runs.

    reverse: minibatches are taken in reverse order.
    """
    _, batch, increments = _increments(ds)
    groups = np.array_split(increments, max(1, len(increments) // ALIKE))
    variances = np.array([group.var(axis=0, ddof=1).mean(axis=-1) for group in groups])  # (group, batch)
    return mean_of(np.polyfit(np.log(batch[::-1] if reverse else batch), np.log(variances).T, 1)[0])


def reversed_variance_exponent(ds: xr.Dataset) -> Measurement:
    """`variance_exponent` with the minibatches in reverse order."""
    return variance_exponent(ds, reverse=True)


def excess_kurtosis(ds: xr.Dataset, index: int = -1) -> Measurement:
    """Excess kurtosis over runs of the updates along the initial weights, by minibatches of number `index`.

    It is zero for Gaussian updates.
    """
    start, batch, increments = _increments(ds)
    along = increments @ start[0]  # (run, batch)

    def kurtosis(values: np.ndarray) -> float:
        deviation = values - values.mean()
        return float(np.mean(deviation**4) / np.mean(deviation**2) ** 2 - 3)

    detail = ", ".join(f"{kurtosis(along[:, k]):.2f} for {size}" for k, size in enumerate(batch))
    return statistic_of([along[:, index]], kurtosis, f"By the size of the minibatch: {detail}.")


def kurtosis_of_one(ds: xr.Dataset) -> Measurement:
    """`excess_kurtosis` for the smallest minibatch."""
    return excess_kurtosis(ds, index=0)


def _one_point(ds: xr.Dataset) -> xr.Dataset:
    """The dataset at the first value of beta, where it has a grid of them."""
    return ds.isel(beta=0) if "beta" in ds.dims else ds


def epochs_to_converge(ds: xr.Dataset) -> Measurement:
    """Epochs until the width 1/kappa of the place field has gone the share SATURATED of its way, mean over runs.

    The way leads from the largest width of a place field of one bump to the mean over the last quarter of the records.
    The detail is the time of the log-likelihood of held-out samples.
    """
    ds = _one_point(ds)
    widths = ds["sech_width"].where(ds["bumps"] == 1).isel(hidden=0).transpose("seed", "record").values
    epochs = [_narrowing(ds["epoch"].values, width) for width in widths]
    detail = f"The log-likelihood has {SATURATED:.0%} of its gain after {_saturation(ds):.0f} epochs."
    return mean_of(epochs, detail)


def _narrowing(time: np.ndarray, width: np.ndarray) -> float:
    """First time at which a width (record,), NaN without a place field, has narrowed by the share SATURATED."""
    known = np.isfinite(width)
    end = width[-max(1, len(width) // 4) :]
    if not np.isfinite(end).any():
        return np.nan
    largest, last = width[known].max(), end[np.isfinite(end)].mean()
    reached = known & (width <= last + (1 - SATURATED) * (largest - last))
    reached[: np.flatnonzero(known & (width == largest))[0]] = False
    return float(time[reached.argmax()]) if reached.any() else np.nan


def _saturation(ds: xr.Dataset) -> float:
    """Epochs until the log-likelihood of held-out samples has the share SATURATED of its final gain, mean over runs."""
    curves = ds["log_likelihood_test"].transpose("seed", "record").values
    end = curves[:, -max(1, curves.shape[1] // 4) :].mean(axis=1)
    level = curves[:, 0] + SATURATED * (end - curves[:, 0])
    return float(mean_of(first_crossing(ds["epoch"].values, -curves, -level)).value)


def gain_over_full_batch(ds: xr.Dataset, full: xr.Dataset, record: int = -1) -> Measurement:
    """Gain in log-likelihood of held-out samples by minibatches, over that by all samples in every update.

    ds: minibatches; full: all samples; runs of the same number share their data and initial weights, and end at the
    same time, rate times updates. record: record of ds.
    """
    curves = [_one_point(part)["log_likelihood_test"].transpose("seed", "record").values for part in (ds, full)]
    if len(curves[0]) != len(curves[1]):
        raise Undecided("the two experiments have different numbers of runs")
    gains = [curves[0][:, record] - curves[0][:, 0], curves[1][:, -1] - curves[1][:, 0]]
    epochs = [part["epoch"].values[at] for part, at in ((ds, record), (full, -1))]
    return mean_of(gains[0] / gains[1], "{:g} epochs of minibatches, {:g} of full batches.".format(*epochs))


def gain_at_first_record(ds: xr.Dataset, full: xr.Dataset) -> Measurement:
    """`gain_over_full_batch` where minibatches stop at the first record after the start."""
    return gain_over_full_batch(ds, full, record=1)
