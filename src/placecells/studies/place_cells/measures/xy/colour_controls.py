"""Datasets of machines trained on XY data, changed for the controls of claims: other weights, places or phases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, Control, Measurement
from placecells.measure import colours
from placecells.measure.summary import final, ring_size

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import xarray as xr

COPIES = 10  # how often a control repeats the runs, with other random places or phases
FWHM = 12.0  # sites, of an ideal place field
SECH = 2.634  # FWHM of sech(x)


def each(measure: Callable[[xr.Dataset], Measurement], parts: Sequence[str]) -> Callable[..., dict[str, Measurement]]:
    """A measure of one dataset as a measure of several, one for each part of a statement."""
    return lambda *datasets: {part: measure(ds) for part, ds in zip(parts, datasets, strict=True)}


def changed(measure: Callable, change: Callable[[xr.Dataset], xr.Dataset]) -> Callable:
    """`measure` on datasets that `change` has changed, for a control."""
    return lambda *datasets: measure(*map(change, datasets))


def against(measure: Callable, datasets: Sequence[str], *changes: tuple) -> tuple[Control, ...]:
    """Controls of a claim: its own measure on its own datasets, changed.

    changes: triples of what the changed data are in words, a function of a dataset, and the verdict that it must give.
    """
    return tuple(Control(what, changed(measure, by), tuple(datasets), gives) for what, by, gives in changes)


def untrained(ds: xr.Dataset) -> xr.Dataset:
    """ds with the weights before the first update alone."""
    return ds.isel(record=[0])


def _as_record(last: xr.Dataset) -> xr.Dataset:
    """The last record of every cell as a dataset with one record."""
    return last.drop_vars("update").expand_dims("record").assign_coords(update=("record", [1.0]))


def with_weights(ds: xr.Dataset, weights: xr.DataArray) -> xr.Dataset:
    """ds with one record of these weights (..., hidden, site, colour), all that is measured on weights made again."""
    from placecells.measure.quantities import COLOUR_MEASURES, EXTRA, MEASURES  # here, because it imports xarray

    weights = weights.transpose(..., "hidden", "site", "colour")
    size = colours.magnitude(weights.values)
    made = [MEASURES[name](size) for name in ("centre", "width")]
    made += [COLOUR_MEASURES[name](weights.values) for name in ("colours", "cosine")]
    dims, last = weights.dims[:-2], final(ds)
    variables = {name: ((*dims, *EXTRA.get(name, ())), values) for part in made for name, values in part.items()}
    known = {name: values for name, values in variables.items() if name in last}
    return _as_record(last.drop_vars(list(known)).assign(known | {"weights": weights}))


def colours_in_other_order(ds: xr.Dataset) -> xr.Dataset:
    """ds with colour 3a modulo q of the weights at a (q without the factor 3)."""
    q = ds.sizes["colour"]
    weights = final(ds)["weights"]
    return with_weights(ds, weights.isel(colour=3 * np.arange(q) % q).assign_coords(colour=weights["colour"]))


def ideal(ds: xr.Dataset, fwhm: float = FWHM, noise: float = 0.05) -> xr.Dataset:
    """ds with weights sech(x) cos(2 pi a/q - phi) at random places and phases, and some noise.

    fwhm: in sites; infinite for weights that are uniform in space. noise: standard deviation, for a peak of 1.
    """
    weights = final(ds)["weights"].transpose(..., "hidden", "site", "colour")
    rng, (sites, q) = np.random.default_rng(0), weights.shape[-2:]
    place, phase = rng.uniform(0, sites, weights.shape[:-2]), rng.uniform(0, 2 * np.pi, weights.shape[:-2])
    away = (np.arange(sites) - place[..., None] + sites / 2) % sites - sites / 2
    cosine = np.cos(2 * np.pi * np.arange(q) / q - phase[..., None, None])
    values = (1 / np.cosh(SECH * away / fwhm))[..., None] * cosine + noise * rng.standard_normal(weights.shape)
    return with_weights(ds, weights.copy(data=values - values.mean(axis=-1, keepdims=True)))


def spread_evenly(ds: xr.Dataset) -> xr.Dataset:
    """ds with places and phases that are equally spaced over the runs."""
    last = final(ds)
    share = last["centre"].copy(data=np.arange(last["centre"].size).reshape(last["centre"].shape) / last["centre"].size)
    return _as_record(last.assign(centre=ring_size(ds) * share, phase=2 * np.pi * share))


def place_alone(ds: xr.Dataset) -> xr.Dataset:
    """ds with weights sech(x) at random places, times random colours at every site."""
    fields, noise = ideal(ds, noise=0.0), ideal(ds, fwhm=np.inf, noise=100.0)
    envelope = np.sqrt((final(fields)["weights"] ** 2).sum("colour"))
    return with_weights(ds, final(noise)["weights"] * envelope)


def phase_alone(ds: xr.Dataset) -> xr.Dataset:
    """ds with weights of one phase that are uniform in space but for noise."""
    return ideal(ds, fwhm=np.inf, noise=0.5)


def frozen(ds: xr.Dataset) -> xr.Dataset:
    """ds with all records like the last one, but for a hundredth of a site and of a radian."""
    rng = np.random.default_rng(0)
    still = {name: ds[name] * 0 + ds[name].isel(record=-1) for name in ("centre", "phase")}
    return ds.assign({name: value + 0.01 * rng.standard_normal(value.shape) for name, value in still.items()})


def _repeated(ds: xr.Dataset, name: str, turn: float) -> xr.Dataset:
    """The last record of ds, its runs repeated COPIES times, with `name` at random in 0 ... turn."""
    last = final(ds)
    last = last.isel(seed=np.tile(np.arange(last.sizes["seed"]), COPIES))
    random = np.random.default_rng(0).uniform(0, turn, last[name].shape)
    return _as_record(last.assign({name: last[name] * 0 + random}))


def at_random_places(ds: xr.Dataset) -> xr.Dataset:
    """The runs of ds, COPIES times, with the centres of their units at random."""
    return _repeated(ds, "centre", ring_size(ds))


def at_random_phases(ds: xr.Dataset) -> xr.Dataset:
    """The runs of ds, COPIES times, with the phases of their units at random."""
    return _repeated(ds, "phase", 2 * np.pi)


def _even(ds: xr.Dataset, turn: float) -> xr.DataArray:
    """0, turn/M, 2 turn/M, ... for the M units of every run: (seed, hidden)."""
    phase = final(ds)["phase"].transpose("seed", "hidden")
    return phase.copy(data=np.zeros(phase.shape) + np.arange(phase.shape[1]) * turn / phase.shape[1])


def at_even_places(ds: xr.Dataset) -> xr.Dataset:
    """ds with the centres of the units of a run equally far apart, and place fields of a tenth of the ring."""
    sites = ring_size(ds)
    return _as_record(final(ds).assign(centre=_even(ds, sites), width=_even(ds, 0.0) + sites / 10))


def at_even_phases(ds: xr.Dataset) -> xr.Dataset:
    """ds with the phases of the units of a run 180 degrees over their number apart, give or take 6 degrees."""
    even = _even(ds, np.pi)
    return _as_record(final(ds).assign(phase=even + 0.1 * np.random.default_rng(0).standard_normal(even.shape)))


OF_FIELDS = (
    ("untrained weights", untrained, NOT_REPRODUCED),
    ("ideal place fields at random places, with noise", ideal, REPRODUCED),
)
