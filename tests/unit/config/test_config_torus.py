"""Data of a torus: what is refused, and what an inheriting experiment drops."""

import pytest
from toy_config import change, refusal

TOY = "experiments.toy."
TORUS = {"data.model": "torus", "data.sides": [5, 4], "data.sites": 20, "record.quantities": ["weights"]}

# changes to the experiment `toy` | the key, the value and what is allowed, as the sentence says them
REFUSED = [
    ({"data.sides": [5, 3]}, ["data.sides is [5, 3]", "data.model is 'ising'", "sides with torus only"]),
    (TORUS | {"data.sides": [10, 2]}, ["data.sides[1] is 2", "an integer >= 3"]),
    (TORUS | {"data.sides": [20]}, ["data.sides is [20]"]),
    (TORUS | {"data.sites": 21}, ["data.sites is 21", "data.sides is [5, 4]", "their product 20"]),
    (TORUS | {"data.beta": 0.5}, ["data.beta is 0.5", "a number below 0.4407"]),
    (TORUS | {"data.sampling": "symmetrised"}, ["data.sampling is 'symmetrised'", "independent"]),
    (TORUS | {"data.colours": 3}, ["data.colours is 3", "colours with xy only"]),
    (TORUS | {"record.quantities": ["width"]}, ["record.quantities[0] is 'width'", "width with a ring"]),
]


@pytest.mark.parametrize(("changes", "parts"), REFUSED, ids=str)
def test_refused(valid, load_dicts, changes, parts):
    change(valid, {TOY + key: value for key, value in ({"data.beta": 0.3} | changes).items()})
    sentence = refusal(lambda: load_dicts(valid))
    for part in [TOY + parts[0], *parts[1:]]:
        assert part in sentence


def test_a_torus_needs_its_sides(valid, load_dicts):
    change(valid, {TOY + key: value for key, value in TORUS.items() if key != "data.sides"})
    assert "data.sides is missing" in refusal(lambda: load_dicts(valid))


def test_moments_of_rings_are_not_those_of_a_torus(valid, load_dicts):
    data = {"model": "torus", "sites": 20, "sides": [5, 4], "beta": 0.1, "samples": 9, "sampling": "independent"}
    valid["experiments"]["top"] = {"kind": "statistics", "seeds": 1, "data": data}
    assert "kind is statistics" in refusal(lambda: load_dicts(valid))


def test_a_ring_drops_the_sides(valid, load_dicts):
    change(valid, {TOY + key: value for key, value in (TORUS | {"data.beta": 0.3}).items()})
    loaded = load_dicts(valid, {"experiments": {"control": {"data": {"model": "ising"}}}})["experiments"]
    assert "sides" not in loaded["control"]["data"]
    assert loaded["toy"]["data"]["sides"] == [5, 4]
