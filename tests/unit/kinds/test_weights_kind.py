"""Machines that were trained elsewhere: the same probabilities, widths and likelihoods as by hand."""

import itertools

import netCDF4
import numpy as np
import pytest
import xarray as xr
from sklearn.neural_network import BernoulliRBM

from placecells.commands import export
from placecells.config.load import ConfigError
from placecells.data.draw import held_out, sample
from placecells.io import store, weights_file
from placecells.io.user_array import UserFileError
from placecells.kinds.kind import kind
from placecells.measure import fields
from placecells.rbm.cells import initial_machine
from placecells.rbm.machine import free_energy

SITES, HIDDEN = 10, 2
DATA = {"model": "ising", "sites": SITES, "beta": 0.7, "samples": 500, "sampling": "independent"}
SEED = {"data": 5, "weights": 6, "noise": 7}


def cell(path, unit="spin"):
    quantities = ["weights", "centre", "width", "order_parameter", "log_likelihood"]
    return {
        "kind": "weights",
        "weights": {"path": str(path)},
        "data": DATA,
        "machine": {"hidden": HIDDEN, "unit": unit, "fields": "learned"},
        "record": {"quantities": quantities, "test_samples": 300},
        "seeds": 1,
    }


@pytest.fixture(scope="module")
def learned():
    """A machine of scikit-learn, trained on spins as 0 and 1."""
    v = (sample(DATA, 500, 1) + 1) // 2
    return BernoulliRBM(HIDDEN, learning_rate=0.1, batch_size=20, n_iter=30, random_state=0).fit(v)


@pytest.fixture
def path(learned, tmp_path):
    names = ("components_", "intercept_visible_", "intercept_hidden_")
    np.savez(tmp_path / "machine.npz", **{name: getattr(learned, name) for name in names})
    return tmp_path / "machine.npz"


def by_hand(learned, v):
    """Mean log-likelihood of spins v by the free energies of scikit-learn, over all 2^N states."""
    states = np.array(list(itertools.product([0, 1], repeat=SITES)))
    minus = -learned._free_energy(states)
    return -learned._free_energy((v + 1) // 2).mean() - np.logaddexp.reduce(minus)


@pytest.mark.parametrize("unit", ["spin", "zero_one"])
def test_a_machine_of_scikit_learn_has_its_width_and_likelihood(learned, path, unit):
    found = kind("weights").run(cell(path, unit), [SEED], {}).isel(seed=0, record=0)
    test = held_out(DATA, 300, SEED["data"])
    assert float(found["log_likelihood_test"]) == pytest.approx(by_hand(learned, test), abs=1e-9)
    factor = 4 if unit == "spin" else 2
    np.testing.assert_allclose(found["weights"], learned.components_ / factor)
    np.testing.assert_allclose(found["width"], fields.width(learned.components_).fwhm)


def test_a_machine_survives_the_way_to_rbms_and_back(learned, path, tmp_path):
    first = kind("weights").run(cell(path), [SEED], {})
    run = first[["weights", "visible_field", "hidden_field"]]
    trained = cell(path) | {"kind": "train"}
    store.write(run, tmp_path / "seed0.nc", store.provenance(trained))
    for target in ("machine.h5", "copy.npz"):
        learned_fields = xr.open_dataset(tmp_path / "seed0.nc")
        assert set(learned_fields) >= {"visible_field", "hidden_field"}
        export.machine_to(tmp_path / "seed0.nc", tmp_path / target)
        again = kind("weights").run(cell(tmp_path / target), [SEED], {})
        for name in ("weights", "visible_field", "hidden_field", "log_likelihood_test"):
            np.testing.assert_allclose(again[name], first[name], atol=1e-6)


def test_of_several_updates_of_rbms_the_last_is_taken(tmp_path):
    with netCDF4.Dataset(tmp_path / "machine.h5", "w") as file:
        for name, size in (("site", 3), ("hidden", 2)):
            file.createDimension(name, size)
        for update in (5, 40):
            group = file.createGroup(f"update_{update}/params")
            group.createVariable("weight_matrix", "f8", ("site", "hidden"))[...] = update
            group.createVariable("vbias", "f8", ("site",))[...] = 0.0
            group.createVariable("hbias", "f8", ("hidden",))[...] = 0.0
    found = weights_file.read(str(tmp_path / "machine.h5"))
    assert found.weights.shape == (2, 3)
    assert (found.weights == 40).all()


def test_training_goes_on_from_a_machine(learned, path):
    training = {"training": {"initial": str(path)}}
    rbm = initial_machine(cell(path) | training, SEED)
    states = 2.0 * np.array(list(itertools.product([0, 1], repeat=SITES))) - 1.0
    minus, expected = -free_energy(rbm, states), -learned._free_energy((states + 1) / 2)
    np.testing.assert_allclose(minus - minus[0], expected - expected[0], atol=1e-9)


@pytest.mark.parametrize(
    ("arrays", "part"),
    [
        ({"w": np.zeros((2, 10))}, "has no array weights, weight_matrix or components_, but w"),
        ({"weights": np.zeros(10)}, "weights of shape (10,); allowed is (hidden, site[, colour])"),
        ({"weights": np.full((2, 10), np.nan)}, "has weights that are not finite"),
        ({"weights": np.zeros((2, 10)), "hidden_field": np.zeros(3)}, "hidden_field of shape (3,)"),
    ],
)
def test_what_is_no_machine_is_refused_in_one_sentence(tmp_path, arrays, part):
    np.savez(tmp_path / "machine.npz", **arrays)
    with pytest.raises(UserFileError) as error:
        weights_file.read(str(tmp_path / "machine.npz"))
    assert part in str(error.value)


def test_the_config_is_held_against_the_file(load_dicts_of_machine, path):
    with pytest.raises(ConfigError, match=r"weights.path is .* but the weights of the file have the shape \(2, 10\)"):
        load_dicts_of_machine(cell(path) | {"machine": {"hidden": 3, "unit": "spin", "fields": "learned"}})
    with pytest.raises(ConfigError, match=r"machine.unit is 'gaussian', but the hidden units of .* are 0 and 1"):
        load_dicts_of_machine(cell(path, "gaussian"))
    with pytest.raises(ConfigError, match=r"weights.path is 'nowhere.npz', but nowhere.npz cannot be read"):
        load_dicts_of_machine(cell("nowhere.npz"))


@pytest.fixture
def load_dicts_of_machine(tmp_path):
    """Loads a config with one experiment."""
    import yaml

    from placecells.config.load import load

    def make(block):
        file = tmp_path / "config.yaml"
        text = {
            "results": "results",
            "seed": 0,
            "checkpoint": {"seconds": 60},
            "experiments": {"mine": block},
            "figures": {},
        }
        file.write_text(yaml.safe_dump(text), encoding="utf-8")
        return load([file])

    return make
