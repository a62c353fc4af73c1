"""Small machines and cells for the tests of the machine."""

import numpy as np
import pytest

from placecells.rbm.machine import RBM
from placecells.rbm.units import UNITS


@pytest.fixture
def machine():
    """A factory of random machines; with `colours`, of Potts visible units, else of spins or those named."""

    def make(hidden, sites, fields=0.3, scale=0.5, seed=0, colours=None, unit="spin", visible="spin"):
        rng = np.random.default_rng(seed)
        shape = (sites, colours) if colours else (sites,)
        weights = scale * rng.standard_normal((hidden, *shape))
        field = fields * rng.standard_normal(shape)
        units = UNITS["potts" if colours else visible].zeros(*shape)
        units = units._replace(field=units.gauge(field))
        kind = UNITS[unit].zeros(hidden)._replace(field=fields * rng.standard_normal(hidden))
        if unit == "double_well":
            kind = kind._replace(theta=np.full(hidden, -1.0))
        return RBM(units.gauge(weights), units, kind)

    return make


@pytest.fixture
def cell():
    """A factory of cells; keyword arguments go into the block that has the key, or into the one where it belongs."""

    def make(**changes):
        whole = {
            "data": {"model": "ising", "sites": 16, "beta": 0.8, "samples": 60, "sampling": "independent"},
            "machine": {"hidden": 2, "unit": "spin", "fields": "zero"},
            "training": {
                "rate": 0.05,
                "batch": 10,
                "chains": 8,
                "negative": "pcd",
                "gibbs": 3,
                "initial_scale": 0.1,
                "stop": {"epochs": 4},
            },
            "seeds": 3,
            "record": {"every": {"epochs": 0.5}, "quantities": ["weights"], "test_samples": 100},
        }
        optional = {"colours": "data", "theta": "machine", "theta_learned": "machine"}
        for key, value in changes.items():
            block = next((b for b in whole.values() if isinstance(b, dict) and key in b), whole)
            (whole[optional[key]] if key in optional else block)[key] = value
        if whole["data"]["sampling"] == "stream":
            del whole["data"]["samples"]
        if "colours" in whole["data"]:
            whole["data"]["model"] = "xy"
        return whole

    return make
