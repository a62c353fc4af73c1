"""Compiled verbs one by one, against NumPy and the files of `units`."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from placecells import random
from placecells.jit import fast, from_python
from placecells.rbm import compiled
from placecells.rbm.kernels import hidden
from placecells.rbm.kernels.numbers import registers, vector
from placecells.rbm.kernels.units import real, spin
from placecells.rbm.kernels.units.spin import FEW, Spin
from placecells.rbm.machine import new_machine
from placecells.rbm.optimisers import SGD
from placecells.rbm.run import Settings

inputs_h, sum_moment = from_python(spin.inputs_h), from_python(spin.sum_moment)
add_mean_sizes, mean, sample = from_python(real.add_mean_sizes), from_python(hidden.mean), from_python(hidden.sample)
open_lanes, fill_lanes = from_python(random.open_lanes), from_python(random.fill_lanes)


def prepared_run(unit, units, chains=8, theta=None):
    """A run of so many hidden units of a kind on three spins, its parameters loaded, and the readable units."""
    parameters = {} if theta is None else {"theta": theta}
    machine = new_machine("spin", unit, sites=3, units=units, **parameters)
    settings = Settings(batch=1, chains=chains, negative="pcd", gibbs=1, learned=(), seed=3)
    prepared = compiled.prepare(machine, np.ones((1, 3)), SGD(), settings)
    for values, array in zip(prepared.state.machine.hidden, prepared.space.hidden, strict=True):
        array[:] = values
    return prepared, machine.hidden


@pytest.fixture(autouse=True)
def one_blas_thread():
    with threadpool_limits(1):
        yield


def test_float32_tanh_and_exp_are_accurate():
    x = np.linspace(-12, 12, 4001)
    np.testing.assert_allclose([vector.tanh32(np.float32(one)) for one in x], np.tanh(x), atol=5e-7)
    x = np.linspace(-60, 60, 8001)
    values = [vector.exp32(np.float32(one)) for one in x]
    np.testing.assert_allclose(values, np.exp(x.astype(np.float32).astype(float)), rtol=3e-7)


@pytest.mark.parametrize("n", [1, 63, 64, 65, 300])
@pytest.mark.parametrize("scale", [1e-30, 1.0, 1e30])
def test_sums_of_logarithms(n, scale):
    values = (scale * np.exp(np.random.default_rng(0).normal(0, 3, n))).astype(np.float32)
    found = from_python(vector.sum_of_logs)(values)
    np.testing.assert_allclose(found, np.log(values.astype(float)).sum(), atol=1e-5, rtol=1e-6)


@pytest.mark.parametrize("units", [1, 2, 3, 10, FEW - 1, FEW, FEW + 1])
@pytest.mark.parametrize("rows", [1, 3, 4, 5, 8, 14])
@pytest.mark.parametrize("sites", [3, 16, 100])
def test_products_with_the_weights(units, rows, sites):
    rng = np.random.default_rng(0)
    v = rng.choice(np.array([-1, 1], np.float32), (rows, sites))
    w, h = rng.standard_normal((units, sites), np.float32), np.full((rows, units), np.nan, np.float32)
    unit = Spin(np.zeros(sites, np.float32))
    inputs_h(unit, v, h, w, None)
    np.testing.assert_allclose(h, v @ w.T, atol=1e-4)  # sums of 100 numbers of order one in single precision
    total = np.full((units, sites), np.nan, np.float32)
    sum_moment(unit, v, h, total, None)
    np.testing.assert_allclose(total, h.T @ v, atol=1e-3)


@pytest.mark.parametrize("name", ["spin", "zero_one", "gaussian", "double_well"])
def test_hidden_means_equal_the_reference_for_all_inputs(name):
    """Huge inputs and theta included; the mean size of the double well with them."""
    inputs = np.array([-1e3, -40.0, -3.0, -0.1, 0.0, 0.5, 6.0, 40.0, 1e3])
    for theta in (-20.0, -1.0, 0.0, 3.0) if name == "double_well" else (None,):
        prepared, unit = prepared_run(name, 1, theta=theta)
        values, ours = inputs[:, None].astype(np.float32), prepared.space.hidden
        if name == "double_well":
            total = np.zeros(1)
            add_mean_sizes(ours, values[2:3], 1.0, total)
            assert -total[0] == pytest.approx(float(unit.mean_size(inputs[2])[0]), rel=1e-6)
        mean(ours, values, prepared.plan)
        np.testing.assert_allclose(values, unit.mean(inputs[:, None]), rtol=2e-6, atol=1e-6)


@pytest.mark.parametrize("name", ["spin", "zero_one", "gaussian", "double_well"])
def test_hidden_samples_have_the_right_mean_and_variance(name):
    inputs, samples = np.array([-2.5, -0.7, 0.0, 0.3, 2.0]), 40_000
    prepared, unit = prepared_run(name, 5, samples, theta=-1.5 if name == "double_well" else None)
    h = np.tile(inputs, (samples, 1)).astype(np.float32)
    space = prepared.space
    open_lanes(np.uint64(7), space.lanes)
    fill_lanes(space.lanes, space.words)
    sample(space.hidden, h, space.words.reshape(-1), np.uint64(7), prepared.plan)
    variance = unit.variance(inputs)
    assert (np.abs(h.mean(0) - unit.mean(inputs)) < 4.5 * np.sqrt(variance / samples) + 1e-6).all()
    square = (h - unit.mean(inputs)) ** 2
    assert (np.abs(square.mean(0) - variance) < 4.5 * square.std(0) / np.sqrt(samples) + 1e-6).all()


@pytest.mark.parametrize("width", [8, 16])
def test_numbers_of_a_register_at_a_time(width):
    zeros, read = getattr(registers, f"zeros{width}"), getattr(registers, f"read{width}")

    @fast
    def double(x, first, result, begin):
        total = zeros()
        for _ in range(2):
            total = registers.add(total, read(x, first))
        registers.write(total, result, begin)

    x, result = np.arange(40, dtype=np.float32), np.full(30, -1, np.float32)
    from_python(double)(x, 3, result, 7)
    np.testing.assert_array_equal(result[7 : 7 + width], 2 * x[3 : 3 + width])
    assert (result[:7] == -1).all()
    assert (result[7 + width :] == -1).all()


def test_bits_of_comparisons():
    @fast
    def bits(x, first, y, begin):
        return registers.below(x, first, y, begin)

    compiled_bits, rng = from_python(bits), np.random.default_rng(0)
    x, y = rng.integers(-3, 3, 50, dtype=np.int32), rng.integers(-3, 3, 50, dtype=np.int32)
    x[5], y[9] = np.iinfo(np.int32).min, np.iinfo(np.int32).max
    for first, begin in [(0, 0), (5, 9), (34, 1)]:
        expected = (x[first : first + 16] < y[begin : begin + 16]) @ (1 << np.arange(16))
        assert compiled_bits(x, first, y, begin) == expected


def test_bits_of_signs():
    @fast
    def bits(x, first):
        return registers.positive(x, first)

    x = np.random.default_rng(0).normal(size=40).astype(np.float32)
    x[:4] = 0.0, -0.0, np.inf, 1e-30
    for first in (0, 9, 24):
        assert from_python(bits)(x, first) == (x[first : first + 16] > 0) @ (1 << np.arange(16))
