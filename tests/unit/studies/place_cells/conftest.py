"""Datasets of runs with known fields."""

import json

import numpy as np
import pytest
import xarray as xr

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
            "machine": {"hidden": hidden, "unit": "binary", "fields": "zero"},
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
