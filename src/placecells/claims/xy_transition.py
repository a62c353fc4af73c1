"""Claims on where the symmetries of XY data break, and on their correlation matrix: sections IV.3 and V.1.3."""

import numpy as np
import xarray as xr

from placecells.claims.claim import Agrees, Band, Claim, Measurement, NotTestable
from placecells.claims.measurements import BOOTSTRAP, from_estimate, mean_of
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
from placecells.measure.intervals import bootstrap_estimate
from placecells.measure.summary import ring_size

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


def order_with(name: str, samples: int):
    """A measurement: an order parameter with this number of samples."""

    def measure(ds: xr.Dataset) -> Measurement:
        found, alpha = orders(ds)[name], ring_size(ds) / samples
        if not np.isclose(found["alpha"], alpha).any():
            raise NotTestable(f"this scale has no run with {samples} samples")
        return mean_of(found.sel(alpha=alpha, method="nearest").values)

    return measure


def threshold_ratio(ds: xr.Dataset) -> Measurement:
    """alpha at half rise of the angular over that of the spatial order, bootstrap over seeds."""
    found, alpha = orders(ds), along_alpha(ds)["alpha"].values
    curves = [found[name].transpose("seed", "alpha").values for name in ORDERS]
    random = [RANDOM[name](ring_size(ds), colour_number(ds)) for name in ORDERS]
    curve_thresholds = transition(ds, ORDERS)
    for name, curve in curve_thresholds.items():
        if np.isnan(curve.threshold.value):
            raise NotTestable(f"{name} has no threshold between alpha = {alpha[0]:.2g} and {alpha[-1]:.2g}")

    def ratio(index):
        angular, spatial = (half_rise(alpha, c[index].mean(axis=0), r) for c, r in zip(curves, random, strict=True))
        return float(angular / spatial)

    over_seeds = bootstrap_estimate([np.arange(len(curves[0]))], ratio)
    angular, spatial = (curve_thresholds[name].threshold.value for name in ORDERS)
    detail = f"Half rise at alpha = {angular:.2g} (angle) and {spatial:.2g} (place)."
    return from_estimate(over_seeds, len(curves[0]), detail)


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


def noise(name: str):
    """A measurement: eigenvalue `name` over (30), mean over the larger half of alpha."""

    def measure(ds: xr.Dataset) -> Measurement:
        at = along_alpha(ds)
        half = at.isel(alpha=slice(at.sizes["alpha"] // 2, None))
        return mean_of((half[name] / half["law_noise"]).mean("alpha").values)

    return measure


def projection(ds: xr.Dataset) -> Measurement:
    """Share of the top eigenvector in span(cos, sin), uniform in space, at the smallest alpha."""
    at = along_alpha(ds).isel(alpha=0)
    detail = f"With waves |k| <= 3: {float(at['projection_band'].mean()):.2f}; alpha = {float(at['alpha']):.2g}."
    return mean_of(at["projection_uniform"].values, detail)


def excess(ds: xr.Dataset) -> Measurement:
    """Top eigenvalue over (29) = (30) at the alpha where the two are equal."""
    place = law_crossing(ds)
    if not np.isfinite(place):
        raise NotTestable("the laws do not cross within the alphas of this scale")
    return from_estimate(eigenvalue_excess(ds), ds.sizes["seed"], f"Laws cross at alpha = {place:.2g}.")


def first_transition(trained: xr.Dataset, data: xr.Dataset) -> Measurement:
    """alpha at half rise of the trained machine's angular order over that of the crossing of (29) and (30)."""
    place = law_crossing(data)
    curve = transition(trained, ("order_angular",))["order_angular"]
    if np.isnan(curve.threshold.value) or not np.isfinite(place):
        raise NotTestable("no threshold, or no crossing of the laws, within the alphas of this scale")
    bounds = (bound / place for bound in curve.threshold)
    return Measurement(*bounds, trained.sizes["seed"], f"{curve.threshold.value:.2g} and {place:.2g}.")


def _claim(number: str, statement: str, quantity: str, datasets: tuple, measure, expected, tolerance: str, **more):
    settings = {"source": "text", "unit": "1", "test": BOOTSTRAP, "figure": "fig11", "section": "IV.3"} | more
    return Claim(
        id=f"xy_transition-{number}",
        statement=statement,
        quantity=quantity,
        datasets=datasets,
        measure=measure,
        expected=expected,
        tolerance=tolerance,
        **settings,
    )


SPECTRUM = {"figure": "fig13", "section": "V.1.3"}
CONTROLLED = ("xy_alpha_controlled",)

CLAIMS = [
    _claim(
        "64",
        "With few data, at large alpha, the weights have no modulation, neither in angle nor in space.",
        "the larger of both orders' rises above random weights at the largest alpha",
        CONTROLLED,
        at_large_alpha,
        Band(high=0.15),
        "an order of 1 is complete; 0.15 is what overfitted noise may hold",
    ),
    _claim(
        "65",
        "In between, the weights are modulated in angle but not in space.",
        "angular minus spatial order where their difference is largest",
        CONTROLLED,
        intermediate,
        Band(low=0.3),
        "a third of a complete order",
    ),
    _claim(
        "66",
        "With many data, at small alpha, they are modulated in both.",
        "the smaller of both orders' rises at the smallest alpha",
        CONTROLLED,
        at_small_alpha,
        Band(low=RISEN),
        "more than half of a complete order",
    ),
    *(
        _claim(
            f"66{letter}",
            f"{statement} with {samples} samples.",
            quantity,
            CONTROLLED,
            order_with(name, samples),
            expected,
            "expected before these runs were made",
            source="ours",
        )
        for letter, statement, quantity, name, samples, expected in (
            ("b", "The angle is chosen", "F1, share of the squared weights", "order_angular", 500, Band(low=0.45)),
            ("c", "The place is not", "L, resultant of the squared weights", "order_spatial", 500, Band(high=0.2)),
            ("d", "The angle is chosen", "F1, share of the squared weights", "order_angular", 5000, Band(low=0.9)),
            ("e", "The place is chosen", "L, resultant of the squared weights", "order_spatial", 5000, Band(low=0.7)),
        )
    ),
    _claim(
        "67",
        "The two symmetries break at different alpha, at equal numbers of updates.",
        "alpha at half rise, angle over place",
        CONTROLLED,
        threshold_ratio,
        Band(low=1.5),
        "different by half at least",
        audit=3,
    ),
    _claim(
        "68",
        "The same at equal numbers of epochs.",
        "alpha at half rise, angle over place",
        ("xy_alpha",),
        threshold_ratio,
        Band(low=1.5),
        "different by half at least",
        source="notebook",
        audit=3,
    ),
    *(
        _claim(
            f"69{letter}",
            f"For other kernels place breaks before angle ({kernel}).",
            "alpha at half rise, angle over place",
            (f"xy_variant_{name}",),
            threshold_ratio,
            Band(high=1.0),
            "the other way round: below 1",
            figure="figV1",
        )
        for letter, name, kernel in (
            ("", "short_colour_range", "short range among the colours"),
            ("b", "long_range", "long range along the ring"),
        )
    ),
    _claim(
        "69c",
        "For a kernel that only asks whether colours are alike, place breaks while no direction of colours is chosen.",
        "spatial minus directional order at the smallest alpha",
        ("xy_variant_potts",),
        place_without_angle,
        Band(low=0.2),
        "a fifth of a complete order",
        source="ours",
        figure="figV1",
    ),
    _claim(
        "70",
        "The data's top eigenvalue is q/(q-1) (1+x)/(1-x), x the ratio of the transfer matrix's eigenvalues.",
        "top eigenvalue over (29) at the smallest alpha",
        ("xy_correlation_alpha",),
        signal,
        Agrees(1.0, 0.02, 0.02),
        "2%: at finite alpha the eigenvalue lies above by the generalised edge",
        **SPECTRUM,
    ),
    _claim(
        "70b",
        "Its eigenvectors are the cosine and the sine of the colour, uniform in space.",
        "share of the top eigenvector in their span at the smallest alpha",
        ("xy_correlation_alpha",),
        projection,
        Band(low=0.9),
        "nine tenths",
        audit=5,
        **SPECTRUM,
    ),
    _claim(
        "71",
        "At large alpha the top eigenvalue follows the law of pure noise.",
        "top eigenvalue of the data over (30), mean over the larger alphas",
        ("xy_correlation_alpha",),
        noise("top_eigenvalue"),
        Agrees(1.0, 0.1, 0.1),
        "10% for finite size",
        audit=5,
        **SPECTRUM,
    ),
    _claim(
        "71b",
        "The law of pure noise holds for data whose columns are shuffled.",
        "top eigenvalue of shuffled data over (30), mean over the larger alphas",
        ("xy_correlation_alpha",),
        noise("top_eigenvalue_shuffled"),
        Agrees(1.0, 0.05, 0.05),
        "5% for finite size",
        source="ours",
        audit=5,
        **SPECTRUM,
    ),
    _claim(
        "72",
        "The eigenvalue crosses over where signal and noise laws are equal: there it has their common value.",
        "top eigenvalue over the laws' common value at their crossing",
        ("xy_correlation_alpha",),
        excess,
        Agrees(1.0, 0.1, 0.1),
        "10%",
        audit=5,
        **SPECTRUM,
    ),
    _claim(
        "73",
        "The machine's first transition falls in the range of alpha where the data's signal emerges.",
        "alpha at half rise of the angular order over the crossing of the laws",
        ("xy_alpha_controlled", "xy_correlation_alpha"),
        first_transition,
        Band(1 / 3, 3.0),
        "the same range: within a factor of three",
        **SPECTRUM,
    ),
]
