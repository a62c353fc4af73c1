"""Backends and small machines for the tests of dense machines."""

import numpy as np
import pytest

from placecells.rbm.dense.backends import BACKENDS, BackendError, backend
from placecells.rbm.dense.machine import Dense


@pytest.fixture(params=BACKENDS)
def device(request):
    """Every backend that this machine has."""
    try:
        return backend(request.param)
    except BackendError as error:
        pytest.skip(str(error))


@pytest.fixture
def rounding(device):
    """Largest error of a number of order 1 that follows from weights: on CUDA they have the 10 bits of float16."""
    return 2e-3 if device.name == "cuda" else 1e-6


@pytest.fixture
def small():
    """small(replicas, sites, hidden, scale, seed): a Dense whose fields are such that units take both values.

    The weights have 10 bits of mantissa, which all backends represent.
    """

    def make(replicas=2, sites=6, hidden=5, scale=0.7, seed=1):
        rng = np.random.default_rng(seed)
        weights = (scale * rng.standard_normal((replicas, sites, hidden))).astype(np.float16).astype(float)
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
