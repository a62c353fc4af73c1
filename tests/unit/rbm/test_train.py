"""Training runs: schedule, determinism, symmetry, failure."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from tests.unit.rbm.runs import one_run, rows_of

from placecells.config.seeds import run_seeds
from placecells.data import ising
from placecells.jit import from_python
from placecells.rbm import cells, compiled
from placecells.rbm.kernels import pcd as kernels
from placecells.rbm.optimisers import SGD, Adam
from placecells.rbm.run import TrainingError
from placecells.rbm.schedule import schedule


def prepared(cell, rows=None):
    """A run of the cell's first seed before its first update."""
    return compiled.prepare(*cells.task(cell, run_seeds(cell)[0], rows)[:4])


def test_schedule_starts_at_zero_and_ends_at_the_last_update(cell):
    np.testing.assert_array_equal(schedule(cell()), np.arange(0, 25, 3))
    np.testing.assert_array_equal(schedule(cell(every={"updates": 10})), [0, 10, 20, 24])
    stream = cell(sampling="stream", stop={"updates": 7}, every={"updates": 3})
    np.testing.assert_array_equal(schedule(stream), [0, 3, 6, 7])


def test_fractions_of_an_epoch_keep_their_number_of_records(cell):
    whole = cell(samples=50, every={"epochs": 0.5}, stop={"epochs": 10})  # 5 updates an epoch: 2.5 between records
    assert len(schedule(whole)) == 21


@pytest.mark.parametrize("negative", ["pcd", "exact-sample", "exact-moment"])
@pytest.mark.parametrize("sampling", ["independent", "stream"])
def test_one_thread_equals_two_threads_bit_for_bit(cell, negative, sampling):
    stop = {"updates": 24} if sampling == "stream" else {"epochs": 4}
    every = {"updates": 6} if sampling == "stream" else {"epochs": 1}
    whole = cell(negative=negative, sampling=sampling, stop=stop, every=every, seeds=5)
    one, two = (cells.train_cell(whole, run_seeds(whole), rows_of(whole), threads=n) for n in (1, 2))
    assert one.equals(two)
    assert len(np.unique(one["weights"].values[:, -1], axis=0)) == 5


@pytest.mark.parametrize("shift", [1, 5])
def test_rotating_the_data_rotates_the_weights_without_noise(cell, shift):
    """Full batch, exact moments: learning commutes with rotations of the ring. float32 sums differ in order, and errors
    grow like the modes themselves, at a rate exp(2 beta) - 1 = 4 per unit of rate * updates = 5: hence 1e-4."""
    whole = cell(negative="exact-moment", batch=60, rate=0.05, stop={"updates": 100}, every={"updates": 100}, hidden=1)
    data = rows_of(whole)(0)
    sites = whole["data"]["sites"]
    rotated = ((data << np.uint64(shift)) | (data >> np.uint64(sites - shift))) & np.uint64(2**sites - 1)
    plain, turned = prepared(whole, data), prepared(whole, rotated)
    turned.state.machine.weights[:] = np.roll(plain.state.machine.weights, shift, axis=1)
    compiled.advance(plain, 0, 100)
    compiled.advance(turned, 0, 100)
    peak = np.abs(plain.state.machine.weights).max()
    assert peak > 0.3  # something has been learned
    np.testing.assert_allclose(
        turned.state.machine.weights, np.roll(plain.state.machine.weights, shift, axis=1), atol=1e-4 * peak
    )


def test_weights_that_are_no_longer_finite_are_reported(cell):
    whole = cell(rate=1e308, seeds=1)
    with pytest.raises(TrainingError, match=r"seed 0: weights are not finite .* training.rate = 1e\+308"):
        cells.train_cell(whole, run_seeds(whole), rows_of(whole))


def test_initial_weights_do_not_depend_on_the_training(cell):
    one, other = cell(), cell(rate=0.5, negative="exact-moment", stop={"epochs": 9})
    first = cells.initial_machine(one, run_seeds(one)[0]).weights
    np.testing.assert_array_equal(first, cells.initial_machine(other, run_seeds(other)[0]).weights)
    assert abs(first.std() / 0.1 - 1) < 5 / np.sqrt(2 * first.size)


@pytest.mark.parametrize("sizes", [(3, 1, 1, 1), (3, 5, 2, 4), (5, 20, 1, 3), (70, 2, 3, 100)])
@pytest.mark.parametrize("colours", [None, 2, 7])
def test_unusual_sizes_train(cell, sizes, colours):
    sites, hidden, samples, batch = sizes
    colour = {"colours": colours} if colours else {}
    whole = cell(
        sites=sites, hidden=hidden, samples=samples, batch=batch, chains=batch, stop={"epochs": 2}, seeds=1, **colour
    )
    dataset = cells.train_cell(whole, run_seeds(whole), rows_of(whole))
    assert dataset["weights"].shape == (1, dataset.sizes["record"], hidden, sites, *colour.values())
    assert np.isfinite(dataset["weights"]).all()


def test_records_hold_the_time_they_were_taken(cell):
    dataset = cells.train_cell(cell(), run_seeds(cell()), rows_of(cell()))
    np.testing.assert_allclose(dataset["epoch"], dataset["update"] / 6)
    assert dataset["weights"].dims == ("seed", "record", "hidden", "site")
    initial = cells.initial_machine(cell(), run_seeds(cell())[1]).weights
    np.testing.assert_array_equal(dataset["weights"][1, 0], initial.astype(np.float32))


def test_streamed_minibatches_are_the_rows_of_the_endless_data_set(cell):
    whole = cell(sampling="stream", stop={"updates": 3}, every={"updates": 1})
    fresh = compiled.prepare(*cells.task(whole, {"data": 11, "weights": 0, "noise": 0})[:4])
    from_python(kernels.load_minibatch)(fresh.rows, 2, fresh.plan, fresh.space)
    rows = np.empty((10, 1), np.uint64)
    ising.fill_rows(rows, 16, ising.ring_law(16, 0.8), np.uint64(11), 20)
    np.testing.assert_array_equal(fresh.space.rows, rows)


@pytest.mark.parametrize("unit", ["spin", "zero_one", "gaussian", "double_well"])
@pytest.mark.parametrize("sampling", ["independent", "stream"])
def test_colours_and_every_hidden_unit_train_deterministically(cell, tmp_path, unit, sampling):
    """One thread = two threads, and a run continued from its checkpoint = an uninterrupted one; the gauge is kept."""
    learned = {"theta_learned": True, "theta": -0.5} if unit == "double_well" else {}
    whole = cell(
        colours=4,
        unit=unit,
        sampling=sampling,
        fields="learned",
        stop={"updates": 30},
        every={"updates": 10},
        **learned,
    )
    seeds, rows = run_seeds(whole), rows_of(whole)
    one, two = (cells.train_cell(whole, seeds, rows, threads=n) for n in (1, 2))
    assert one.equals(two)
    assert one["weights"].dims == ("seed", "record", "hidden", "site", "colour")
    assert ("theta" in one) == (unit == "double_well")
    for name in ("weights", "visible_field"):
        np.testing.assert_allclose(one[name].sum("colour"), 0.0, atol=1e-5)
    calls = []

    def killer(updates, saved=False):
        calls.append(updates)
        if len(calls) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        one_run(whole, tmp_path, seconds=0.0, progress=killer)
    resumed = one_run(whole, tmp_path)
    np.testing.assert_array_equal(resumed["weights"], one["weights"][0])


def test_turning_ring_and_colours_turns_the_weights_without_noise(cell):
    """As for spins, for both symmetries of XY data at once."""
    whole = cell(
        colours=5, negative="exact-moment", batch=60, rate=0.1, stop={"updates": 100}, every={"updates": 100}, hidden=1
    )
    data = rows_of(whole)(0)
    turned_data = np.ascontiguousarray((np.roll(data, 3, axis=1) + 2) % 5).astype(np.uint8)
    plain, turned = prepared(whole, data), prepared(whole, turned_data)

    def turn(run):
        return np.roll(compiled.machine_of(run).weights, (3, 2), axis=(1, 2))

    compiled.machine_of(turned).weights[:] = turn(plain)  # a view
    compiled.advance(plain, 0, 100)
    compiled.advance(turned, 0, 100)
    peak = np.abs(plain.state.machine.weights).max()
    assert peak > 0.3  # something has been learned
    np.testing.assert_allclose(compiled.machine_of(turned).weights, turn(plain), atol=1e-4 * peak)


def test_inputs_too_large_for_the_quadrature_are_reported(cell):
    whole = cell(unit="gaussian", hidden=1, negative="exact-sample", rate=50.0, initial_scale=1.0, seeds=1)
    with pytest.raises(TrainingError, match=r"seed 0: .*(quadrature|not finite)"):
        cells.train_cell(whole, run_seeds(whole), rows_of(whole))


@pytest.mark.parametrize("limit", [None, "1"])
def test_products_of_many_hidden_units_use_one_thread(limit):
    """Of every BLAS in the process, also that which numba loads itself; with and without the limit that jobs have."""
    program = """
import json, sys
from threadpoolctl import threadpool_info
from placecells.config.seeds import run_seeds
from placecells.rbm import cells
cell = json.loads(sys.argv[1])
threads = []
look = lambda count, saved=False: threads.extend(pool["num_threads"] for pool in threadpool_info())
cells.train_cell(cell, run_seeds(cell), progress=look)
assert any("scipy" in pool["filepath"] for pool in threadpool_info())
print(max(threads))
"""
    cell = {
        "data": {"model": "ising", "sites": 12, "beta": 1.0, "sampling": "stream"},
        "machine": {"hidden": 30, "unit": "spin", "fields": "zero"},
        "training": {"rate": 0.1, "batch": 8, "chains": 8, "negative": "pcd", "gibbs": 2, "initial_scale": 0.01},
        "seeds": 1,
        "record": {"every": {"updates": 5}},
    }
    cell["training"]["stop"] = {"updates": 10}
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    environment |= {"OPENBLAS_NUM_THREADS": limit} if limit else {}
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps(cell)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "1"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "Spin-TwoValued-PCD-SGD"),
        ({"negative": "exact-sample"}, "Spin-TwoValued-ExactSample-SGD"),
        ({"unit": "zero_one"}, "Spin-TwoValued-PCD-SGD"),
        ({"colours": 3, "unit": "double_well"}, "Potts-DoubleWell-PCD-SGD"),
        ({"colours": 3, "unit": "gaussian"}, "Potts-Gaussian-PCD-SGD"),
        ({"optimiser": "adam"}, "Spin-TwoValued-PCD-Adam"),
        ({"visible": "gaussian"}, None),
    ],
)
def test_kernels_of_a_cell_have_a_name_that_pairs_with_the_same_kernels_share(cell, changes, expected):
    """None where there are no kernels."""
    added = {"optimiser": "training", "visible": "machine"}
    whole = cell(**{key: value for key, value in changes.items() if key not in added})
    for key in added.keys() & changes.keys():
        whole[added[key]][key] = changes[key]
    found = cells.kernels(whole)
    assert (found and compiled.kernels_name(*found)) == expected


def test_the_optimiser_of_a_cell_has_its_numbers():
    assert cells.optimiser({"rate": 0.2}) == SGD(0.2)
    assert cells.optimiser({"rate": 0.2, "optimiser": "sgd"}) == SGD(0.2)
    assert cells.optimiser({"rate": 1, "optimiser": "adam", "beta2": 0.9}) == Adam(1.0, 0.9, 0.9, 1e-8)


@pytest.mark.parametrize("sampling", ["independent", "stream"])
def test_units_that_do_not_take_the_data_are_refused(cell, sampling):
    options = {"stop": {"updates": 3}, "every": {"updates": 3}}
    whole = cell(seeds=1, sampling=sampling, **options)
    whole["machine"]["visible"] = "zero_one"
    with pytest.raises(TrainingError, match="seed 0: the data hold values other than 0 and 1, which ZeroOne units do"):
        cells.train_cell(whole, run_seeds(whole), rows_of(whole))
    whole["machine"]["visible"] = "gaussian"
    assert np.isfinite(cells.train_cell(whole, run_seeds(whole), rows_of(whole))["weights"]).all()
