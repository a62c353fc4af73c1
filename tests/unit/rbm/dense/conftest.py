"""Backends and small machines for the tests of dense machines."""

from importlib.util import find_spec

import numpy as np
import pytest

from placecells.rbm.dense.backends import backend
from placecells.rbm.dense.machine import Dense

NAMES = ("numpy", "torch")


@pytest.fixture(params=NAMES)
def device(request):
    """Every backend that runs on a processor."""
    if request.param == "torch" and find_spec("torch") is None:
        pytest.skip("PyTorch is not installed: pip install -e .[gpu]")
    return backend(request.param)


@pytest.fixture
def small():
    """small(replicas, sites, hidden, scale, seed): a Dense whose fields are such that units take both values."""

    def make(replicas=2, sites=6, hidden=5, scale=0.7, seed=1):
        rng = np.random.default_rng(seed)
        weights = scale * rng.standard_normal((replicas, sites, hidden))
        visible = 0.5 * rng.standard_normal((replicas, sites)) - weights.sum(2) / 2
        fields = 0.5 * rng.standard_normal((replicas, hidden)) - weights.sum(1) / 2
        return Dense(*(array.astype(np.float32) for array in (weights, visible, fields)))

    return make


@pytest.fixture
def images():
    """images(samples, sites): configurations of 0 and 1 with two patterns, uint8."""

    def make(samples=60, sites=12, seed=0):
        rng = np.random.default_rng(seed)
        patterns = rng.random((2, sites)) < 0.5
        flips = rng.random((samples, sites)) < 0.1
        return (patterns[rng.integers(0, 2, samples)] ^ flips).astype(np.uint8)

    return make
