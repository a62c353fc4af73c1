"""Cells that draw the same data share a file, others do not."""

from copy import deepcopy

from placecells.config.cells import cells
from placecells.config.data_files import data_name, data_sets


def one_cell(load_dicts, valid, **data):
    valid = deepcopy(valid)
    valid["experiments"]["toy"]["data"] |= data
    return cells(load_dicts(valid), "toy").config.iloc[0]


def test_training_and_what_is_measured_do_not_change_the_file(load_dicts, valid):
    cell = one_cell(load_dicts, valid)
    other = deepcopy(cell) | {"training": {}, "record": {}}
    assert data_name(other) == data_name(cell)


def test_every_key_of_the_data_and_the_seeds_change_the_file(load_dicts, valid):
    cell = one_cell(load_dicts, valid)
    names = {data_name(cell), data_name(cell | {"seeds": cell["seeds"] + 1})}
    names |= {data_name(one_cell(load_dicts, valid, **{key: 7})) for key in ("sites", "samples", "beta")}
    assert len(names) == 5


def test_runs_on_the_same_data_share_one_data_set(load_dicts, valid):
    cell = one_cell(load_dicts, valid) | {"seeds": 20, "vary": ["weights", "noise"]}
    assert data_sets(cell)["seeds"] == 1


def test_the_name_is_readable(load_dicts, valid):
    name = data_name(one_cell(load_dicts, valid, sites=12, beta=0.5, samples=100, sampling="independent"))
    assert name.startswith("ising_sites12_beta0.5_samples100_independent_")
