"""Data from a user's file: what the config may say about it."""

from pathlib import Path

import numpy as np
import pytest
from toy_config import change, refusal

from placecells.config.cells import cells
from placecells.config.seeds import run_seeds
from placecells.data.draw import training_set
from placecells.io.user_file import on_disk

TOY = "experiments.toy."


@pytest.fixture
def path(tmp_path):
    """A file of 40 configurations of 10 sites."""
    np.savez(tmp_path / "spins.npz", 2 * np.random.default_rng(0).integers(0, 2, (40, 10)) - 1)
    return str(tmp_path / "spins.npz")


@pytest.fixture
def with_file(valid, path):
    """The toy config with other values, its data from the file; beta and samples are left out."""

    def make(changes=()):
        data = {"model": "ising", "sites": 10, "sampling": "file", "path": path}
        return change(valid, {TOY + "data": data} | {TOY + key: value for key, value in dict(changes).items()})

    return make


def test_the_file_says_how_many_samples_there_are(load_dicts, with_file):
    toy = load_dicts(with_file())["experiments"]["toy"]
    assert toy["data"]["samples"] == 40
    assert "beta" not in toy["data"]


def test_a_beginning_of_it_can_be_asked_for(load_dicts, with_file):
    assert load_dicts(with_file({"data.alpha": 0.5}))["experiments"]["toy"]["data"]["samples"] == 20
    config = load_dicts(with_file({"grid": {"data.samples": [10, 40]}}))
    assert [cell["data"]["samples"] for cell in cells(config, "toy").config] == [10, 40]


def test_every_seed_has_the_same_data_and_its_own_weights(load_dicts, with_file):
    cell = cells(load_dicts(with_file({"seeds": 3})), "toy").config.iloc[0]
    seeds = run_seeds(cell)
    first, *others = (training_set(cell["data"], own["data"]) for own in seeds)
    assert all(np.array_equal(first, other) for other in others)
    assert len({own["weights"] for own in seeds}) == 3


def test_no_seed_depends_on_where_the_file_lies(load_dicts, with_file, path, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    moved = tmp_path / "elsewhere" / "same.npz"
    moved.write_bytes((tmp_path / "spins.npz").read_bytes())
    here, there = (
        cells(load_dicts(with_file({"data.path": str(place)})), "toy").config.iloc[0] for place in (path, moved)
    )
    assert run_seeds(here) == run_seeds(there)


def test_a_child_that_reads_a_file_inherits_neither_samples_nor_the_law(load_dicts, valid, path):
    change(valid, {"experiments.control.data": {"sampling": "file", "path": path}})
    data = load_dicts(valid)["experiments"]["control"]["data"]
    assert data == {"model": "ising", "sites": 10, "sampling": "file", "path": path, "samples": 40}


def test_a_child_that_draws_its_data_does_not_inherit_the_path(load_dicts, with_file):
    config = with_file()
    change(config, {"experiments.control.data": {"sampling": "independent", "beta": 1, "samples": 20}})
    assert "path" not in load_dicts(config)["experiments"]["control"]["data"]


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"data.path": ...}, ["data.path is missing", "data.sampling is 'file'", "a .nc or .npz file"]),
        ({"data.path": 3}, ["data.path is 3", "text"]),
        ({"data.path": "nowhere.npz"}, ["data.path is 'nowhere.npz'", "No such file", "a .nc or .npz file"]),
        ({"data.path": "."}, ["data.path is '.'", "neither a .nc nor a .npz file"]),
        ({"data.sites": 12}, ["data.sites is 12", "has 10 sites", "allowed is 10"]),
        (
            {"data.sites": 40},
            ["data.sites is 40", "(40, 10) is read as (samples, sites)", "transpose it", "allowed is 10"],
        ),
        ({"data.samples": 41}, ["data.samples is 41", "has 40 configurations", "<= 40"]),
        ({"data.alpha": 0.2}, ["data.samples is 50", "has 40 configurations", "<= 40"]),
        ({"data.samples": 5, "data.alpha": 2}, ["data.alpha is 2", "one of the two"]),
        ({"grid": {"data.samples": [10, 50]}}, ["data.samples is 50", "<= 40"]),
        ({"grid": {"data.path": ["a.npz", "b.npz"]}}, ["grid.data.path is ['a.npz'", "data.samples is not given"]),
        ({"data.beta": -1}, ["data.beta is -1", "a finite number >= 0"]),
        ({"vary": ["data"]}, ["vary is ['data']", "the same data for every seed", "weights, noise or both"]),
        ({"data.sampling": "independent", "data.beta": 1}, ["data.path is '", "path with file only"]),
        ({"data.model": "xy", "data.colours": 3, "data.kernel": [1, 0]}, ["data.kernel is [1.0, 0.0]", "data.beta"]),
        (
            {"record.quantities": ["weights", "log_likelihood"]},
            ["record.quantities[1] is 'log_likelihood'", "data.beta is not given", "with data.beta only"],
        ),
        (
            {"record.quantities": ["log_likelihood"], "record.test_samples": 15, "grid": {"data.samples": [20, 30]}},
            ["has 40 configurations", "data.samples = 30 leave 10 for record.test_samples = 15", "<= 40"],
        ),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused(load_dicts, with_file, changes, parts):
    sentence = refusal(lambda: load_dicts(with_file(changes)))
    assert sentence.startswith(TOY)
    assert all(part in sentence for part in parts)


def test_the_same_data_again_are_no_second_data_set(load_dicts, valid, path):
    drawn = {"kind": "sample", "data": {"model": "ising", "sites": 10, "sampling": "file", "path": path}, "seeds": 2}
    valid["experiments"]["drawn"] = drawn
    assert "experiments.drawn.seeds is 2" in refusal(lambda: load_dicts(valid))
    valid["experiments"]["drawn"] |= {"seeds": 1}
    assert load_dicts(valid)["experiments"]["drawn"]["data"]["samples"] == 40


def test_a_likelihood_without_beta_needs_rows_to_test_on(load_dicts, with_file):
    asked = {"record.quantities": ["log_likelihood"], "record.test_samples": 10, "grid": {"data.samples": [20, 30]}}
    assert load_dicts(with_file(asked))["experiments"]["toy"]["grid"] == {"data.samples": [20, 30]}
    with_law = with_file(asked | {"record.test_samples": 10_000, "data.beta": 1.0})
    assert load_dicts(with_law)["experiments"]["toy"]["data"]["beta"] == 1.0


@pytest.mark.parametrize("value", [2, 0, np.nan])
def test_wrong_values_are_refused_before_any_job(load_dicts, with_file, path, value):
    spins = np.load(path)["arr_0"].astype(float)
    spins[33, 7] = value
    np.savez(path, spins)
    sentence = refusal(lambda: load_dicts(with_file()))
    assert sentence.startswith(TOY + "data.path is")
    assert "in sample 33 at site 7" in sentence
    assert sentence.count("allowed") == 1
    load_dicts(with_file({"data.samples": 33}))


def test_zeros_and_ones_are_spins(load_dicts, with_file, path):
    np.savez(path, (np.load(path)["arr_0"] + 1) // 2)
    assert load_dicts(with_file())["experiments"]["toy"]["data"]["samples"] == 40


@pytest.mark.parametrize("start", ["~", "~/below"])
def test_a_tilde_is_the_home_folder(load_dicts, with_file, path, tmp_path, monkeypatch, start):
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    there = Path(start.replace("~", str(home)), "mine.npz")
    there.parent.mkdir(parents=True)
    there.write_bytes(Path(path).read_bytes())
    data = load_dicts(with_file({"data.path": f"{start}/mine.npz"}))["experiments"]["toy"]["data"]
    assert data["path"] == f"{start}/mine.npz"  # names and reruns do not depend on whose home it is
    assert on_disk(data["path"]) == str(there)
    assert data["samples"] == load_dicts(with_file({"data.path": str(there)}))["experiments"]["toy"]["data"]["samples"]
    assert "~/none.npz" in refusal(lambda: load_dicts(with_file({"data.path": "~/none.npz"})))
