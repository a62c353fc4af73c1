"""The last part of a grid's key names a coordinate: no two keys share it, and nothing else in a dataset has it."""

from itertools import combinations

import pytest
from toy_config import refusal

from placecells.config import schemas
from placecells.config.cells import leaf
from placecells.config.experiment import DIMENSIONS, _can_vary, check_experiment
from placecells.config.validate import leaves
from placecells.measure.quantities import VARIABLES

KINDS = schemas.of_kinds()
COLUMNS = {"experiment", "cell", "config"}  # of the cell table
TIMES = {"update", "epoch"}  # coordinates of a training's records


def grid_keys(schema):
    """The keys that a grid may have."""
    return [key for key in leaves(schema) if _can_vary(key) and leaf(key) not in DIMENSIONS]


def section(keys):
    """The schema of one section, all of whose keys are numbers."""
    numbers = {key: {"type": "number"} for key in keys}
    return {"type": "object", "additionalProperties": False, "properties": numbers}


def two_sections(first, second):
    """A schema with the sections data and machine."""
    grid = {"type": "object", "additionalProperties": {"type": "array", "minItems": 1, "items": {"type": "number"}}}
    parts = {"data": section(first), "machine": section(second), "grid": grid}
    return {"type": "object", "additionalProperties": False, "properties": parts}


@pytest.mark.parametrize("kind", KINDS)
def test_pairs_of_keys_with_one_last_part_are_refused(kind):
    """Whatever pairs the schemas allow, now or later."""
    for first, second in combinations(grid_keys(KINDS[kind]), 2):
        if leaf(first) == leaf(second):
            block = {"kind": kind, "grid": {first: [1], second: [1]}}
            assert first in refusal(lambda block=block: check_experiment("toy", block, KINDS[kind]))


@pytest.mark.parametrize(
    ("first", "second", "keys"),
    [
        (["rate"], ["rate"], ["data.rate", "machine.rate"]),
        (["beta", "seed_of_law"], ["width", "beta"], ["machine.beta", "data.beta"]),
    ],
)
def test_the_refusal_names_both_keys(first, second, keys):
    block = {"grid": {keys[0]: [1, 2], keys[1]: [3]}}
    sentence = refusal(lambda: check_experiment("toy", block, two_sections(first, second)))
    assert sentence.startswith(f"experiments.toy.grid.{keys[1]} is [3], but the grid has {keys[0]} too")
    assert "one of the two" in sentence


def test_a_deeper_key_with_the_same_last_part_is_refused():
    schema = two_sections(["epochs"], [])
    schema["properties"]["machine"]["properties"]["stop"] = section(["epochs"])
    block = {"grid": {"data.epochs": [1], "machine.stop.epochs": [2, 3]}}
    sentence = refusal(lambda: check_experiment("toy", block, schema))
    assert "grid.machine.stop.epochs is [2, 3], but the grid has data.epochs too" in sentence


@pytest.mark.parametrize("kind", KINDS)
def test_no_key_is_called_like_a_column_or_a_time(kind):
    assert not {leaf(key) for key in grid_keys(KINDS[kind])} & (COLUMNS | TIMES)


def test_theta_is_the_only_key_called_like_a_measured_variable():
    assert {leaf(key) for key in grid_keys(KINDS["train"])} & set(VARIABLES) == {"theta"}


def test_a_grid_of_theta_is_refused_where_theta_is_learned_and_recorded(load_toy):
    well = {"machine.unit": "double_well", "machine.theta_learned": True}
    sentence = refusal(lambda: load_toy(well, machine__theta=[-1, 0.5]))
    assert "grid.machine.theta is [-1.0, 0.5], but machine.theta_learned is true" in sentence
    assert "an experiment per value" in sentence


@pytest.mark.parametrize(
    "changes", [{"machine.theta_learned": False}, {"machine.theta_learned": True, "record.quantities": ["centre"]}]
)
def test_a_grid_of_theta_is_allowed_elsewhere(load_toy, changes):
    toy = load_toy({"machine.unit": "double_well"} | changes, machine__theta=[-1, 0.5])
    assert toy["grid"] == {"machine.theta": [-1.0, 0.5]}


@pytest.mark.parametrize(
    ("changes", "grid", "parts"),
    [
        ({}, {"machine.theta_learned": [False, True]}, ["theta_learned with double_well only"]),
        ({}, {"record.quantities": [["weights"], ["centre"]]}, ["a key from data.model"]),
        ({}, {"data.model": ["ising", "xy"]}, ["data.colours is missing"]),
        ({"data.colours": 4}, {"data.model": ["ising", "xy"]}, ["colours with xy only"]),
        ({}, {"data.sampling": ["independent", "stream"]}, ["neither data.samples nor data.alpha"]),
        (
            {"machine.theta_learned": True, "machine.hidden": 1},
            {"machine.unit": ["double_well", "spin"]},
            ["theta_learned with double_well only"],
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_grids_whose_cells_would_not_fit_together_are_refused(load_toy, changes, grid, parts):
    sentence = refusal(lambda: load_toy(changes | {"grid": grid}))
    assert all(part in sentence for part in parts)
