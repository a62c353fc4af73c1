"""The library without a config: what `train` returns, and what it refuses. tests/workflow runs docs/library.md."""

import subprocess
import sys

import numpy as np
import pytest

import placecells
from placecells.data.draw import draw, training_rows
from placecells.rbm import cells, exact
from placecells.rbm.train import TrainingError

SPINS = {"model": "ising", "sites": 12, "beta": 1.0}


def test_importing_the_package_is_cheap():
    program = (
        "import sys, placecells; print(sorted(name for name in ('numpy', 'numba', 'xarray') if name in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
    assert set(placecells.HOMES) <= set(dir(placecells))
    assert all(getattr(placecells, name) is not None for name in placecells.HOMES)
    with pytest.raises(AttributeError, match="has no attribute 'trian'"):
        _ = placecells.trian


def test_train_without_a_config_is_that_of_the_workflow():
    """The same seeds, data and numbers: the same bits; nothing has to be given but the number of updates."""
    machine = placecells.new_machine(sites=12, units=3, seed=5)
    data = placecells.sample(SPINS, 50, seed=4)
    records, trained = placecells.train(machine, data, updates=20, batch=10, gibbs=3, seed=6, every=5)
    cell = {
        "data": SPINS | {"samples": 50, "sampling": "independent"},
        "machine": {"hidden": 3, "unit": "spin", "fields": "zero"},
        "training": {"rate": 0.01, "batch": 10, "negative": "pcd", "gibbs": 3, "stop": {"updates": 20}},
        "record": {"every": {"updates": 5}},
    }
    rows = training_rows(draw(cell["data"], [4]), 0)
    expected = cells.train_cell(cell, [{"data": 4, "weights": 5, "noise": 6}], lambda index: rows)
    assert records.equals(expected.isel(seed=0, drop=True))
    np.testing.assert_array_equal(trained.weights.astype(np.float32), records["weights"][-1])
    np.testing.assert_array_equal(machine.weights.astype(np.float32), records["weights"][0])


@pytest.mark.parametrize(("visible", "options"), [("spin", {}), ("potts", {"colours": 3})])
def test_streams_are_drawn_anew_and_repeat_by_their_seed(visible, options):
    law = SPINS if visible == "spin" else {"model": "xy", "sites": 12, "beta": 1.0, "colours": 3}
    machine = placecells.new_machine(visible, sites=12, units=2, **options)
    one, again, other = (
        placecells.train(machine, placecells.Stream(law, seed), updates=5, batch=10, gibbs=1)[0] for seed in (1, 1, 2)
    )
    assert one.equals(again)
    assert not one.equals(other)
    assert np.isnan(one["epoch"]).all()


VISIBLE, HIDDEN = ("zero_one", "gaussian"), ("spin", "zero_one", "gaussian", "double_well")


@pytest.mark.parametrize("visible", VISIBLE)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_pairs_without_kernels_gain_likelihood(visible, hidden):
    """Against the exact likelihood, with all parameters learned; every negative phase."""
    machine = placecells.new_machine(visible, hidden, sites=4, units=1, scale=0.1, seed=1)
    dice = np.random.default_rng(0)
    data = dice.integers(0, 2, (500, 1)) * np.ones((1, 4), int)
    data = np.where(dice.uniform(size=data.shape) < 0.1, 1 - data, data)
    if visible == "gaussian":
        data = 0.5 * data + 0.7 * dice.standard_normal(data.shape)
    learned = ("field", "theta") if hidden == "double_well" else ("field",)
    for negative in ("pcd", "exact-sample", "exact-moment"):
        _, trained = placecells.train(
            machine, data, placecells.SGD(0.1), updates=200, gibbs=2, negative=negative, learned=learned
        )
        gain = exact.log_likelihood(trained, data).mean() - exact.log_likelihood(machine, data).mean()
        assert gain > 0.02


def test_a_real_pair_that_loses_its_partition_function_ends_with_a_sentence():
    machine = placecells.new_machine("gaussian", "gaussian", sites=3, units=2, seed=1)
    data = 3.0 * np.random.default_rng(0).standard_normal((200, 1)) * np.ones((1, 3))
    with pytest.raises(TrainingError, match="largest singular value of the weights is 1 or more after update"):
        placecells.train(machine, data, placecells.SGD(0.5), updates=500)
    with pytest.raises(TrainingError, match="finite partition function only below 1"):
        placecells.train(machine._replace(weights=np.ones((2, 3))), data, updates=1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"data": np.zeros((5, 12))}, "data hold values other than -1 and 1, but the visible units are Spin units"),
        ({"data": np.ones((5, 11))}, r"data of shape \(5, 11\): \(samples, 12\) is needed"),
        ({"data": np.ones(12)}, r"data of shape \(12,\)"),
        ({"data": np.ones((0, 12))}, r"data of shape \(0, 12\): .* one or more samples"),
        ({"data": np.full((5, 12), "up")}, "data of type <U2: integers or floats are needed"),
        ({"data": placecells.Stream(SPINS | {"sites": 9})}, "the visible units have the shape"),
        ({"data": placecells.Stream({"model": "potts"})}, "model = 'potts': allowed are ising, xy"),
        (
            {"data": placecells.Stream({"model": "xy", "sites": 12})},
            "a stream of the model xy has no configurations of",
        ),
        ({"data": placecells.Stream({"model": "ising", "sites": 12})}, "a stream of .*: 'beta'"),
        ({"data": placecells.Stream(SPINS | {"beta": -1.0})}, "beta = -1.0 must be finite and not negative"),
        ({"updates": 0}, "updates = 0: it must be at least 1"),
        ({"updates": 2.5}, "updates = 2.5: an integer is needed"),
        ({"batch": 0}, "batch = 0"),
        ({"gibbs": 0}, "gibbs = 0"),
        ({"every": -1}, "every = -1"),
        ({"seed": -1}, "seed = -1: it must be from 0"),
        ({"negative": "cd"}, "negative = 'cd': allowed are pcd, exact-sample, exact-moment"),
        ({"learned": ("fields",)}, "learned = 'fields': allowed are field"),
        ({"record": ("weight",)}, "record = 'weight': allowed are weights, spectrum, means"),
        ({"optimiser": 0.1}, "optimiser = 0.1: allowed are"),
        ({"machine": placecells.RBM(np.zeros((2, 12)), None, None)}, "visible units of type NoneType: allowed are"),
    ],
)
def test_arguments_that_do_not_fit_are_one_sentence(changes, said):
    arguments = {"machine": placecells.new_machine(sites=12, units=2), "data": np.ones((5, 12)), "updates": 1}
    arguments |= changes
    with pytest.raises(ValueError, match=said) as refused:
        placecells.train(arguments.pop("machine"), arguments.pop("data"), arguments.pop("optimiser", None), **arguments)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("machine", "error", "said"),
    [
        (
            placecells.new_machine(sites=12, units=2)._replace(weights=np.zeros((2, 11))),
            ValueError,
            r"weights of shape \(2, 11\): 2 hidden units .* need \(2, 12\)",
        ),
        (
            placecells.new_machine(sites=12, units=2)._replace(hidden=placecells.UNITS["potts"].zeros(2, 3)),
            ValueError,
            "hidden units of type Potts: units with colours can be visible only",
        ),
        (placecells.new_machine(sites=12, units=21), TrainingError, "enumeration goes up to 20"),
        (placecells.new_machine("spin", "gaussian", sites=12, units=2), TrainingError, "quadrature serves one real"),
    ],
)
def test_machines_that_cannot_be_trained_are_refused(machine, error, said):
    with pytest.raises(error, match=said):
        placecells.train(machine, np.ones((1, 12)), updates=1, negative="exact-moment")
