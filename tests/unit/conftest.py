"""Datasets of runs with known fields, and datasets of kinds that are computed from others or draw their own data."""

import json

import numpy as np
import pytest
import xarray as xr

from placecells.io import store
from placecells.kinds.kind import dataset_of, kind
from placecells.measure.quantities import measure

QUANTITIES = ("weights", "centre", "width", "shape", "order_parameter")
COLOUR_QUANTITIES = ("weights", "centre", "width", "colours", "cosine")


@pytest.fixture
def learned():
    """learned(weights (seed, record, hidden, site[, colour]), **data): the dataset of an experiment with them."""

    def make(weights, updates=None, quantities=None, training=None, **data):
        seeds, records, hidden, sites, *colours = weights.shape
        quantities = quantities or (COLOUR_QUANTITIES if colours else QUANTITIES)
        model = {"model": "xy", "colours": colours[0]} if colours else {"model": "ising"}
        cell = {
            "kind": "train",
            "data": model | {"sites": sites, "beta": 1.0, "sampling": "independent", "samples": 1000} | data,
            "training": {"rate": 0.1, "batch": 100, "chains": 100, "negative": "exact-sample"} | (training or {}),
            "machine": {"hidden": hidden, "unit": "spin", "fields": "zero"},
            "record": {"quantities": list(quantities)},
            "grid": {},
            "seeds": seeds,
        }
        update = np.arange(records) * 1000 if updates is None else updates
        run = xr.Dataset(
            {"weights": (("seed", "record", "hidden", "site", "colour")[: weights.ndim], weights)},
            coords={"seed": np.arange(seeds), "record": np.arange(records), "update": ("record", update)},
        )
        return measure(run, cell).assign_attrs(config=json.dumps(cell))

    return make


@pytest.fixture
def sech():
    """sech(centres (...), width): fields (..., site) of a FWHM on a ring of 100 sites."""

    def make(centres, fwhm=14.0, height=1.0, sites=100):
        away = (np.arange(sites) - np.asarray(centres)[..., None] + sites / 2) % sites - sites / 2
        return height / np.cosh(away * 2.634 / fwhm)

    return make


@pytest.fixture
def started_from(tmp_path):
    """started_from(ds, name, seeds, **block): the dataset of a kind that starts from ds, as the workflow makes it."""

    def make(ds, name, seeds=(1,), **block):
        file = tmp_path / "source.nc"
        store.write(ds, file, {})
        cell = {"kind": name, "of": "source", "seeds": len(seeds)} | block
        return kind(name).run(cell, [{"weights": seed} for seed in seeds], {dataset_of("source"): [file]})

    return make


@pytest.fixture
def drawn():
    """drawn(name, seeds, data, **block): the dataset of a kind that draws its own data, with its config."""

    def make(name, seeds, data, **block):
        cell = {"kind": name, "data": {"sampling": "independent"} | data, "seeds": len(seeds)} | block
        made = kind(name).run(cell, [{"data": seed} for seed in seeds], {})
        return made.assign_attrs(config=json.dumps(cell))

    return make
