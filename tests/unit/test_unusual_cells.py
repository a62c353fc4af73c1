"""Unusual but valid configs train: any sizes, one seed or several, more units than sites, less data than a batch."""

import hypothesis.strategies as some
import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, event, given, settings

from placecells.config.cells import cells
from placecells.config.load import load
from placecells.config.seeds import run_seeds
from placecells.data.draw import draw, training_rows
from placecells.rbm.cells import train_cell

MOST_ROWS = 200


@some.composite
def experiments(choose):
    """A block of kind train at tiny size, all of whose values a user may write."""
    xy = choose(some.booleans())
    sites = choose(some.sampled_from([3, 4, 5, 8, 63, 64, 65, 130]) | some.integers(3, 20))
    colours = choose(some.sampled_from([2, 3, 5])) if xy else 1
    real = choose(some.booleans())
    unit = choose(some.sampled_from(["gaussian", "double_well"] if real else ["spin", "zero_one"]))
    negative = choose(some.sampled_from(["pcd", "exact-sample", "exact-moment"]))
    hidden = (
        1 if real and negative != "pcd" else choose(some.integers(1, 7) if negative != "pcd" else some.integers(1, 30))
    )
    sampling = choose(some.sampled_from(["independent", "symmetrised", "stream"]))
    if sampling == "symmetrised" and sites * colours > MOST_ROWS:
        sampling = "independent"
    data = {"model": "xy" if xy else "ising", "sites": sites, "sampling": sampling}
    data["beta"] = choose(some.sampled_from([0, 1, 50]) | some.floats(0, 3))
    if xy:
        data["colours"] = colours
        if choose(some.booleans()):
            data["kernel"] = choose(
                some.lists(some.floats(-1, 1), min_size=colours // 2 + 1, max_size=colours // 2 + 1)
            )
        if sites > 4 and choose(some.booleans()):
            data["couplings"] = choose(some.lists(some.floats(-1, 1), min_size=2, max_size=2))
    if sampling == "independent":
        size = choose(some.sampled_from(["samples", "alpha"]))
        data[size] = choose(some.integers(1, 40)) if size == "samples" else sites / choose(some.integers(1, 40))
    elif sampling == "symmetrised":
        data["samples"] = sites * colours * choose(some.integers(1, 2))
    training = {"rate": choose(some.floats(1e-6, 0.05)), "batch": choose(some.integers(1, 50)), "negative": negative}
    if choose(some.booleans()):
        training["chains"] = choose(some.integers(1, 20))
    if negative == "pcd":
        training["gibbs"] = choose(some.integers(1, 3))
    if sampling == "stream" or choose(some.booleans()):
        training["stop"] = {"updates": choose(some.integers(1, 8))}
        every = {"updates": choose(some.integers(1, 20))}
    else:
        training["stop"] = {"epochs": choose(some.integers(1, 2))}
        every = {"epochs": choose(some.integers(1, 3))}
    machine = {"hidden": hidden, "unit": unit, "fields": choose(some.sampled_from(["zero", "learned"]))}
    if unit == "double_well":
        machine |= {"theta": choose(some.floats(-1, 1)), "theta_learned": choose(some.booleans())}
    vary = choose(some.lists(some.sampled_from(["data", "weights", "noise"]), min_size=1, unique=True))
    record = {"every": every, "quantities": ["weights"]}
    seeds = choose(some.integers(1, 2))
    return {
        "kind": "train",
        "data": data,
        "machine": machine,
        "training": training,
        "seeds": seeds,
        "vary": vary,
        "record": record,
    }


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("unusual") / "config.yaml"


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(experiments())
def test_it_loads_trains_and_has_finite_weights(path, block):
    path.write_text(yaml.safe_dump({"experiments": {"mine": block}}))
    [cell] = cells(load([path])).config
    seeds = run_seeds(cell)
    if cell["data"]["sampling"] == "stream":
        run = train_cell(cell, seeds)
    else:
        dataset = draw(cell["data"], [seed["data"] for seed in seeds])
        run = train_cell(cell, seeds, lambda index: training_rows(dataset, index))
    event(f"{cell['data']['model']} {cell['data']['sampling']} {cell['training']['negative']}")
    assert np.isfinite(run["weights"]).all()
    assert run["weights"].sizes["seed"] == block["seeds"]
    assert run["weights"].sizes["hidden"] == block["machine"]["hidden"]
