"""Exact log-likelihood of records."""

import numpy as np
import pytest
import xarray as xr

from placecells.config.seeds import run_seeds
from placecells.data.draw import configurations, draw, held_out, training_rows
from placecells.measure.likelihood import log_likelihood, machine
from placecells.rbm.cells import train_cell
from placecells.rbm.machine import free_energy

SITES = 10


@pytest.fixture(scope="module", params=["zero", "learned"])
def trained(request):
    """A trained cell: (cell, its data, its run, log-likelihoods)."""
    cell = {
        "data": {"model": "ising", "sites": SITES, "beta": 0.9, "samples": 400, "sampling": "independent"},
        "machine": {"hidden": 2, "unit": "spin", "fields": request.param},
        "training": {
            "rate": 0.1,
            "batch": 20,
            "chains": 20,
            "negative": "exact-sample",
            "initial_scale": 0.01,
            "stop": {"epochs": 30},
        },
        "seeds": 2,
        "record": {"every": {"epochs": 15}, "quantities": ["log_likelihood"], "test_samples": 5000},
    }
    data = draw(cell["data"], [seeds["data"] for seeds in run_seeds(cell)])
    run = train_cell(cell, run_seeds(cell), lambda index: training_rows(data, index))
    values = log_likelihood(
        run, cell, run_seeds(cell), lambda index, number: configurations(data)["configurations"].values[index, :number]
    )
    return cell, data, run, values


def test_untrained_weights_know_next_to_nothing(trained):
    """Weights of 0.01 change log P = -N log 2 by order N w^2 = 0.001."""
    _, _, _, values = trained
    for name in ("log_likelihood_train", "log_likelihood_test"):
        np.testing.assert_allclose(values[name][:, 0], -SITES * np.log(2), atol=0.01)


def test_likelihood_equals_brute_force(trained):
    cell, _, run, values = trained
    v = held_out(cell["data"], 5000, run_seeds(cell)[1]["data"]).astype(float)
    states = ((np.arange(2**SITES)[:, None] >> np.arange(SITES)) & 1) * 2.0 - 1
    last = run.isel(seed=1, record=-1)
    w = last["weights"].values.astype(float)
    g = last["visible_field"].values.astype(float) if "visible_field" in run else np.zeros(SITES)
    c = last["hidden_field"].values.astype(float) if "hidden_field" in run else np.zeros(2)

    def log_weight(x):
        return x @ g + np.log(2 * np.cosh(x @ w.T + c)).sum(-1)

    expected = log_weight(v).mean() - np.log(np.exp(log_weight(states)).sum())
    assert float(values["log_likelihood_test"][1, -1]) == pytest.approx(expected, abs=1e-9)


def test_training_gains_likelihood_on_held_out_data(trained):
    _, _, _, values = trained
    assert (values["log_likelihood_test"][:, -1] > values["log_likelihood_test"][:, 0] + 0.5).all()


@pytest.mark.parametrize("unit", ["zero_one", "double_well"])
def test_likelihood_of_colours_and_real_units_equals_brute_force(unit):
    sites, colours = 4, 4
    cell = {
        "data": {
            "model": "xy",
            "sites": sites,
            "colours": colours,
            "beta": 1.0,
            "samples": 50,
            "sampling": "independent",
        },
        "machine": {"hidden": 1, "unit": unit, "fields": "learned", "theta": -1.0, "theta_learned": unit != "zero_one"},
        "training": {
            "rate": 0.1,
            "batch": 20,
            "chains": 20,
            "negative": "exact-sample",
            "initial_scale": 0.1,
            "stop": {"epochs": 20},
        },
        "seeds": 1,
        "record": {"every": {"epochs": 20}, "quantities": ["log_likelihood"], "test_samples": 2500},
    }
    seeds = run_seeds(cell)
    data = draw(cell["data"], [seeds[0]["data"]])
    run = train_cell(cell, seeds, lambda index: training_rows(data, index))
    values = log_likelihood(run, cell, seeds, lambda index, number: None)
    v = held_out(cell["data"], 2500, seeds[0]["data"])
    states = np.array(np.meshgrid(*[range(colours)] * sites)).reshape(sites, -1).T
    rbm = machine(run.isel(seed=0, record=-1), cell)
    expected = -free_energy(rbm, v).mean() - np.logaddexp.reduce(-free_energy(rbm, states))
    assert float(values["log_likelihood_test"][0, -1]) == pytest.approx(expected, abs=1e-9)


@pytest.fixture(params=["ising", "xy"])
def of_a_file(request, tmp_path):
    """A cell of 7 samples of a file of 20, to be tested on 5, with a run of random weights; the file's values."""
    dice = np.random.default_rng(4)
    ising = request.param == "ising"
    values = dice.integers(0, 2 if ising else 3, (20, SITES))
    np.savez(tmp_path / "mine.npz", values)
    data = {"model": request.param, "sites": SITES, "sampling": "file", "samples": 7}
    data |= {"path": str(tmp_path / "mine.npz")} | ({} if ising else {"colours": 3})
    cell = {"data": data, "machine": {"hidden": 2, "unit": "spin", "fields": "zero"}, "seeds": 2}
    cell["record"] = {"every": {"epochs": 1}, "quantities": ["log_likelihood"], "test_samples": 5}
    dims = ("seed", "record", "hidden", "site") + (() if ising else ("colour",))
    weights = dice.normal(size=(2, 1, 2, SITES) + (() if ising else (3,)))
    return cell, xr.Dataset({"weights": (dims, weights)}), 2 * values - 1 if ising else values


def test_without_beta_the_likelihood_is_tested_on_the_rows_that_follow_in_the_file(of_a_file):
    cell, run, values = of_a_file
    drawn = draw(cell["data"], [0])
    train = configurations(drawn)["configurations"].values[0]
    test = held_out(cell["data"], 5, 0)
    np.testing.assert_array_equal(train, values[:7])
    np.testing.assert_array_equal(test, values[7:12])
    measured = log_likelihood(run, cell, run_seeds(cell), lambda index, number: train[:number])
    colours = cell["data"].get("colours", 2)
    states = np.array(np.meshgrid(*[range(colours)] * SITES)).reshape(SITES, -1).T
    for seed in range(2):
        w = run["weights"].values[seed, 0]

        def log_weight(v, w=w):
            """Log of sum over h = -1, 1 of exp(h w v), for spins or colours."""
            inputs = v @ w.T if w.ndim == 2 else w[:, np.arange(SITES), v].sum(-1).T
            return np.log(2 * np.cosh(inputs)).sum(-1)

        log_z = np.logaddexp.reduce(log_weight(states if w.ndim == 3 else 2 * states - 1))
        for name, rows in (("train", values[:5]), ("test", values[7:12])):
            expected = log_weight(rows).mean() - log_z
            assert float(measured[f"log_likelihood_{name}"][seed, 0]) == pytest.approx(expected, abs=1e-9)


def test_with_beta_held_out_data_of_a_file_are_fresh_samples_of_the_law(of_a_file):
    cell, _, _ = of_a_file
    law = cell["data"] | {"beta": 0.5}
    drawn = {key: value for key, value in law.items() if key != "path"} | {"sampling": "independent"}
    np.testing.assert_array_equal(held_out(law, 50, 3), held_out(drawn, 50, 3))
