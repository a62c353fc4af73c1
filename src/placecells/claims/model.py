"""Claims on the model and its training: section II."""

import numpy as np
import xarray as xr

from placecells.analysis.summary import experiment, final, fit_line, ring_size
from placecells.claims.claim import Agrees, Band, Claim, Measurement, NotTestable
from placecells.claims.likelihood import centred
from placecells.claims.measurements import EXACT, STUDENT, exact, from_estimate, mean_of
from placecells.rbm import exact as enumeration
from placecells.rbm.machine import RBM, mean_h_from_v, sample_h_from_v, sample_v_from_h
from placecells.rbm.units import gaussian, spin, zero_one
from placecells.rbm.units.double_well import DoubleWell
from placecells.theory.averages import ring_average

LATE = 0.5  # fraction of the training after which weights count as stationary
CHAINS, SWEEPS, GIBBS = 2000, 60, 20


def _stationary(ds: xr.Dataset) -> np.ndarray:
    """Weights (seed, record, site) of one unit in the second half of the training."""
    ds = ds.isel(hidden=0).transpose("seed", "record", "site")
    late = ds["update"].values >= LATE * ds["update"].values[-1]
    return ds["weights"].values[:, late], ds["centre"].values[:, late]


def moment_mismatch(ds: xr.Dataset) -> Measurement:
    """Rms over sites of the mean difference of exact moments, over the noise of one minibatch's difference.

    Data moments by transfer matrices, model moments tanh w_i; averaged over late records in the frame of the field.
    """
    weights, centres = _stationary(ds)
    step = max(1, weights.shape[1] // 20)
    average, batch = ring_average(float(ds["beta"])), experiment(ds)["training"]["batch"]
    mismatch = []
    for w, c in zip(weights[:, ::step], centres[:, ::step], strict=True):
        found = [
            centred(average(field[None].astype(float))[0] - np.tanh(field), at)
            for field, at in zip(w, c, strict=True)
            if np.isfinite(at)
        ]
        if found:
            mismatch.append(np.sqrt(np.mean(np.mean(found, axis=0) ** 2)))
    noise = np.sqrt(2 / batch)  # of the difference of two means of +-1 numbers
    return mean_of(np.array(mismatch) / noise)


def chain_error(ds: xr.Dataset) -> Measurement:
    """PCD's moments <v_i h_mu> minus the exact ones, rms, over the error of independent chains."""
    machines = final(ds)["weights"].transpose("seed", "hidden", "site").values.astype(float)
    if machines.shape[1] > 12:
        raise NotTestable(f"{machines.shape[1]} hidden units are too many to enumerate here")
    return mean_of([_chain_error(weights, seed) for seed, weights in enumerate(machines)])


def _chain_error(weights: np.ndarray, seed: int) -> float:
    hidden, sites = weights.shape
    rbm = RBM(weights, np.zeros(sites), np.zeros(hidden))
    rng = np.random.default_rng(seed)
    v = rng.choice([-1.0, 1.0], (CHAINS, sites))
    for _ in range(SWEEPS):
        v = sample_v_from_h(rbm, sample_h_from_v(rbm, v, rng), rng)
    products = mean_h_from_v(rbm, v)[:, :, None] * v[:, None, :]
    error = products.mean(axis=0) - enumeration.moments(rbm).weights
    return float(np.sqrt(np.mean(error**2) / np.mean(products.var(axis=0) / CHAINS)))


def gradient_memory(ds: xr.Dataset) -> Measurement:
    """Autocorrelation of the gradient's largest direction between updates of PCD-20, at fixed weights."""
    machines = final(ds)["weights"].transpose("seed", "hidden", "site").values.astype(float)
    return mean_of([_memory(weights, seed) for seed, weights in enumerate(machines)])


def _memory(weights: np.ndarray, seed: int) -> float:
    hidden, sites = weights.shape
    rbm, rng = RBM(weights, np.zeros(sites), np.zeros(hidden)), np.random.default_rng(seed)
    direction = np.gradient(weights, axis=1)
    v = rng.choice([-1.0, 1.0], (CHAINS, sites))
    projections = []
    for sweep in range(SWEEPS + GIBBS):
        v = sample_v_from_h(rbm, sample_h_from_v(rbm, v, rng), rng)
        if sweep in (SWEEPS - 1, SWEEPS + GIBBS - 1):
            projections.append(np.sum(mean_h_from_v(rbm, v) * (v @ direction.T), axis=1))
    return float(np.corrcoef(*projections)[0, 1])


def noise_slope(ds: xr.Dataset) -> Measurement:
    """Slope of the logarithm of the weights' variance far from the field against the logarithm of rate over batch."""
    sites, scale, variance = ring_size(ds), [], []
    for rate in ds["rate"].values:
        for batch in ds["batch"].values:
            weights, centres = _stationary(ds.sel(rate=rate, batch=batch))
            distance = np.abs((np.arange(sites) - centres[..., None] + sites / 2) % sites - sites / 2)
            far = distance > 0.35 * sites
            if not far.any():
                raise NotTestable(f"no field at rate {rate:g}, batch {batch}")
            scale.append(rate / batch)
            variance.append(np.mean(weights[far] ** 2))
    fit = fit_line(np.log(scale), np.log(variance))
    return from_estimate(fit.slope, ds.sizes["seed"], f"R² = {fit.r2:.3f} over {len(scale)} pairs of rate and batch.")


def marginal_error() -> Measurement:
    """Largest difference between the free energy and the sum, or integral, over hidden states, all kinds of units."""
    from scipy.integrate import quad

    inputs = np.linspace(-4, 4, 9)
    errors = []
    for unit, values in ((spin, (-1, 1)), (zero_one, (0, 1))):
        errors.append(unit.cumulant(inputs) - np.log(sum(np.exp(value * inputs) for value in values)))
    for unit in (gaussian, *(DoubleWell(np.array(theta)) for theta in (-2.0, 0.0, 1.0))):
        integral = [
            quad(
                lambda h, at=at, unit=unit: np.exp(at * h - unit.potential(np.array(h))),
                -30,
                30,
                points=[0.0],
                limit=500,
            )[0]
            for at in inputs
        ]
        errors.append(unit.cumulant(inputs) - np.log(integral))
    return exact(np.abs(errors).max())


def double_well_limit() -> Measurement:
    """Largest difference of <h>/|theta| from tanh(|theta| I) at theta = -5 for |I| <= 0.2, a 25th of |theta|."""
    theta, inputs = 5.0, np.linspace(-0.2, 0.2, 41)
    difference = np.abs(DoubleWell(np.array(-theta)).mean(inputs) / theta - np.tanh(theta * inputs))
    return exact(difference.max())


CLAIMS = [
    Claim(
        id="model-01",
        section="II",
        figure="fig05",
        statement="Training ends where the moments of the model equal those of the data.",
        source="text",
        quantity="difference of exact moments, rms over sites of its mean over late records, over a minibatch's noise",
        unit="1",
        datasets=("diffusion_streamed",),
        measure=moment_mismatch,
        expected=Band(high=0.15),
        tolerance="20 records of a run average the fluctuation of the weights, itself small against a minibatch's",
        test="bootstrap (BCa) over runs, 95%",
    ),
    *(
        Claim(
            id=f"model-02{letter}",
            section="II",
            figure="",
            statement=f"The chains of PCD-20 mix fast: their moments are the exact ones ({units}).",
            source="text",
            quantity="difference of chains' and exact moments, rms, over the error of independent samples",
            unit="1",
            datasets=(dataset,),
            measure=chain_error,
            expected=Band(high=1.3),
            tolerance="1 for independent samples; 1.3 would be a third fewer independent chains than there are",
            test="bootstrap (BCa) over runs, 95%",
        )
        for letter, units, dataset in (
            ("", "one unit", "single_field"),
            ("b", "three", "fields_m3"),
            ("c", "ten", "fields_m10"),
        )
    ),
    Claim(
        id="model-02d",
        section="II",
        figure="",
        statement="Successive updates of PCD-20 see nearly independent chains (ten units).",
        source="text",
        quantity="correlation of the gradient along the shift of the fields between updates",
        unit="1",
        datasets=("fields_m10",),
        measure=gradient_memory,
        expected=Band(high=0.2),
        tolerance="a fifth: the noise of an update would then be multiplied by 1.4 at most",
        test="bootstrap (BCa) over runs, 95%",
    ),
    Claim(
        id="model-03",
        section="II",
        figure="",
        statement="The noise of training is set by the learning rate over the minibatch.",
        source="text",
        quantity="slope of log variance of the weights far from the field against log (rate / batch)",
        unit="1",
        datasets=("training_noise",),
        measure=noise_slope,
        expected=Agrees(1.0, 0.05, 0.15),
        tolerance="5% for the first correction in the rate",
        test=STUDENT,
        least_runs=2,
    ),
    Claim(
        id="model-04",
        section="II",
        figure="",
        statement="The marginal of the visible units is what the sum over the hidden ones gives, for all their kinds.",
        source="text",
        quantity="largest error of the cumulant function",
        unit="nat",
        datasets=(),
        measure=marginal_error,
        expected=Band(high=1e-8),
        tolerance="error of the numerical integration",
        test=EXACT,
        least_runs=1,
    ),
    Claim(
        id="model-05",
        section="II",
        figure="",
        statement="The double well interpolates between a Gaussian and a binary unit.",
        source="text",
        quantity="largest difference of <h>/|theta| from tanh(|theta| I), theta = -5, |I| <= 0.2",
        unit="1",
        datasets=(),
        measure=double_well_limit,
        expected=Band(high=0.08),
        tolerance="1/theta^2 = 0.04 is the size of the correction; twice that",
        test=EXACT,
        least_runs=1,
    ),
]
