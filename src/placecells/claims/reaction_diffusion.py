"""What the claims on small beta measure: flows of the weights, bumps, rings; `claims.small_beta` has the claims."""

import numpy as np
import xarray as xr

from placecells.claims.claim import Measurement, NotTestable
from placecells.claims.measurements import exact, finite, mean_of
from placecells.measure import fields
from placecells.measure.summary import experiment, final
from placecells.rbm import exact as enumeration
from placecells.rbm.machine import RBM
from placecells.rbm.units import UNITS
from placecells.theory import averages, flow, ring, soliton, turing

SITES, STARTS = 40, 5
SMALL = 0.1  # beta up to which the leading order is expected to 10%
WIDE, NARROW = soliton.stationary_kappas()


def exact_flow_error() -> Measurement:
    """Largest difference of (31) and (47) from the finite differences of the exact log-likelihood, 8 sites."""
    rng, beta, step = np.random.default_rng(0), 0.7, 1e-5
    v = averages.all_configurations(8)
    average = averages.ensemble_average(v, averages.ring_probabilities(v, beta))
    errors = []
    for hidden in (1, 2):
        weights = 0.5 * rng.standard_normal((hidden, 8))

        def likelihood(w, hidden=hidden):
            rbm = RBM(w, UNITS["spin"].zeros(8), UNITS["spin"].zeros(hidden))
            return averages.ring_probabilities(v, beta) @ enumeration.log_likelihood(rbm, v)

        numeric = np.zeros_like(weights)
        for index in np.ndindex(weights.shape):
            shift = np.zeros_like(weights)
            shift[index] = step
            numeric[index] = (likelihood(weights + shift) - likelihood(weights - shift)) / (2 * step)
        errors.append(np.abs(flow.exact(weights, average) - numeric).max())
    return exact(max(errors))


def leading_order() -> Measurement:
    """Largest error of beta and beta^2 as leading orders of the two- and four-point correlation, extrapolated."""
    betas = np.array([0.02, 0.01])
    two = ring.correlation(SITES, betas[0])[1] / betas[0], ring.correlation(SITES, betas[1])[1] / betas[1]
    four = (np.tanh(betas) ** 2) / betas**2  # two separate bonds
    extrapolated = [(4 * later - earlier) / 3 for earlier, later in (two, four)]  # the next order is beta^2
    return exact(np.abs(np.array(extrapolated) - 1).max())


def random_starts() -> Measurement:
    """Largest distance of the stationary states from the lattice's field, over random starts of (36)."""
    target = soliton.lattice_state(SITES, SITES // 2)
    away = []
    for seed in range(STARTS):
        start = 0.1 * np.random.default_rng(seed).standard_normal((1, SITES))
        field, _ = fields.upright(flow.relax(flow.cubic, start).state[0])
        away.append(np.abs(np.roll(field, SITES // 2 - int(field.argmax())) - target).max())
    return Measurement(max(away), min(away), max(away), STARTS)


def collapse(ds: xr.Dataset) -> Measurement:
    """sum_i w_i^2 / beta of trained machines over that of the stationary field of (36), smallest beta."""
    ratios = _sum_ratios(ds)
    beta = ratios["beta"].values
    if beta[0] > SMALL:
        raise NotTestable(f"the smallest beta of this scale is {beta[0]:g}, the claim needs {SMALL:g}")
    inside = [b for b in beta if abs(float(ratios.sel(beta=b).mean()) - 1) <= 0.1]
    detail = f"Smallest beta {beta[0]:g}. " + (f"Within 10% up to beta = {max(inside):g}." if inside else "")
    return mean_of(ratios.isel(beta=0).values, detail)


def _sum_ratios(ds: xr.Dataset) -> xr.DataArray:
    if "beta" not in ds.dims:
        raise NotTestable("one beta only")
    limit = np.sum(soliton.lattice_state(SITES, SITES // 2) ** 2)
    weights = final(ds)["weights"].isel(hidden=0).sortby("beta")
    return (weights**2).sum("site") / weights["beta"] / limit


def profile_residual(kappa: float):
    """A measurement: how far sqrt(2) kappa sech(kappa x) is from a stationary state of (37), largest |du/dt|."""

    def measure() -> Measurement:
        spacing = 0.02
        x = np.arange(-60, 60, spacing)  # the profile falls to 1e-15 at its ends
        u = soliton.profile(x, kappa)
        wave = 2j * np.pi * np.fft.fftfreq(len(x), spacing)
        curvature = np.fft.ifft(wave**2 * np.fft.fft(u)).real
        return exact(np.abs(curvature + u * (2 + u**2 - spacing * np.sum(u**2))).max(), f"kappa = {kappa:.4f}.")

    return measure


def growth(kappa: float):
    """A measurement: the largest growth rate of a perturbation of the profile, other than a shift."""

    def measure() -> Measurement:
        return exact(next(rate for rate in soliton.linear_spectrum(kappa) if abs(rate) > 1e-6))

    return measure


def stability_limit() -> Measurement:
    """The kappa at which the profile, held stationary, loses its stability: root of the largest growth rate."""
    from scipy.optimize import brentq

    def largest(kappa):
        return max(rate for rate in soliton.linear_spectrum(kappa) if abs(rate) > 1e-4)

    return exact(brentq(largest, 1.5, 2.5, xtol=1e-3))


def lattice_width() -> Measurement:
    """FWHM of the lattice's stationary field."""
    width = fields.width(soliton.lattice_state(SITES, SITES // 2), sigma=0.0).fwhm
    return exact(float(width), f"Continuum: {soliton.full_width(WIDE):.2f} sites.")


def vanishing_beta(ds: xr.Dataset) -> Measurement:
    """FWHM of the exact stationary field at the smallest beta."""
    smallest = ds.sortby("beta").isel(beta=0, hidden=0)
    widths = fields.width(smallest["field"].transpose("seed", "site").values, sigma=0.0).fwhm
    return exact(float(widths.mean()), f"beta = {float(smallest['beta']):g}.")


def far_speed(ds: xr.Dataset) -> Measurement:
    """Speed at which two fields part at more than 1.5 FWHM, over the largest speed at any distance."""
    distance, time = ds["distance"].values, ds["elapsed"].values
    speed = np.abs(np.gradient(distance, time))
    far = distance > 1.5 * soliton.full_width(WIDE)
    if not far.any():
        raise NotTestable("the fields never get 1.5 widths apart on this ring")
    return exact(speed[far].max() / speed.max())


def final_distance(ds: xr.Dataset) -> Measurement:
    """Final distance of two fields over half of the ring."""
    distance = float(ds["distance"][-1])
    return exact(distance / (experiment(ds)["flow"]["length"] / 2))


def two_bumps(ds: xr.Dataset) -> Measurement:
    """Number of bumps of u_1^2 + u_2^2 after relaxation of (49), mean over starts."""
    total = (ds["field"] ** 2).sum("hidden").transpose("seed", "site").values
    half = total > total.max(axis=1, keepdims=True) / 2
    return exact(float(np.mean((half & ~np.roll(half, 1, axis=1)).sum(axis=1))))


def homogeneous_rate() -> Measurement:
    """Largest growth rate of a uniform perturbation of the uniform state over rings of 2 ... 40 sites."""
    rates = []
    for sites in range(2, 41):
        uniform = np.full((1, sites), turing.uniform_amplitude(sites))
        ones = np.ones(sites) / np.sqrt(sites)
        rates.append(ones @ flow.cubic_jacobian(uniform) @ ones)
    return exact(max(rates))


def smallest_unstable(ds: xr.Dataset) -> Measurement:
    """Smallest ring on which the flow leaves the uniform state."""
    spread = (ds["field"].max("site") - ds["field"].min("site")).transpose("sites", "seed").values
    left = ds["sites"].values[(spread > 0.01 * turing.uniform_amplitude(ds["sites"].values)[:, None]).all(axis=1)]
    smallest = float(finite(left).min())
    if smallest == float(ds["sites"].min()):
        raise NotTestable("the smallest ring of this scale is unstable already")
    detail = f"Continuum {turing.critical_length():.2f}, lattice {turing.critical_lattice_length():.2f} sites."
    return exact(smallest, detail)


def growth_ratio(ds: xr.Dataset) -> Measurement:
    """Measured growth rate of the slowest wave minus the lattice's formula, largest over rings."""
    predicted = turing.fastest_ring_rate(ds["sites"].values, turing.lattice_growth_rate)
    difference = ds["growth_rate"].transpose("sites", "seed").values - predicted[:, None]
    return exact(np.abs(difference).max())
