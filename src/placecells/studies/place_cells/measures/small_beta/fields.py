"""Measures of the small-beta claims on trained weights and on the solutions of the flows, and their controls.

Profiles are u = w / sqrt(beta); the lattice's field is the stable stationary profile of (36) on a ring of 40 sites.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import exact, mean_of, share_of
from placecells.measure import fields
from placecells.measure.summary import experiment
from placecells.studies.place_cells.kinds import integrate
from placecells.studies.place_cells.measures.small_beta.equations import formation_time
from placecells.theory import flow, ring, soliton

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

SITES = 40
SMALL = 0.3  # largest beta of trained machines that are compared
SHAPE = ("width", "height", "sum of squares")
WIDTH = soliton.full_width(soliton.stationary_kappas()[0])  # sites, FWHM of the continuum's profile (43)
WITHIN = 0.05  # largest relative difference of a trained field's shape at beta = 0 that counts as agreement
SLOW = 10.0  # formation times that nearly stationary fields take, or more, to move by their width


@cache
def lattice_field() -> np.ndarray:
    """The lattice's field (site,), centred on the middle of the ring."""
    return integrate.lattice_state(SITES, SITES // 2)


def lattice_width() -> float:
    """FWHM of the lattice's field without low pass, in sites."""
    return float(fields.width(lattice_field(), sigma=0.0).fwhm)


def shape(profiles: np.ndarray) -> np.ndarray:
    """Width (FWHM, sites), height and sum of squares of profiles (..., site): (shape, ...)."""
    width = fields.width(profiles)
    return np.stack([width.fwhm, np.abs(width.height), np.sum(profiles**2, axis=-1)])


def most_local(profiles: np.ndarray) -> np.ndarray:
    """The rotation of the profiles (hidden, site) of two units into each other that makes the sum of u^4 largest."""
    angles = np.linspace(0.0, np.pi / 2.0, 361)
    turned = np.stack([[np.cos(angles), -np.sin(angles)], [np.sin(angles), np.cos(angles)]]).transpose(2, 0, 1)
    turned = turned @ profiles
    return turned[np.argmax(np.sum(turned**4, axis=(1, 2)))]


def mixing(profiles: np.ndarray) -> float:
    """Overlap of u_1^2 and u_2^2 of two units (hidden, site): 0 for fields apart, 1 for an even mixture of them."""
    squares = profiles**2
    return float(squares[0] @ squares[1] / np.sqrt(np.sum(squares[0] ** 2) * np.sum(squares[1] ** 2)))


def bumps(profiles: np.ndarray) -> np.ndarray:
    """Number of arcs of the ring with sum_a u_a^2 above half of its maximum: (..., hidden, site) -> (...)."""
    total = np.sum(np.asarray(profiles) ** 2, axis=-2)
    half = total > total.max(axis=-1, keepdims=True) / 2.0
    return (half & ~np.roll(half, 1, axis=-1)).sum(axis=-1)


def on(measure: Callable, *changes: Callable) -> Callable:
    """The measure on datasets that were changed, the first by the first of `changes`, and so on."""
    return lambda *datasets: measure(*(change(ds) for change, ds in zip(changes, datasets, strict=True)))


def same(ds: xr.Dataset) -> xr.Dataset:
    """The dataset as it is."""
    return ds


def on_field(ds: xr.Dataset) -> xr.Dataset:
    """The stationary field of (36) of each unit, as far apart as the ring allows, in place of profiles and weights."""
    name = "weights" if "weights" in ds else "profile"
    values = ds[name].transpose(..., "hidden", "site")
    units, sites = values.shape[-2:]
    field = integrate.lattice_state(sites, sites // 2)
    apart = np.stack([np.roll(field, sites * unit // units) for unit in range(units)])
    size = np.sqrt(ds["beta"]) if name == "weights" else 1.0
    return ds.assign({name: values.copy(data=np.broadcast_to(apart, values.shape)) * size})


def random_starts(ds: xr.Dataset) -> Measurement:
    """Largest distance of the stationary states from the lattice's field, over random starts of (36)."""
    states, _ = fields.upright(ds["profile"].isel(hidden=0).transpose("seed", "site").values)
    middle = states.shape[1] // 2
    target = integrate.lattice_state(states.shape[1], middle)
    away = [np.abs(np.roll(field, middle - int(field.argmax())) - target).max() for field in states]
    return Measurement(max(away), min(away), max(away), len(away))


def random_profiles(ds: xr.Dataset) -> xr.Dataset:
    """Random numbers, from which the flow starts, in place of the stationary states."""
    start = 0.1 * np.random.default_rng(0).standard_normal(ds["profile"].shape)
    return ds.assign(profile=ds["profile"].copy(data=start))


def _over_beta(values: xr.DataArray) -> xr.DataArray:
    """The values with a dimension beta, ascending, which an experiment with one beta lacks."""
    return (values if "beta" in values.dims else values.expand_dims("beta")).sortby("beta")


def rescaled_weights(ds: xr.Dataset) -> xr.DataArray:
    """Profiles w / sqrt(beta) in the second half of training: (beta, seed, record, hidden, site), beta ascending."""
    weights = _over_beta(ds["weights"].isel(record=slice(ds.sizes["record"] // 2, None)))
    return (weights / np.sqrt(weights["beta"])).transpose("beta", "seed", "record", "hidden", "site")


def trained_shapes(ds: xr.Dataset) -> xr.DataArray:
    """Shape of trained fields over that of the lattice's field: (shape, beta, seed), mean over records.

    Two units are rotated into each other first, because (49) does not tell one rotation of the units from another; the
    shape is the mean of both fields.
    """
    profiles = rescaled_weights(ds)
    values = profiles.values
    if values.shape[-2] == 2:
        values = np.stack([most_local(pair) for pair in values.reshape(-1, *values.shape[-2:])]).reshape(values.shape)
    ratios = shape(values).mean(axis=(-1, -2)) / shape(lattice_field())[:, None, None]
    coordinates = {"shape": list(SHAPE), "beta": profiles["beta"].values}
    return (
        profiles[:, :, 0, 0, 0].copy(data=ratios[0]).expand_dims(shape=3).copy(data=ratios).assign_coords(coordinates)
    )


def exact_shapes(ds: xr.Dataset) -> xr.DataArray:
    """Shape of the stationary field of (31) at infinite data over that of the lattice's field: (shape, beta)."""
    profiles = _over_beta(ds["profile"].isel(hidden=0, seed=0)).transpose("beta", "site")
    ratios = shape(profiles.values) / shape(lattice_field())[:, None]
    return profiles.isel(site=0).expand_dims(shape=3).copy(data=ratios).assign_coords(shape=list(SHAPE))


def at_vanishing_beta(values: xr.DataArray) -> xr.DataArray:
    """Limit at beta = 0 of values (..., beta): the straight line through the two smallest beta, up to 0.1."""
    beta = values["beta"].values
    if len(beta) < 2 or beta[1] > 0.1:
        raise Undecided("the flow (31) is not solved at two values of beta up to 0.1")
    first, second = values.isel(beta=0, drop=True), values.isel(beta=1, drop=True)
    return first - (second - first) * beta[0] / (beta[1] - beta[0])


def extrapolated(trained: xr.DataArray, solved: xr.DataArray) -> xr.DataArray:
    """Shape of trained fields at beta = 0 over that of the lattice's field: (shape, run), runs of all beta up to 0.3.

    Trained fields follow the stationary field of (31), at their own beta; this field is extrapolated to beta = 0.
    """
    ratios = trained.sel(beta=trained["beta"] <= SMALL) / solved  # at the values of beta that both have
    if not ratios.sizes["beta"]:
        raise Undecided("no beta up to 0.3 at which machines are trained and the flow (31) is solved")
    return (ratios * at_vanishing_beta(solved)).stack(run=("beta", "seed"))


def collapse(one: xr.Dataset, two: xr.Dataset, solved: xr.Dataset) -> dict[str, Measurement]:
    """Shapes of trained fields over that of (36), at beta = 0: one unit, and two, whose place fields are counted."""
    limit, parts = exact_shapes(solved), {}
    for name, ds in (("one unit", one), ("two units", two)):
        trained = trained_shapes(ds)
        values, direct = extrapolated(trained, limit), trained.isel(beta=0).mean("seed")
        for which in SHAPE:
            detail = f"At beta = {float(direct['beta']):g} itself {float(direct.sel(shape=which)):.3f}."
            parts[f"{name}, {which}"] = mean_of(values.sel(shape=which).values, detail)
    pairs = rescaled_weights(two).isel(record=-1)
    parts["two units, share of runs with two place fields"] = share_of(bumps(pairs.values).ravel() == 2)
    return parts


def untrained(ds: xr.Dataset) -> xr.Dataset:
    """The first record of every run: random weights."""
    return ds.isel(record=[0])


def vanishing_width(ds: xr.Dataset) -> Measurement:
    """FWHM of the stationary field of (31), in sites, extrapolated to beta = 0."""
    profiles = _over_beta(ds["profile"].isel(hidden=0, seed=0)).transpose("beta", "site")
    widths = profiles.isel(site=0).copy(data=fields.width(profiles.values, sigma=0.0).fwhm)
    return exact(float(at_vanishing_beta(widths)), f"The continuum's profile (43) is {WIDTH:.2f} sites wide.")


def width_on_lattice() -> Measurement:
    """FWHM of the lattice's field, in sites."""
    return exact(lattice_width(), f"The continuum's profile (43) is {WIDTH:.2f} sites wide.")


def exponential_fields(ds: xr.Dataset) -> xr.Dataset:
    """Fields exp(-d/xi) at the distance d from a site, in place of the stationary ones: as the data's correlations."""
    ds = ds.isel(hidden=[0], seed=[0])
    profile = ds["profile"].transpose("beta", "seed", "hidden", "site")
    distance = np.minimum(np.arange(profile.shape[-1]), profile.shape[-1] - np.arange(profile.shape[-1]))
    decaying = np.exp(-distance / ring.correlation_length(ds["beta"].values)[:, None])
    return ds.assign(profile=profile.copy(data=decaying[:, None, None, :]))


def two_fields(ds: xr.Dataset) -> dict[str, Measurement]:
    """Random starts of (49) that reach two place fields, and the largest growth rate around the states."""
    states = ds["profile"].transpose("seed", "hidden", "site").values
    rates = [np.linalg.eigvalsh(flow.cubic_jacobian(state))[-1] for state in states]
    return {
        "share of starts with two place fields": share_of(bumps(states) == 2),
        "largest growth rate": Measurement(max(rates), min(rates), max(rates), len(rates)),
    }


def shuffled_sites(ds: xr.Dataset) -> xr.Dataset:
    """The same values at other sites, which are drawn anew for every run."""
    rng, profiles = np.random.default_rng(0), ds["profile"].transpose("seed", "hidden", "site")
    moved = [run[:, rng.permutation(run.shape[1])] for run in profiles.values]
    return ds.assign(profile=profiles.copy(data=np.stack(moved)))


def unit_overlap(ds: xr.Dataset) -> Measurement:
    """Overlap of the squares of the two units' profiles, mean over random starts."""
    return mean_of([mixing(run) for run in ds["profile"].transpose("seed", "hidden", "site").values])


def fate(ds: xr.Dataset, profile: str) -> Measurement:
    """Difference of the heights that starts 1% below and above a profile (43) reach, over that of the starts."""
    if {"profile", "factor"} - set(ds.dims) or profile not in ds["profile"].values or ds.sizes["factor"] < 2:
        raise Undecided("this scale does not start on both sides of both profiles")
    heights = ds["peak"].sel(profile=profile).transpose("factor", "record").values
    return exact(abs(np.ptp(heights[:, -1])) / abs(np.ptp(heights[:, 0])))


def fate_and_rate(ds: xr.Dataset, profile: str, rate: Callable[[float], Measurement]) -> dict[str, Measurement]:
    """Growth rate of the "wide" or "narrow" profile (43), and its `fate`."""
    kappa = soliton.stationary_kappas()[0 if profile == "wide" else 1]
    return {"growth rate": rate(kappa), "difference at the end over start": fate(ds, profile)}


def pair_motion(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Distance (record,) in sites, time and speed of two profiles that part, and the length of their ring."""
    distance, time = ds["distance"].values, ds["elapsed"].values
    keep = np.concatenate([[True], np.diff(time) > 0.0])
    return distance[keep], time[keep], np.gradient(distance[keep], time[keep]), experiment(ds)["flow"]["length"]


def free_range(continuum: xr.Dataset, lattice: xr.Dataset) -> dict[str, Measurement]:
    """Distances, in widths, from which two fields are nearly stationary: in the continuum (51), on the lattice (49).

    Continuum: from the distance on at which moving by one width takes SLOW formation times. Lattice: the smallest
    distance at the end, and the way of the pairs that start two widths apart or more. The ring's length stands for a
    distance that is not reached.
    """
    distance, _, speed, length = pair_motion(continuum)
    fast = np.abs(speed) > WIDTH / (SLOW * formation_time())
    reached = distance[fast].max() if fast.any() else 0.0
    slow = length if fast[-2:].any() else reached
    start, end = lattice["separation"].values, lattice["distance"].isel(record=-1).values
    far = start >= 2.0 * lattice_width()
    moved = np.abs(end - start)[far].max() if far.any() else np.nan
    detail = f"In sites {slow:.2f} and {end.min():.2f}; half of the ring is {length / 2:g} and {SITES // 2}."
    return {
        "continuum, distance over width": exact(slow / WIDTH, detail),
        "lattice, closest pair over width": exact(end.min() / lattice_width()),
        "lattice, way of pairs two widths apart": exact(moved),
    }


def steady_pair(ds: xr.Dataset, kind: str) -> xr.Dataset:
    """Two fields that keep their first speed, to the opposite place ("parting") or to the same place ("meeting")."""
    distance, _, speed, length = pair_motion(ds)
    end = length / 2.0 if kind == "parting" else 0.0
    way = np.linspace(distance[0], end, ds.sizes["record"])
    time = np.abs(way - distance[0]) / np.abs(speed[0])
    return ds.assign(distance=ds["distance"].copy(data=way), elapsed=ds["elapsed"].copy(data=time))


def opposite_pairs(ds: xr.Dataset) -> xr.Dataset:
    """Two fields on the lattice that end at opposite places, from wherever they start."""
    return ds.assign(distance=0.0 * ds["distance"] + SITES / 2.0)


def repulsion(ds: xr.Dataset) -> dict[str, Measurement]:
    """Two profiles of (51): where they end, over which distance their speed falls to 1/e, how long they take."""
    distance, time, speed, length = pair_motion(ds)
    near = (distance >= WIDTH) & (distance <= 1.5 * WIDTH) & (speed > 0.0)
    slope = np.polyfit(distance[near], np.log(speed[near]), 1)[0] if near.sum() > 2 else 0.0
    arrived = np.flatnonzero(np.abs(distance - distance[-1]) > 0.1 * distance[-1])
    return {
        "final distance over half of the ring": exact(2.0 * distance[-1] / length),
        "range of the repulsion over the width": exact(min(length, -1.0 / min(slope, -1.0 / length)) / WIDTH),
        "time to the final distance, up to a tenth, over that of formation": exact(
            (time[arrived[-1]] if arrived.size else 0.0) / formation_time()
        ),
    }
