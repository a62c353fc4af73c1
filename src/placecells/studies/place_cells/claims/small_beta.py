"""Claims on the expansion at small beta and on its reaction-diffusion equation: section V.2."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Agrees, Band, Claim, Measurement, Undecided
from placecells.claims.intervals import EXACT, STUDENT, exact, mean_of
from placecells.measure import fields
from placecells.measure.summary import experiment, final
from placecells.studies.place_cells.kinds import integrate
from placecells.theory import averages, flow, ring, soliton

if TYPE_CHECKING:
    import xarray as xr

SITES = 40
SMALL = 0.1  # beta up to which the leading order is expected to 10%
WIDE, NARROW = soliton.stationary_kappas()


def exact_flow_error() -> Measurement:
    """Largest difference of (31) and (47) from the finite differences of the exact log-likelihood, 8 sites."""
    from placecells.rbm import exact as enumeration  # here, because it imports scipy.special, slow to import
    from placecells.rbm.machine import RBM
    from placecells.rbm.units import UNITS

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


def random_starts(ds: xr.Dataset) -> Measurement:
    """Largest distance of the stationary states from the lattice's field, over random starts of (36)."""
    states, _ = fields.upright(ds["profile"].isel(hidden=0).transpose("seed", "site").values)
    middle = states.shape[1] // 2
    target = integrate.lattice_state(states.shape[1], middle)
    away = [np.abs(np.roll(field, middle - int(field.argmax())) - target).max() for field in states]
    return Measurement(max(away), min(away), max(away), len(away))


def collapse(ds: xr.Dataset) -> Measurement:
    """sum_i w_i^2 / beta of trained machines over that of the stationary field of (36), smallest beta."""
    ratios = _sum_ratios(ds)
    beta = ratios["beta"].values
    if beta[0] > SMALL:
        raise Undecided(f"the smallest beta of this scale is {beta[0]:g}, the claim needs {SMALL:g}")
    inside = [b for b in beta if abs(float(ratios.sel(beta=b).mean()) - 1) <= 0.1]
    detail = f"Smallest beta {beta[0]:g}. " + (f"Within 10% up to beta = {max(inside):g}." if inside else "")
    return mean_of(ratios.isel(beta=0).values, detail)


def _sum_ratios(ds: xr.Dataset) -> xr.DataArray:
    """sum_i w_i^2 / beta over that of the stationary field of (36): (beta, seed), beta ascending."""
    if "beta" not in ds.dims:
        raise Undecided("one beta only")
    limit = np.sum(integrate.lattice_state(SITES, SITES // 2) ** 2)
    weights = final(ds)["weights"].isel(hidden=0).sortby("beta")
    return (weights**2).sum("site") / weights["beta"] / limit


def profile_residual(kappa: float) -> Measurement:
    """How far sqrt(2) kappa sech(kappa x) is from a stationary state of (37): largest |du/dt|."""
    spacing = 0.02
    x = np.arange(-60, 60, spacing)  # the profile falls to 1e-15 at its ends
    u = soliton.profile(x, kappa)
    wave = 2j * np.pi * np.fft.fftfreq(len(x), spacing)
    curvature = np.fft.ifft(wave**2 * np.fft.fft(u)).real
    return exact(np.abs(curvature + u * (2 + u**2 - spacing * np.sum(u**2))).max(), f"kappa = {kappa:.4f}.")


def growth(kappa: float) -> Measurement:
    """Largest growth rate of a perturbation of the profile, other than a shift."""
    return exact(next(rate for rate in soliton.linear_spectrum(kappa) if abs(rate) > 1e-6))


def stability_limit() -> Measurement:
    """The kappa at which the profile, held stationary, loses its stability: root of the largest growth rate."""
    from scipy.optimize import brentq

    def largest(kappa):
        return max(rate for rate in soliton.linear_spectrum(kappa) if abs(rate) > 1e-4)

    return exact(brentq(largest, 1.5, 2.5, xtol=1e-3))


def lattice_width() -> Measurement:
    """FWHM of the lattice's stationary field."""
    width = fields.width(integrate.lattice_state(SITES, SITES // 2), sigma=0.0).fwhm
    return exact(float(width), f"Continuum: {soliton.full_width(WIDE):.2f} sites.")


def vanishing_beta(ds: xr.Dataset) -> Measurement:
    """FWHM of the exact stationary field at the smallest beta."""
    smallest = ds.sortby("beta").isel(beta=0, hidden=0)
    widths = fields.width(smallest["profile"].transpose("seed", "site").values, sigma=0.0).fwhm
    return exact(float(widths.mean()), f"beta = {float(smallest['beta']):g}.")


def far_speed(ds: xr.Dataset) -> Measurement:
    """Speed at which two fields part at more than 1.5 FWHM, over the largest speed at any distance."""
    distance, time = ds["distance"].values, ds["elapsed"].values
    speed = np.abs(np.gradient(distance, time))
    far = distance > 1.5 * soliton.full_width(WIDE)
    if not far.any():
        raise Undecided("the fields never get 1.5 widths apart on this ring")
    return exact(speed[far].max() / speed.max())


def final_distance(ds: xr.Dataset) -> Measurement:
    """Final distance of two fields over half of the ring."""
    distance = float(ds["distance"][-1])
    return exact(distance / (experiment(ds)["flow"]["length"] / 2))


def two_bumps(ds: xr.Dataset) -> Measurement:
    """Number of bumps of u_1^2 + u_2^2 after relaxation of (49), mean over starts."""
    total = (ds["profile"] ** 2).sum("hidden").transpose("seed", "site").values
    half = total > total.max(axis=1, keepdims=True) / 2
    return exact(float(np.mean((half & ~np.roll(half, 1, axis=1)).sum(axis=1))))


claim = partial(Claim, section="V.2", figure="fig14", source="text", unit="1", datasets=(), test=EXACT, least_runs=1)

CLAIMS = [
    claim(
        id="small_beta-74",
        statement="Learning with plain gradient ascent is the flow <v_i tanh I> of the data minus that of the model.",
        quantity="largest difference from finite differences of the exact log-likelihood, one and two units",
        measure=exact_flow_error,
        expected=Band(high=1e-6),
        tolerance="error of the finite differences",
    ),
    claim(
        id="small_beta-75",
        statement="At small beta neighbours correlate as beta, two pairs of neighbours as beta squared.",
        quantity="largest error of the two coefficients, extrapolated to beta = 0",
        measure=leading_order,
        expected=Band(high=1e-6),
        tolerance="error of the extrapolation, of order beta^4",
    ),
    claim(
        id="small_beta-76",
        statement="From random starts the equation without parameters forms a localised stationary field.",
        quantity="largest distance of the final state from the lattice's field, random starts",
        datasets=("one_unit_cubic",),
        measure=random_starts,
        expected=Band(high=1e-6),
        tolerance="the residual at which flows stop",
        test="largest over starts",
        least_runs=5,
    ),
    claim(
        id="small_beta-77",
        statement="Trained weights over sqrt(beta) fall on its field, without a free parameter.",
        quantity="sum of squares of trained over that of the equation's field, smallest beta",
        datasets=("small_beta_rbm",),
        measure=collapse,
        expected=Agrees(1.0, 0.1),
        tolerance="10% at the smallest beta of the grid: the next order of the expansion",
        test=STUDENT,
        least_runs=2,
    ),
    *(
        claim(
            id=f"small_beta-{number}",
            statement=f"The field sqrt(2) kappa sech(kappa x) with kappa = 2 {sign} sqrt 2 is stationary.",
            quantity="largest |du/dt| of the continuum equation",
            measure=partial(profile_residual, kappa),
            expected=Band(high=1e-6),
            tolerance="error of the discretisation",
        )
        for number, sign, kappa in (("78", "-", WIDE), ("78b", "+", NARROW))
    ),
    claim(
        id="small_beta-79",
        statement="The one with kappa = 2 - sqrt 2 is stable.",
        quantity="largest growth rate of a perturbation other than a shift",
        unit="nu beta",
        measure=partial(growth, WIDE),
        expected=Band(high=0.0),
        tolerance="negative",
    ),
    claim(
        id="small_beta-79b",
        statement="The one with kappa = 2 + sqrt 2 is unstable.",
        quantity="largest growth rate of a perturbation other than a shift",
        unit="nu beta",
        measure=partial(growth, NARROW),
        expected=Band(low=0.0),
        tolerance="positive",
    ),
    claim(
        id="small_beta-79c",
        statement="Fields are stable up to kappa = 3.",
        quantity="kappa at which the largest growth rate of the whole spectrum vanishes",
        unit="1/site",
        measure=stability_limit,
        expected=Agrees(3.0, 0.05),
        tolerance="numerical",
    ),
    claim(
        id="small_beta-79d",
        statement="Fields are stable up to kappa = 2, where the two stationary ones would meet.",
        source="ours",
        quantity="kappa at which the largest growth rate of the whole spectrum vanishes",
        unit="1/site",
        measure=stability_limit,
        expected=Agrees(2.0, 0.05),
        tolerance="numerical",
    ),
    claim(
        id="small_beta-80",
        statement="The width stays finite as beta goes to zero: that of the lattice's field.",
        quantity="FWHM of the exact stationary field at the smallest beta",
        unit="site",
        datasets=("exact_field",),
        measure=vanishing_beta,
        expected=Agrees(float(fields.width(integrate.lattice_state(SITES, SITES // 2), sigma=0.0).fwhm), 0.4),
        tolerance="0.4 sites: a tenth, for the finite beta",
    ),
    claim(
        id="small_beta-80b",
        statement="On the lattice that width is 3.80 sites.",
        source="ours",
        quantity="FWHM of the lattice's stationary field",
        unit="site",
        measure=lattice_width,
        expected=Agrees(3.80, 0.01),
        tolerance="two decimals",
    ),
    claim(
        id="small_beta-81",
        statement="Two fields more than about a width apart are nearly stationary.",
        quantity="their speed beyond 1.5 FWHM over the largest speed",
        datasets=("two_fields_separation",),
        measure=far_speed,
        expected=Band(high=0.1),
        tolerance="a tenth",
    ),
    claim(
        id="small_beta-82",
        statement="They repel at short range and end at opposite places.",
        quantity="final distance over half of the ring",
        datasets=("two_fields_separation",),
        measure=final_distance,
        expected=Agrees(1.0, 0.05),
        tolerance="5%: the last part of the way takes exponentially long",
    ),
    claim(
        id="small_beta-83",
        statement="Two units form two fields, seen in the sum of their squares.",
        quantity="bumps of the sum of squares after relaxation",
        datasets=("two_units_cubic",),
        measure=two_bumps,
        expected=Agrees(2.0, 0.1),
        tolerance="two",
    ),
]
