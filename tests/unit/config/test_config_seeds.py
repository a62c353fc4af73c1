"""Seeds: frozen values, and what they depend on."""

import hashlib
import json
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from toy_config import ROOT, VALID, change

from placecells.config.cells import cells
from placecells.config.load import load
from placecells.config.seeds import run_seeds, seed_of


@pytest.fixture
def cell(load_dicts, valid):
    return cells(load_dicts(valid), "toy").config.iloc[0]


def changed(cell, **values):
    return change(deepcopy(cell), {key.replace("__", "."): value for key, value in values.items()})


def test_frozen(cell):
    """These values may never change: results would silently be others for the same config."""
    assert seed_of({}, 0, "data") == 17396442834842877611
    assert run_seeds(cell) == [
        {"data": 15806230967992918692, "weights": 6422312735297845704, "noise": 12027751473120611500},
        {"data": 16669948258937374271, "weights": 2554925088927017963, "noise": 5641366771994498120},
    ]


PINNED = json.loads(Path(__file__).with_name("pinned_seeds.json").read_text(encoding="utf-8"))


def paper(seed=0):
    """The paper's config with a seed of its own, as a scale gives it."""
    with TemporaryDirectory() as folder:
        scale = Path(folder) / "seed.yaml"
        scale.write_text(f"seed: {seed}", encoding="utf-8")
        return load([ROOT / "config.yaml", scale])


def of(config, experiment):
    return cells(config, experiment)["config"]


def all_seeds(config, experiment):
    return [run_seeds(cell) for cell in of(config, experiment)]


def test_the_papers_seeds_are_pinned():
    """The published results are those of these seeds: whatever is renamed or added, they stay.

    pinned_seeds.json has a hash of all seeds of all cells of every experiment.
    """
    config = paper()
    for experiment, pinned in PINNED.items():
        text = json.dumps(all_seeds(config, experiment))
        assert hashlib.sha256(text.encode()).hexdigest()[:16] == pinned, experiment


def test_another_seed_gives_fresh_numbers_everywhere():
    zero, one, two = paper(), paper(1), paper(2)
    for experiment in zero["experiments"]:
        numbers = [
            number
            for config in (zero, one, two)
            for number in {number for runs in all_seeds(config, experiment) for run in runs for number in run.values()}
        ]
        assert len(set(numbers)) == len(numbers), experiment


def test_seed_is_the_hash_of_sorted_json():
    digest = hashlib.sha256(b'[{"a":1,"b":1.0},2,"data"]').hexdigest()
    assert seed_of({"b": 1.0, "a": 1}, 2, "data") == int(digest[:16], 16)


def test_seeds_are_64_bits_and_different(cell):
    runs = run_seeds(changed(cell, seeds=1000))
    values = [value for run in runs for value in run.values()]
    assert len(set(values)) == 3000
    assert 2**63 < max(values) < 2**64


def test_more_seeds_keep_the_first(cell):
    assert run_seeds(changed(cell, seeds=5))[:2] == run_seeds(cell)


def test_order_of_keys_does_not_matter(cell):
    assert run_seeds({key: cell[key] for key in reversed(cell)}) == run_seeds(cell)
    data = dict(reversed(cell["data"].items()))
    assert run_seeds({**cell, "data": data}) == run_seeds(cell)


def test_samples_share_the_data_only(cell):
    one, other = run_seeds(cell)[0], run_seeds(changed(cell, data__samples=100))[0]
    assert one["data"] == other["data"]
    assert one["weights"] != other["weights"]
    assert one["noise"] != other["noise"]


@pytest.mark.parametrize("key", ["data__beta", "data__sites"])
def test_other_data_share_nothing(cell, key):
    one, other = run_seeds(cell)[0], run_seeds(changed(cell, **{key: 50}))[0]
    assert not set(one.values()) & set(other.values())


def test_machines_share_the_data(cell):
    one, other = run_seeds(cell)[0], run_seeds(changed(cell, machine__hidden=3))[0]
    assert one["data"] == other["data"]
    assert one["weights"] != other["weights"]


def test_training_changes_no_seed(cell):
    other = changed(cell, training__rate=0.5, training__negative="exact-moment", record__every={"updates": 1})
    assert run_seeds(other) == run_seeds(cell)


def test_experiments_of_the_same_cell_share_seeds(load_dicts):
    table = cells(load_dicts(VALID))
    assert run_seeds(table.config["toy/single"]) == run_seeds(table.config["control/single"])


@pytest.mark.parametrize("vary", [["data"], ["weights"], ["noise"], ["data", "noise"]])
def test_streams_that_do_not_vary_use_index_0(cell, vary):
    everything = run_seeds(cell)
    first, second = run_seeds(changed(cell, vary=vary))
    assert first == everything[0]
    for stream in ("data", "weights", "noise"):
        assert second[stream] == everything[1 if stream in vary else 0][stream]


def test_sample_has_the_data_seed_only(load_dicts):
    drawn = cells(load_dicts(VALID)).config["drawn/beta0.5"]
    assert [set(run) for run in run_seeds(drawn)] == [{"data"}]


def test_names_of_today_are_hashed_as_they_were(cell):
    """-1/+1 hidden units were called binary, and the visible unit was not said."""
    assert cell["machine"]["unit"] == "spin"
    whole = {"data": cell["data"], "machine": cell["machine"] | {"unit": "binary"}}
    assert run_seeds(cell)[0]["weights"] == seed_of(whole, 0, "weights")
    assert run_seeds(changed(cell, machine__visible="spin")) == run_seeds(cell)
    assert run_seeds(changed(cell, training__optimiser="adam")) == run_seeds(cell)
