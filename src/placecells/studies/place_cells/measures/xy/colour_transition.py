"""Where the symmetries of XY data break as the number of samples grows, in trained weights and in the data's spectrum.

alpha is the number of sites over that of samples. The rise of an order parameter is 0 for random weights and 1 for
complete order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import from_estimate, mean_of, statistic_of
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
from placecells.measure.colours import random_order_spatial
from placecells.measure.summary import experiment, ring_size
from placecells.theory import colour_ring

if TYPE_CHECKING:
    import xarray as xr

ORDERS = ("order_angular", "order_spatial")
ANY_DIRECTION = ("order_direction", "order_spatial")
PARTS = dict(zip(("angle", "place"), ORDERS, strict=True))
SITES, COLOURS = 100, 10  # of figure 11
NOISE_OF_PLACE = 2 * random_order_spatial(SITES, COLOURS)[1]  # two standard deviations of L for random weights


def _risen(ds: xr.Dataset, name: str) -> xr.DataArray:
    """An order parameter (alpha, seed) as the share of its largest possible rise, from 0 at random to 1."""
    random = RANDOM[name](ring_size(ds), colour_number(ds))
    return (orders(ds)[name] - random) / (1 - random)


def rises_at(ds: xr.Dataset, place: int) -> dict[str, Measurement]:
    """Rises of both orders at alpha number `place` in increasing order, such as 0 or -1."""
    detail = f"alpha = {float(along_alpha(ds)['alpha'][place]):.2g}."
    return {part: mean_of(_risen(ds, name).isel(alpha=place).values, detail) for part, name in PARTS.items()}


def intermediate(ds: xr.Dataset) -> dict[str, Measurement]:
    """Rises of both orders at the alpha that is best for the statement.

    That is the smallest alpha at which the mean rise of L is within NOISE_OF_PLACE; the largest alpha where there is
    none.
    """
    place = _risen(ds, "order_spatial").mean("seed")
    within = np.flatnonzero(np.abs(place.values) <= NOISE_OF_PLACE)
    return rises_at(ds, int(within[0]) if len(within) else -1)


def order_with(ds: xr.Dataset, name: str, samples: int) -> Measurement:
    """Order parameter `name` with this number of samples."""
    found, alpha = orders(ds)[name], ring_size(ds) / samples
    if not np.isclose(found["alpha"], alpha).any():
        raise Undecided(f"this scale has no run with {samples} samples")
    return mean_of(found.sel(alpha=alpha, method="nearest").values)


def threshold_ratio(ds: xr.Dataset, names: tuple[str, str] = ORDERS) -> Measurement:
    """alpha at half rise of the first order over that of the second, jackknife over seeds.

    Twice the same order is a control: then the second is that of other runs, each of the next one.
    """
    found, alpha = orders(ds), along_alpha(ds)["alpha"].values
    curves = [found[name].transpose("seed", "alpha").values for name in names]
    random = [RANDOM[name](ring_size(ds), colour_number(ds)) for name in names]
    for name, curve in transition(ds, names).items():
        if np.isnan(curve.threshold.value):
            raise Undecided(f"{name} has no threshold between alpha = {alpha[0]:.2g} and {alpha[-1]:.2g}")
    if names[0] == names[1]:
        curves[1] = np.roll(curves[1], 1, axis=0)

    def places(rows):
        return [half_rise(alpha, rows[:, k].mean(axis=0), random[k]) for k in (0, 1)]

    def ratio(rows):
        first, second = places(rows)
        return float(first / second)

    both = np.stack(curves, axis=1)  # of one machine, so that runs are left out of both at once
    detail = "Half rise at alpha = {:.2g} and {:.2g}.".format(*map(float, places(both)))
    return statistic_of([both], ratio, detail, log=True)


def place_first_at_cosine(ds: xr.Dataset) -> Measurement:
    """`threshold_ratio` of the order of any direction of colours and that of place."""
    return threshold_ratio(ds, ANY_DIRECTION)


def place_first_somewhere(*variants: xr.Dataset) -> Measurement:
    """`place_first_at_cosine` for the variant in which it is smallest, if its interval is below 1.

    Other kernels than the cosine may favour no harmonic, so that F_1 would miss an order of the colours.

    Raises Undecided, with the ratio of every variant, where no interval is: other variants may have such an order.
    """
    found, tried = [], []
    for ds in variants:
        name = _law_text(ds)
        try:
            ratio = place_first_at_cosine(ds)
        except Undecided as reason:
            tried.append(f"{name}: {reason}")
            continue
        found.append(ratio._replace(detail=f"{name}. {ratio.detail}"))
        tried.append(f"{name}: {ratio.value:.2g} [{ratio.low:.2g}, {ratio.high:.2g}]")
    first = min(found, key=lambda ratio: ratio.high, default=None)
    if first is None or not first.high < 1:
        raise Undecided(f"no kernel tried breaks place first: {'; '.join(tried)}")
    return first


def _law_text(ds: xr.Dataset) -> str:
    """The law of the data in a few words."""
    data = experiment(ds)["data"]
    kernel = "J = " + ", ".join(f"{value:g}" for value in data["kernel"]) if data.get("kernel") else "J = cosine"
    couplings = f", couplings {', '.join(f'{value:g}' for value in data['couplings'])}" if "couplings" in data else ""
    return f"{kernel}{couplings}, beta {data['beta']:g}"


def place_without_angle(ds: xr.Dataset) -> Measurement:
    """Spatial minus directional order's rise at the smallest alpha."""
    difference = (_risen(ds, "order_spatial") - _risen(ds, "order_direction")).isel(alpha=0)
    return mean_of(difference.values)


def _law_of(ds: xr.Dataset, factor: float) -> float:
    """(29) at `factor` times the data's beta."""
    data = experiment(ds)["data"]
    return float(colour_ring.top_eigenvalue(data["colours"], factor * data["beta"], data.get("kernel")))


def signal(ds: xr.Dataset, factor: float = 1.0) -> Measurement:
    """Top eigenvalue over (29) at the smallest alpha. factor: of the law's beta over that of the data."""
    at = along_alpha(ds).isel(alpha=0)
    detail = f"alpha = {float(at['alpha']):.2g}; the generalised edge: {float(at['law_edge'] / at['law_signal']):.3f}."
    return mean_of(at["top_eigenvalue"].values / _law_of(ds, factor), detail)


def with_law(ds: xr.Dataset, law: str) -> xr.Dataset:
    """ds with the top eigenvalue that a law predicts, for every data set."""
    return ds.assign(top_eigenvalue=ds["top_eigenvalue"] * 0 + ds[law])


def noise(ds: xr.Dataset, name: str, place: int = -1) -> Measurement:
    """Eigenvalue `name` over (30) at alpha number `place` in increasing order: the largest alpha unless said."""
    at = along_alpha(ds).isel(alpha=place)
    edge = f"; the generalised edge: {float(at['law_edge'] / at['law_noise']):.3f}" if name == "top_eigenvalue" else ""
    return mean_of((at[name] / at["law_noise"]).values, f"alpha = {float(at['alpha']):.2g}{edge}.")


def noise_limit(ds: xr.Dataset, name: str) -> Measurement:
    """Eigenvalue `name` for alpha -> 0: from lines of its square root against sqrt(alpha), as in (30), per seed.

    The lines are through the values of the smaller half of alpha.
    """
    at = along_alpha(ds)
    at = at.isel(alpha=slice(0, max(2, at.sizes["alpha"] // 2)))
    root = np.sqrt(at[name].transpose("alpha", "seed").values)
    intercept = np.polyfit(np.sqrt(at["alpha"].values), root, 1)[1]
    return mean_of(intercept**2, f"From alpha = {float(at['alpha'][0]):.2g} to {float(at['alpha'][-1]):.2g}.")


def projection_limit(ds: xr.Dataset, name: str = "projection_uniform") -> Measurement:
    """Share of the top eigenvector in span(cos, sin), uniform in space, for 1/B -> 0: a line in 1/B, per seed.

    The line is through the values at the two largest numbers of samples. B^(-1) is the order of perturbation theory:
    noise of variance 1/B mixes in waves whose eigenvalues differ from the largest by a number that does not vanish.
    """
    at = along_alpha(ds).isel(alpha=[0, 1])
    small, large = at["alpha"].values
    first, second = (at[name].isel(alpha=k).values for k in (0, 1))
    limit = first - (second - first) * small / (large - small)
    detail = f"{first.mean():.3f} at alpha = {small:.2g}, {second.mean():.3f} at {large:.2g}."
    return mean_of(limit, detail)


def random_projection(ds: xr.Dataset) -> Measurement:
    """Share of random vectors, as many as data sets, in the span of `projection_limit`."""
    free = ring_size(ds) * (colour_number(ds) - 1)
    vectors = np.random.default_rng(0).standard_normal((ds.sizes["seed"], free))
    return mean_of((vectors[:, :2] ** 2).sum(axis=1) / (vectors**2).sum(axis=1))


def vectors(ds: xr.Dataset, exchanged: bool = False) -> dict[str, Measurement]:
    """Share of the top eigenvector in span(cos, sin) times waves |k| <= 3, at the largest and at the smallest alpha.

    exchanged: the smallest and the largest alpha in each other's role, for a control.
    """
    at, found = along_alpha(ds), {}
    for part, place in (("bad sampling", -1), ("good sampling", 0)):
        chosen = at.isel(alpha=-1 - place if exchanged else place)
        detail = (
            f"alpha = {float(chosen['alpha']):.2g}; uniform in space {float(chosen['projection_uniform'].mean()):.2g}."
        )
        found[part] = mean_of(chosen["projection_band"].values, detail)
    return found


def twofold(ds: xr.Dataset, name: str = "eigenvalue") -> Measurement:
    """Gap of the first two eigenvalues over that of second and third, means over data sets, at the smallest alpha."""
    largest = along_alpha(ds)[name].isel(alpha=0).transpose("seed", "mode").values[:, :3]
    gaps, first = -np.diff(largest, axis=1), largest.mean(axis=0)
    detail = "Mean eigenvalues {:.3f}, {:.3f}, {:.3f}.".format(*first)
    return statistic_of([gaps], lambda rows: float(rows[:, 0].mean() / rows[:, 1].mean()), detail, log=True)


def excess(ds: xr.Dataset) -> Measurement:
    """Top eigenvalue over (29) = (30) at the alpha where the two are equal."""
    place = law_crossing(ds)
    if not np.isfinite(place):
        raise Undecided("the laws do not cross within the alphas of this scale")
    return from_estimate(eigenvalue_excess(ds), ds.sizes["seed"], f"Laws cross at alpha = {place:.2g}.")


def first_transition(trained: xr.Dataset, data: xr.Dataset, factor: float = 1.0) -> Measurement:
    """alpha at half rise of the trained machine's angular order over that of the crossing of (29) and (30).

    factor: of the beta for which the laws cross over that of the data.
    """
    known = experiment(data)["data"]
    place = float(colour_ring.alpha_c(known["colours"], factor * known["beta"], known.get("kernel")))
    curve = transition(trained, ("order_angular",))["order_angular"]
    if np.isnan(curve.threshold.value):
        raise Undecided("the angular order has no threshold")
    estimate = type(curve.threshold)(*(value / place for value in curve.threshold))
    return from_estimate(estimate, trained.sizes["seed"], f"{curve.threshold.value:.2g} and {place:.2g}.")
