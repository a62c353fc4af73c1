"""Sweeps of many hidden units, with bits, and sums over sites with colours, against NumPy and exact moments."""

import numpy as np
import pytest

from placecells import random
from placecells.arrays import zeros
from placecells.jit import from_python
from placecells.rbm import compiled, exact
from placecells.rbm.kernels import bits, pcd
from placecells.rbm.kernels.numbers.eights import eights_for
from placecells.rbm.kernels.numbers.registers import WIDTH
from placecells.rbm.kernels.units import potts
from placecells.rbm.machine import moments
from placecells.rbm.optimisers import SGD
from placecells.rbm.run import Settings

load_parameters, sweep_bits = from_python(pcd.load_parameters), from_python(bits.sweep_bits)
arrange, inputs_h, sum_moment = from_python(potts.arrange), from_python(potts.inputs_h), from_python(potts.sum_moment)
open_lanes, fill_lanes = from_python(random.open_lanes), from_python(random.fill_lanes)
UNLIKELY = 1e-5  # chance that rounding in single precision decides one draw


def run_of(rbm, **changes):
    """A run of PCD-1 from a machine, without learning, its parameters loaded; the chains start at random spins."""
    settings = Settings(**{"batch": 20, "chains": 7, "negative": "pcd", "gibbs": 1, "learned": (), "seed": 5} | changes)
    rows = np.random.default_rng(1).choice([-1.0, 1.0], (20, rbm.weights.shape[1]))
    prepared = compiled.prepare(rbm, rows, SGD(rate=0.0), settings)
    load_parameters(prepared.state.machine, prepared.space)
    return prepared, rows


def uniforms(space, units):
    """Random numbers in [-1, 1) of one layer after the other, (chains, units of the layer), from the next words."""
    fill_lanes(space.lanes, space.words)
    words, chains, first, found = space.words.reshape(-1).view(np.int32), len(space.h), 0, []
    for count in units:
        blocks = -(-count // WIDTH)
        block = words[first : first + blocks * chains * WIDTH].reshape(blocks, chains, WIDTH)
        found.append(block.transpose(1, 0, 2).reshape(chains, -1)[:, :count] / 2.0**31)
        first += block.size
    return found


def draws(u, mean):
    """Whether units with these means are drawn up; None where rounding may decide a draw."""
    assert (np.abs(u - mean) > UNLIKELY).all(), "another seed of the test, please"
    return u < mean


@pytest.mark.parametrize("unit", ["spin", "zero_one"])
@pytest.mark.parametrize(("units", "sites"), [(5, 3), (16, 16), (17, 33), (20, 100), (70, 130)])
def test_sweeps_with_bits_are_those_of_numpy(machine, units, sites, unit):
    """Sizes at and beside multiples of 4, 16 and 64; fields of both layers; two sweeps with the same random words."""
    rbm = machine(units, sites, fields=0.5, scale=0.3, unit=unit)
    prepared, _ = run_of(rbm)
    space, chains = prepared.space, prepared.state.chains
    open_lanes(np.uint64(7), space.lanes)
    lanes, v = space.lanes.copy(), chains.astype(float)
    assert sweep_bits(space.visible, chains, 2, prepared.plan, space) == 2
    space.lanes[:] = lanes
    low, high = rbm.hidden.VALUES
    for _ in range(2):
        of_hidden, of_visible = uniforms(space, (units, sites))
        up = draws(of_hidden, np.tanh((high - low) / 2 * (v @ rbm.weights.T + rbm.hidden.field)))
        h = np.where(up, high, low)
        v = np.where(draws(of_visible, np.tanh(h @ rbm.weights + rbm.visible.field)), 1.0, -1.0)
    np.testing.assert_array_equal(chains, v)
    assert len(np.unique(chains)) == 2


@pytest.mark.parametrize("unit", ["spin", "zero_one"])
def test_many_units_have_the_exact_moments(machine, unit):
    """Stationary moments of PCD over 2000 chains, whole updates; 2^11 hidden states are summed exactly."""
    rbm = machine(11, 18, fields=0.4, scale=0.25, unit=unit)
    prepared, rows = run_of(rbm, chains=2000)
    assert len(prepared.space.states) == 0
    values = []
    for t in range(400):
        compiled.advance(prepared, t, t + 1)
        values.append(prepared.space.negative / len(prepared.state.chains))
    blocks = np.array(values[40:]).reshape(-1, 20, *rbm.weights.shape).mean(1)
    error = blocks.std(0, ddof=1) / np.sqrt(len(blocks))
    assert (np.abs(blocks.mean(0) - exact.moments(rbm).weights) < 5 * error + 2e-6).all()
    np.testing.assert_allclose(prepared.space.positive / len(rows), moments(rbm, rows).weights, atol=1e-5)


@pytest.mark.parametrize("units", [1, 5, 8, 9, 17])
@pytest.mark.parametrize("rows", [1, 4, 6])
def test_sums_over_sites_with_colours(units, rows):
    rng, sites, colours = np.random.default_rng(0), 13, 5
    v = rng.integers(0, colours, (rows, sites)).astype(np.uint8)
    w = rng.standard_normal((units, colours * sites)).astype(np.float32)
    h, total = np.full((rows, units), np.nan, np.float32), np.full(w.shape, np.nan, np.float32)
    unit, eights = potts.Potts(np.zeros((colours, sites), np.float32)), eights_for(units, w.shape[1])
    features = (v[:, None, :] == np.arange(colours)[:, None]).reshape(rows, -1).astype(float)
    arrange(unit, w, eights)
    inputs_h(unit, v, h, w, eights)
    np.testing.assert_allclose(h, features @ w.T, atol=1e-5)
    for _ in range(2):  # the second time the arrays hold the sums of the first
        sum_moment(unit, v, h, total, eights)
        np.testing.assert_allclose(total, h.T @ features, atol=1e-5)


@pytest.mark.parametrize("shape", [(), 3, (2, 5)])
@pytest.mark.parametrize("dtype", [np.float32, np.uint8, np.uint64])
def test_arrays_begin_with_a_cache_line(shape, dtype):
    array = zeros(shape, dtype)
    assert array.shape == np.zeros(shape).shape
    assert array.dtype == dtype
    assert array.ctypes.data % 64 == 0
    assert not array.any()
