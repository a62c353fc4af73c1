"""Exact log-likelihood of records."""

import numpy as np
import pytest

from placecells.analysis.likelihood import log_likelihood, machine
from placecells.config.seeds import run_seeds
from placecells.data.draw import configurations, draw, held_out, training_rows
from placecells.rbm import train
from placecells.rbm.machine import free_energy

SITES = 10


@pytest.fixture(scope="module", params=["zero", "learned"])
def trained(request):
    """A trained cell: (cell, its data, its run, log-likelihoods)."""
    cell = {
        "data": {"model": "ising", "sites": SITES, "beta": 0.9, "samples": 400, "sampling": "independent"},
        "machine": {"hidden": 2, "unit": "binary", "fields": request.param},
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
    run = train.train_cell(cell, run_seeds(cell), lambda index: training_rows(data, index))
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
    run = train.train_cell(cell, seeds, lambda index: training_rows(data, index))
    values = log_likelihood(run, cell, seeds, lambda index, number: None)
    v = held_out(cell["data"], 2500, seeds[0]["data"])
    states = np.array(np.meshgrid(*[range(colours)] * sites)).reshape(sites, -1).T
    rbm = machine(run.isel(seed=0, record=-1), cell)
    expected = -free_energy(rbm, v).mean() - np.logaddexp.reduce(-free_energy(rbm, states))
    assert float(values["log_likelihood_test"][0, -1]) == pytest.approx(expected, abs=1e-9)
