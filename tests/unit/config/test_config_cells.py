"""The cell table: coordinates, names, canonical numbers."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_config import change

from placecells.config.cells import cell_name, cells, points, shortest
from placecells.config.seeds import run_seeds


def toy(load_dicts, valid, grid):
    valid["experiments"]["toy"]["grid"] = grid
    return cells(load_dicts(valid), "toy")


def test_no_grid_is_one_cell(load_dicts, valid):
    table = cells(load_dicts(valid), "toy")
    assert list(table.index) == ["toy/single"]
    assert list(table.columns) == ["experiment", "cell", "config"]
    assert table.config.iloc[0]["data"]["beta"] == 1.0
    assert "grid" not in table.config.iloc[0]


def test_full_product_in_the_order_given(load_dicts, valid):
    table = toy(load_dicts, valid, {"data.samples": [100, 10], "data.beta": [1, 0.5]})
    names = ["samples100_beta1", "samples100_beta0.5", "samples10_beta1", "samples10_beta0.5"]
    assert list(table.cell) == names
    assert list(table.index) == [f"toy/{name}" for name in names]
    assert table["samples"].tolist() == [100, 100, 10, 10]
    assert table["beta"].tolist() == [1.0, 0.5, 1.0, 0.5]
    assert [cell["data"]["samples"] for cell in table.config] == [100, 100, 10, 10]


def test_all_experiments_keep_their_integers(load_dicts, valid):
    valid["experiments"]["toy"]["grid"] = {"data.samples": [100, 10]}
    table = cells(load_dicts(valid))
    assert list(table.experiment) == ["toy", "toy", "control", "control", "drawn", "drawn"]
    assert isinstance(table.loc["toy/samples100", "samples"], int)
    assert table.index.is_unique


def test_integer_and_float_are_the_same_cell(load_dicts, valid):
    one = toy(load_dicts, valid, {"data.beta": [1], "data.samples": [100.0]})
    other = toy(load_dicts, valid, {"data.beta": [1.0], "data.samples": [100]})
    assert list(one.index) == list(other.index) == ["toy/beta1_samples100"]
    assert run_seeds(one.config.iloc[0]) == run_seeds(other.config.iloc[0])


def test_alpha_is_the_cell_of_its_samples(load_dicts, valid):
    by_samples = toy(load_dicts, valid, {"data.samples": [100, 30]})
    del valid["experiments"]["toy"]["data"]["samples"]
    by_alpha = toy(load_dicts, valid, {"data.alpha": [0.1, 1 / 3]})
    assert list(by_alpha.index) == list(by_samples.index)
    assert list(by_alpha.config) == list(by_samples.config)


def test_chains_follow_batch_in_the_grid(load_dicts, valid):
    table = toy(load_dicts, valid, {"training.batch": [5, 10]})
    assert [cell["training"]["chains"] for cell in table.config] == [5, 10]


def test_cells_do_not_share_their_parts(load_dicts, valid):
    first, second = toy(load_dicts, valid, {"data.beta": [0.5, 1]}).config
    first["record"]["quantities"].append("shape")
    assert second["record"]["quantities"] == ["weights", "centre"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-05, "0.00001"),
        (1.0, "1"),
        (0.5, "0.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (100_000, "100000"),
        (1e22, "10000000000000000000000"),
        (0.0, "0"),
        ("exact-moment", "exact-moment"),
    ],
)
def test_shortest(value, text):
    assert shortest(value) == text


GRIDS = st.fixed_dictionaries(
    {},
    optional={
        "data.beta": st.lists(st.floats(0, 1e3), min_size=1, max_size=4, unique=True),
        "data.samples": st.lists(st.integers(1, 10**9), min_size=1, max_size=4, unique=True),
        "training.rate": st.lists(st.floats(1e-12, 10), min_size=1, max_size=4, unique=True),
        "training.negative": st.lists(
            st.sampled_from(["pcd", "exact-sample", "exact-moment"]), min_size=1, unique=True
        ),
        "training.stop.epochs": st.lists(st.integers(1, 10**6), min_size=1, max_size=3, unique=True),
    },
)


@given(GRIDS)
def test_names_are_unique_and_file_names(grid):
    names = [cell_name(point) for point in points({"grid": grid})]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", name) for name in names)


@given(st.floats(allow_nan=False, allow_infinity=False).map(lambda value: value + 0.0))
def test_shortest_is_exact(value):
    assert float(shortest(value)) == value
    assert "e" not in shortest(value)


XY = {"data.model": "xy", "data.colours": 4, "record.quantities": ["weights"]}


@pytest.mark.parametrize(
    ("changes", "grid", "coordinate", "values", "names"),
    [
        ({}, {"machine.hidden": [1, 3]}, "hidden_units", [1, 3], ["hidden_units1", "hidden_units3"]),
        (
            {"machine.unit": "double_well"},
            {"machine.theta_learned": [False, True]},
            "theta_learned",
            [False, True],
            ["theta_learnedfalse", "theta_learnedtrue"],
        ),
        (
            XY,
            {"data.kernel": [[1, 0.5, 0], [1, -1, 1]]},
            "kernel",
            ["1,0.5,0", "1,-1,1"],
            ["kernel1,0.5,0", "kernel1,-1,1"],
        ),
        ({}, {"training.stop.epochs": [1, 2]}, "epochs", [1, 2], ["epochs1", "epochs2"]),
        ({}, {"machine.fields": ["zero", "learned"]}, "fields", ["zero", "learned"], ["fieldszero", "fieldslearned"]),
    ],
)
def test_every_key_can_be_varied(load_dicts, valid, changes, grid, coordinate, values, names):
    change(valid, {f"experiments.toy.{key}": value for key, value in changes.items()})
    table = toy(load_dicts, valid, grid)
    assert table[coordinate].tolist() == values
    assert list(table.cell) == names
    [(key, given)] = grid.items()
    section, _, name = key.partition(".")
    found = [cell[section]["stop"]["epochs"] if "stop" in key else cell[section][name] for cell in table.config]
    assert found == given


def test_files_can_be_varied_and_their_cells_have_names_of_files(load_dicts, valid, tmp_path):
    paths = [str(tmp_path / folder / "my data.npz") for folder in ("a", "b")]
    for path in paths:
        Path(path).parent.mkdir()
        np.savez(path, np.ones((20, 10), np.int8))
    file = {"model": "ising", "sites": 10, "sampling": "file", "samples": 20}
    valid["experiments"]["toy"]["data"] = file
    table = toy(load_dicts, valid, {"data.path": paths})
    assert [cell["data"]["path"] for cell in table.config] == paths
    assert table.cell.is_unique
    assert all(re.fullmatch(r"pathmydata-[0-9a-f]{8}", name) for name in table.cell)
