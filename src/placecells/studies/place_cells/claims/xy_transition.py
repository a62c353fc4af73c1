"""Claims on where the symmetries of XY data break, and on their correlation matrix: sections IV.3 and V.1.3."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Agrees, Band, Claim, Measurement, Undecided
from placecells.claims.intervals import STUDENT, from_estimate, mean_of, statistic_of
from placecells.measure.colour_summary import (
    RANDOM,
    along_alpha,
    colour_number,
    eigenvalue_excess,
    half_rise,
    law_crossing,
    orders,
    transition,
)
from placecells.measure.summary import ring_size

if TYPE_CHECKING:
    import xarray as xr

RISEN = 0.5  # share of an order parameter's rise above random that counts as modulated
ORDERS = ("order_angular", "order_spatial")


def _risen(ds: xr.Dataset, name: str) -> xr.DataArray:
    """An order parameter (alpha, seed) as the share of its largest possible rise, from 0 at random to 1."""
    random = RANDOM[name](ring_size(ds), colour_number(ds))
    return (orders(ds)[name] - random) / (1 - random)


def at_large_alpha(ds: xr.Dataset) -> Measurement:
    """The larger of both orders' rises above random at the largest alpha."""
    rises = [_risen(ds, name).isel(alpha=-1).values for name in ORDERS]
    return mean_of(np.max(rises, axis=0), f"alpha = {float(along_alpha(ds)['alpha'][-1]):.2g}.")


def intermediate(ds: xr.Dataset) -> Measurement:
    """Angular minus spatial order at the alpha where the difference of the means is largest."""
    difference = _risen(ds, "order_angular") - _risen(ds, "order_spatial")
    best = int(difference.mean("seed").values.argmax())
    return mean_of(difference.isel(alpha=best).values, f"Largest at alpha = {float(difference['alpha'][best]):.2g}.")


def at_small_alpha(ds: xr.Dataset) -> Measurement:
    """The smaller of both orders' rises at the smallest alpha."""
    rises = [_risen(ds, name).isel(alpha=0).values for name in ORDERS]
    return mean_of(np.min(rises, axis=0), f"alpha = {float(along_alpha(ds)['alpha'][0]):.2g}.")


def order_with(ds: xr.Dataset, name: str, samples: int) -> Measurement:
    """Order parameter `name` with this number of samples."""
    found, alpha = orders(ds)[name], ring_size(ds) / samples
    if not np.isclose(found["alpha"], alpha).any():
        raise Undecided(f"this scale has no run with {samples} samples")
    return mean_of(found.sel(alpha=alpha, method="nearest").values)


def threshold_ratio(ds: xr.Dataset) -> Measurement:
    """alpha at half rise of the angular over that of the spatial order, bootstrap over seeds."""
    found, alpha = orders(ds), along_alpha(ds)["alpha"].values
    curves = [found[name].transpose("seed", "alpha").values for name in ORDERS]
    random = [RANDOM[name](ring_size(ds), colour_number(ds)) for name in ORDERS]
    curve_thresholds = transition(ds, ORDERS)
    for name, curve in curve_thresholds.items():
        if np.isnan(curve.threshold.value):
            raise Undecided(f"{name} has no threshold between alpha = {alpha[0]:.2g} and {alpha[-1]:.2g}")

    def ratio(angular, spatial):
        places = [half_rise(alpha, curve.mean(axis=0), r) for curve, r in zip((angular, spatial), random, strict=True)]
        return float(places[0] / places[1])

    angular, spatial = (curve_thresholds[name].threshold.value for name in ORDERS)
    detail = f"Half rise at alpha = {angular:.2g} (angle) and {spatial:.2g} (place)."
    both = np.stack(curves, axis=1)  # of one machine, so that runs are left out of both at once
    return statistic_of([both], lambda rows: ratio(rows[:, 0], rows[:, 1]), detail, log=True)


def place_without_angle(ds: xr.Dataset) -> Measurement:
    """Spatial minus directional order's rise at the smallest alpha."""
    found = orders(ds)
    random = RANDOM["order_direction"](ring_size(ds), colour_number(ds))
    direction = (found["order_direction"] - random) / (1 - random)
    difference = (_risen(ds, "order_spatial") - direction).isel(alpha=0)
    return mean_of(difference.values)


def signal(ds: xr.Dataset) -> Measurement:
    """Top eigenvalue over (29) at the smallest alpha."""
    at = along_alpha(ds).isel(alpha=0)
    detail = f"alpha = {float(at['alpha']):.2g}; the generalised edge: {float(at['law_edge'] / at['law_signal']):.3f}."
    return mean_of((at["top_eigenvalue"] / at["law_signal"]).values, detail)


def noise(ds: xr.Dataset, name: str) -> Measurement:
    """Eigenvalue `name` over (30), mean over the larger half of alpha."""
    at = along_alpha(ds)
    half = at.isel(alpha=slice(at.sizes["alpha"] // 2, None))
    return mean_of((half[name] / half["law_noise"]).mean("alpha").values)


def projection(ds: xr.Dataset) -> Measurement:
    """Share of the top eigenvector in span(cos, sin), uniform in space, at the smallest alpha."""
    at = along_alpha(ds).isel(alpha=0)
    detail = f"With waves |k| <= 3: {float(at['projection_band'].mean()):.2f}; alpha = {float(at['alpha']):.2g}."
    return mean_of(at["projection_uniform"].values, detail)


def excess(ds: xr.Dataset) -> Measurement:
    """Top eigenvalue over (29) = (30) at the alpha where the two are equal."""
    place = law_crossing(ds)
    if not np.isfinite(place):
        raise Undecided("the laws do not cross within the alphas of this scale")
    return from_estimate(eigenvalue_excess(ds), ds.sizes["seed"], f"Laws cross at alpha = {place:.2g}.")


def first_transition(trained: xr.Dataset, data: xr.Dataset) -> Measurement:
    """alpha at half rise of the trained machine's angular order over that of the crossing of (29) and (30)."""
    place = law_crossing(data)
    curve = transition(trained, ("order_angular",))["order_angular"]
    if np.isnan(curve.threshold.value) or not np.isfinite(place):
        raise Undecided("no threshold, or no crossing of the laws, within the alphas of this scale")
    bounds = (bound / place for bound in curve.threshold)
    return Measurement(*bounds, trained.sizes["seed"], f"{curve.threshold.value:.2g} and {place:.2g}.")


claim = partial(Claim, section="IV.3", figure="fig11", source="text", unit="1", test=STUDENT)
matrix = partial(claim, section="V.1.3", figure="fig13", datasets=("xy_correlation_alpha",))
controlled = partial(claim, datasets=("xy_alpha_controlled",))

CLAIMS = [
    controlled(
        id="xy_transition-64",
        statement="With few data, at large alpha, the weights have no modulation, neither in angle nor in space.",
        quantity="the larger of both orders' rises above random weights at the largest alpha",
        measure=at_large_alpha,
        expected=Band(high=0.15),
        tolerance="an order of 1 is complete; 0.15 is what overfitted noise may hold",
    ),
    controlled(
        id="xy_transition-65",
        statement="In between, the weights are modulated in angle but not in space.",
        quantity="angular minus spatial order where their difference is largest",
        measure=intermediate,
        expected=Band(low=0.3),
        tolerance="a third of a complete order",
    ),
    controlled(
        id="xy_transition-66",
        statement="With many data, at small alpha, they are modulated in both.",
        quantity="the smaller of both orders' rises at the smallest alpha",
        measure=at_small_alpha,
        expected=Band(low=RISEN),
        tolerance="more than half of a complete order",
    ),
    *(
        controlled(
            id=f"xy_transition-66{letter}",
            statement=f"{statement} with {samples} samples.",
            source="ours",
            quantity=quantity,
            measure=partial(order_with, name=name, samples=samples),
            expected=expected,
            tolerance="expected before these runs were made",
        )
        for letter, statement, quantity, name, samples, expected in (
            ("b", "The angle is chosen", "F1, share of the squared weights", "order_angular", 500, Band(low=0.45)),
            ("c", "The place is not", "L, resultant of the squared weights", "order_spatial", 500, Band(high=0.2)),
            ("d", "The angle is chosen", "F1, share of the squared weights", "order_angular", 5000, Band(low=0.9)),
            ("e", "The place is chosen", "L, resultant of the squared weights", "order_spatial", 5000, Band(low=0.7)),
        )
    ),
    controlled(
        id="xy_transition-67",
        statement="The two symmetries break at different alpha, at equal numbers of updates.",
        quantity="alpha at half rise, angle over place",
        measure=threshold_ratio,
        expected=Band(low=1.5),
        tolerance="different by half at least",
        audit=3,
    ),
    claim(
        id="xy_transition-68",
        statement="The same at equal numbers of epochs.",
        source="notebook",
        quantity="alpha at half rise, angle over place",
        datasets=("xy_alpha",),
        measure=threshold_ratio,
        expected=Band(low=1.5),
        tolerance="different by half at least",
        audit=3,
    ),
    *(
        claim(
            id=f"xy_transition-69{letter}",
            figure="figV1",
            statement=f"For other kernels place breaks before angle ({kernel}).",
            quantity="alpha at half rise, angle over place",
            datasets=(f"xy_variant_{name}",),
            measure=threshold_ratio,
            expected=Band(high=1.0),
            tolerance="the other way round: below 1",
        )
        for letter, name, kernel in (
            ("", "short_colour_range", "short range among the colours"),
            ("b", "long_range", "long range along the ring"),
        )
    ),
    claim(
        id="xy_transition-69c",
        figure="figV1",
        statement="For a kernel that only asks whether colours are alike, place breaks while no direction of colours "
        "is chosen.",
        source="ours",
        quantity="spatial minus directional order at the smallest alpha",
        datasets=("xy_variant_potts",),
        measure=place_without_angle,
        expected=Band(low=0.2),
        tolerance="a fifth of a complete order",
    ),
    matrix(
        id="xy_transition-70",
        statement="The data's top eigenvalue is q/(q-1) (1+x)/(1-x), x the ratio of the transfer matrix's eigenvalues.",
        quantity="top eigenvalue over (29) at the smallest alpha",
        measure=signal,
        expected=Agrees(1.0, 0.02),
        tolerance="2%: at finite alpha the eigenvalue lies above by the generalised edge",
    ),
    matrix(
        id="xy_transition-70b",
        statement="Its eigenvectors are the cosine and the sine of the colour, uniform in space.",
        quantity="share of the top eigenvector in their span at the smallest alpha",
        measure=projection,
        expected=Band(low=0.9),
        tolerance="nine tenths",
        audit=5,
    ),
    matrix(
        id="xy_transition-71",
        statement="At large alpha the top eigenvalue follows the law of pure noise.",
        quantity="top eigenvalue of the data over (30), mean over the larger alphas",
        measure=partial(noise, name="top_eigenvalue"),
        expected=Agrees(1.0, 0.1),
        tolerance="10% for finite size",
        audit=5,
    ),
    matrix(
        id="xy_transition-71b",
        statement="The law of pure noise holds for data whose columns are shuffled.",
        source="ours",
        quantity="top eigenvalue of shuffled data over (30), mean over the larger alphas",
        measure=partial(noise, name="top_eigenvalue_shuffled"),
        expected=Agrees(1.0, 0.05),
        tolerance="5% for finite size",
        audit=5,
    ),
    matrix(
        id="xy_transition-72",
        statement="The eigenvalue crosses over where signal and noise laws are equal: there it has their common value.",
        quantity="top eigenvalue over the laws' common value at their crossing",
        measure=excess,
        expected=Agrees(1.0, 0.1),
        tolerance="10%",
        audit=5,
    ),
    matrix(
        id="xy_transition-73",
        statement="The machine's first transition falls in the range of alpha where the data's signal emerges.",
        quantity="alpha at half rise of the angular order over the crossing of the laws",
        datasets=("xy_alpha_controlled", "xy_correlation_alpha"),
        measure=first_transition,
        expected=Band(1 / 3, 3.0),
        tolerance="the same range: within a factor of three",
    ),
]
