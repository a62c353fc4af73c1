"""Colours and the kinds of hidden units: what is refused, what is filled in, what an inheriting experiment drops."""

import math

import pytest
from toy_config import change, refusal

from placecells.config import rules
from placecells.data import xy

TOY = "experiments.toy."
LIST = ["weights", "log_likelihood"]
XY = {"data.model": "xy", "data.colours": 4}

# changes to the experiment `toy` | the key, the value and what is allowed, as the sentence says them
REFUSED = [
    ({"data.colours": 4}, ["data.colours is 4", "data.model is 'ising'", "colours with xy only"]),
    ({"data.couplings": [1]}, ["data.couplings is [1.0]", "data.model is 'ising'", "couplings with xy only"]),
    ({"data.kernel": [1, 0]}, ["data.kernel is [1.0, 0.0]", "data.model is 'ising'", "kernel with xy only"]),
    ({"data.model": "xy"}, ["data.colours is missing", "data.model is 'xy'", "an integer >= 2 and <= 256"]),
    (XY | {"data.colours": 1}, ["data.colours is 1", "an integer >= 2 and <= 256"]),
    (XY | {"data.colours": 257}, ["data.colours is 257", "an integer >= 2 and <= 256"]),
    (
        XY | {"data.kernel": [1, 0]},
        ["data.kernel is [1.0, 0.0]", "data.colours is 4", "3 numbers, for the distances 0 to 2"],
    ),
    (XY | {"data.kernel": [1, "x", 0]}, ["data.kernel[1] is 'x'", "a finite number"]),
    (XY | {"data.kernel": [1, math.nan, 0]}, ["data.kernel[1] is nan", "a finite number"]),
    (XY | {"data.kernel": 1}, ["data.kernel is 1", "a list of one or more entries, each a finite number"]),
    (XY | {"data.couplings": []}, ["data.couplings is []", "a list of one or more entries, each a finite number"]),
    (
        XY | {"data.couplings": [1, 1, 1, 1, 1]},
        ["data.sites is 10", "data.couplings has 5 entries", "an integer >= 11, twice their number and one"],
    ),
    (
        XY | {"data.colours": 200, "data.couplings": [1, 0.5]},
        ["data.colours is 200", "10 sites", "couplings = [1.0, 0.5]", "<= 20_000_000"],
    ),
    (
        XY | {"data.samples": 2**40},
        ["data.samples is 1099511627776", "at most 13_743_895_347", "data.sites is 10"],
    ),
    (
        XY | {"data.sampling": "symmetrised", "data.samples": 210},
        ["data.samples is 210", "a multiple of data.sites * data.colours = 40", "symmetrised"],
    ),
    (
        XY | {"grid": {"data.colours": [7, 5]}, "data.kernel": [1, 0, 0, 0]},
        ["data.kernel is [1.0, 0.0, 0.0, 0.0]", "data.colours is 5", "3 numbers"],
    ),
    (
        XY | {"record.quantities": ["weights", "order_parameter"]},
        ["record.quantities[1] is 'order_parameter'", "data.model is 'xy'", "order_parameter with ising only"],
    ),
    (
        {"record.quantities": ["cosine"]},
        ["record.quantities[0] is 'cosine'", "data.model is 'ising'", "cosine with xy only"],
    ),
    ({"machine.theta": -1}, ["machine.theta is -1.0", "machine.unit is 'spin'", "theta with double_well only"]),
    (
        {"machine.unit": "gaussian", "machine.theta_learned": True},
        ["machine.theta_learned is true", "machine.unit is 'gaussian'", "theta_learned with double_well only"],
    ),
    (
        {"machine.unit": "double_well", "machine.theta_learned": 1},
        ["machine.theta_learned is 1", "true or false"],
    ),
    ({"machine.unit": "double_well", "machine.theta": "-1e0"}, ["machine.theta is '-1e0'", "write 1.0e-5"]),
    (
        {"grid": {"machine.unit": ["double_well", "spin"]}, "machine.theta": -1},
        ["machine.theta is -1.0", "machine.unit is 'spin'", "theta with double_well only"],
    ),
    (
        {"machine.unit": "zero_one", "machine.hidden": 21, "training.negative": "exact-sample"},
        ["machine.hidden is 21", "at most 20 for 'zero_one' units", "training.negative is 'exact-sample'"],
    ),
    (
        {"machine.unit": "gaussian", "machine.hidden": 2, "training.negative": "exact-moment"},
        ["machine.hidden is 2", "at most 1 for 'gaussian' units", "training.negative is 'exact-moment'"],
    ),
    (
        {"machine.unit": "double_well", "machine.hidden": 2, "record.quantities": LIST},
        ["machine.hidden is 2", "at most 1 for 'double_well' units", "record.quantities has 'log_likelihood'"],
    ),
]


@pytest.mark.parametrize(("changes", "parts"), REFUSED, ids=str)
def test_refused(valid, load_dicts, changes, parts):
    change(valid, {TOY + key: value for key, value in changes.items()})
    sentence = refusal(lambda: load_dicts(valid))
    assert TOY + parts[0] in sentence or TOY + "grid." + parts[0] in sentence
    for part in parts[1:]:
        assert part in sentence


def test_spectra_are_of_nearest_neighbours(valid, load_dicts):
    data = {"model": "xy", "sites": 10, "colours": 3, "beta": 1, "samples": 9, "sampling": "independent"}
    valid["experiments"]["top"] = {"kind": "spectrum", "seeds": 1, "data": data | {"couplings": [1, 0.5]}}
    sentence = refusal(lambda: load_dicts(valid))
    for part in ("experiments.top.data.couplings is [1.0, 0.5]", "kind is spectrum", "a list of one number"):
        assert part in sentence


def test_colours_are_canonical_and_nothing_is_filled_in(load_toy):
    xy = {"data.model": "xy", "data.colours": 4.0, "record.quantities": ["weights", "colours", "cosine"]}
    data = load_toy(xy)["data"]
    assert set(data) == {"model", "sites", "colours", "beta", "samples", "sampling"}
    assert repr(data["colours"]) == "4"
    data = load_toy(xy | {"data.kernel": [1, 0, -1], "data.couplings": [1, 2]})["data"]
    assert repr((data["kernel"], data["couplings"])) == "([1.0, 0.0, -1.0], [1.0, 2.0])"


def test_double_wells_have_a_theta_and_others_have_none(load_toy):
    assert load_toy({"machine.unit": "double_well"})["machine"] == {
        "hidden": 2,
        "unit": "double_well",
        "fields": "zero",
        "theta": 0.0,
        "theta_learned": False,
    }
    assert set(load_toy({"machine.unit": "zero_one"})["machine"]) == {"hidden", "unit", "fields"}
    given = load_toy({"machine.unit": "double_well", "machine.theta": -1, "machine.theta_learned": True})["machine"]
    assert repr((given["theta"], given["theta_learned"])) == "(-1.0, True)"
    swept = load_toy({"machine.unit": "double_well"}, machine__theta=[-1, -2])
    assert "theta" not in swept["machine"]
    assert swept["grid"] == {"machine.theta": [-1.0, -2.0]}


def test_another_unit_or_model_drops_what_has_no_meaning_for_it(load_dicts, valid):
    valid["experiments"]["toy"]["machine"] |= {"unit": "double_well", "theta": -1, "theta_learned": True}
    valid["experiments"]["toy"]["data"] |= {"model": "xy", "colours": 4, "kernel": [1, 0, 0]}
    control = {"machine": {"unit": "spin"}, "data": {"model": "ising"}}
    loaded = load_dicts(valid, {"experiments": {"control": control}})["experiments"]["control"]
    assert loaded["machine"] == {"hidden": 2, "unit": "spin", "fields": "zero"}
    assert not {"colours", "kernel"} & set(loaded["data"])


def test_the_largest_table_is_that_of_the_sampler():
    assert rules.LARGEST_TABLE == xy.LARGEST_TABLE
