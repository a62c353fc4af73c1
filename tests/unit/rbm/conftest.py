"""Small machines and cells for the tests of the machine."""

import numpy as np
import pytest

from placecells.rbm.machine import RBM


@pytest.fixture
def machine():
    """A factory of random machines."""

    def make(hidden, sites, fields=0.3, scale=0.5, seed=0):
        rng = np.random.default_rng(seed)
        return RBM(
            scale * rng.standard_normal((hidden, sites)),
            fields * rng.standard_normal(sites),
            fields * rng.standard_normal(hidden),
        )

    return make


@pytest.fixture
def cell():
    """A factory of cells; keyword arguments go into the block that has the key."""

    def make(**changes):
        whole = {
            "data": {"model": "ising", "sites": 16, "beta": 0.8, "samples": 60, "sampling": "independent"},
            "machine": {"hidden": 2, "unit": "binary", "fields": "zero"},
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
        for key, value in changes.items():
            block = next((b for b in whole.values() if isinstance(b, dict) and key in b), whole)
            block[key] = value
        if whole["data"]["sampling"] == "stream":
            del whole["data"]["samples"]
        return whole

    return make
