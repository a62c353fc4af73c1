"""Handwritten digits as data of a kind: what the config may say about them, and what their seeds depend on."""

from functools import cache

import pytest
import yaml
from tests.unit.idx_folder import write
from toy_config import ROOT, refusal

from placecells.config.cells import at, points
from placecells.config.experiment import check_experiment
from placecells.config.merge import resolve
from placecells.config.seeds import run_seeds, seed_of
from placecells.io.digit_files import MNIST

TOY = "experiments.toy."


@cache
def schema():
    """The schema of a kind that takes images."""
    shared = yaml.safe_load((ROOT / "src/placecells/kinds/shared.yaml").read_text(encoding="utf-8"))["$defs"]
    own = {"kind": {"type": "string", "enum": ["toy"]}} | {key: shared[key] for key in ("grid", "seeds")}
    properties = own | {"data": shared["digits"]}
    return {"type": "object", "additionalProperties": False, "required": ["kind", "seeds"], "properties": properties}


def checked(data, **other):
    return check_experiment(
        "toy", {"kind": "toy", "data": {"model": "digits"} | data, "grid": {}, "seeds": 2} | other, schema()
    )


def cells_of(block):
    return [at(block, point) for point in points(block)]


@pytest.fixture
def own(tmp_path):
    """The keys of a data block with the folder of a small data set in the format of MNIST."""
    return {"source": "idx", "md5": write(tmp_path / "own"), "folder": str(tmp_path / "own")}


def test_a_kind_has_its_own_rules_of_training():
    own = {"type": "object", "properties": {"batch": {"type": "integer"}}}
    whole = schema() | {"properties": schema()["properties"] | {"training": own}}
    block = {"kind": "toy", "data": {"model": "digits"}, "training": {"batch": 10}, "seeds": 1}
    assert check_experiment("toy", block, whole)["training"]["batch"] == 10


def test_every_key_is_described():
    for key, node in schema()["properties"]["data"]["properties"].items():
        assert "unit" in node["description"] or "a count" in node["description"], key


def test_the_default_are_the_bundled_images():
    assert checked({})["data"] == {"model": "digits", "source": "bundled", "sites": 64, "shuffled": False}
    assert checked({"samples": 1437, "test": 360})["data"]["samples"] == 1437


def test_a_folder_has_the_sites_of_mnist(own):
    assert checked(own | {"samples": 12, "test": 5})["data"]["sites"] == 784
    assert checked({"source": "download", "samples": 60_000})["data"]["sites"] == 784


def test_a_grid_of_sources_has_the_sites_of_each():
    cells = cells_of(checked({}, grid={"data.source": ["bundled", "download"], "data.samples": [10, 20]}))
    assert [cell["data"]["sites"] for cell in cells] == [64, 64, 784, 784]


@pytest.mark.parametrize(
    ("data", "parts"),
    [
        ({"source": "web"}, ["data.source is 'web'", "one of bundled, idx, download"]),
        ({"sites": 64}, ["data.sites is 64", "there is no such key", "source, folder, md5, samples, test"]),
        ({"beta": 1.0}, ["data.beta is 1.0", "there is no such key"]),
        ({"samples": 1438}, ["data.samples is 1438", "the source bundled has 1_437 training images", "<= 1_437"]),
        ({"test": 361}, ["data.test is 361", "the source bundled has 360 test images", "<= 360"]),
        ({"samples": 0}, ["data.samples is 0", "an integer >= 1"]),
        ({"source": "download", "samples": 60_001}, ["data.samples is 60001", "60_000 training images"]),
        ({"folder": "mnist"}, ["data.folder is 'mnist'", "data.source is 'bundled'", "folder with idx only"]),
        ({"source": "download", "md5": list(MNIST)}, ["data.md5 is ['6bbc", "data.source is 'download'", "idx only"]),
        ({"source": "idx"}, ["data.folder is missing", "data.source is 'idx'", "train-images-idx3-ubyte"]),
        ({"source": "idx", "folder": 3}, ["data.folder is 3", "text"]),
        ({"source": "idx", "folder": "nowhere"}, ["data.folder is 'nowhere'", "No such file", "t10k-labels"]),
        ({"source": "idx", "folder": "."}, ["data.folder is '.'", "neither the file train-images-idx3-ubyte"]),
        ({"source": "idx", "folder": ".", "md5": ["0" * 32]}, ["data.md5 is ['000", "entries"]),
        ({"source": "idx", "folder": ".", "md5": ["0" * 31] * 4}, ["data.md5 is ['000", "four times 32 digits"]),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused(data, parts):
    sentence = refusal(lambda: checked(data))
    assert sentence.startswith(TOY)
    assert [part for part in parts if part not in sentence] == []


def test_what_a_folder_lacks_is_refused(own):
    assert "own has 12 training images; allowed is" in refusal(lambda: checked(own | {"samples": 13}))
    assert "own has 5 test images; allowed is" in refusal(lambda: checked(own, grid={"data.test": [5, 6]}))
    other = refusal(lambda: checked({"source": "idx", "folder": own["folder"]}))
    assert other.startswith(f"{TOY}data.folder is ")
    assert "train-images-idx3-ubyte holds other data" in other


def test_a_child_with_another_source_does_not_inherit_the_folder(own):
    parent = {"kind": "toy", "data": {"model": "digits"} | own, "seeds": 1}
    child = {"like": "parent", "data": {"source": "bundled"}}
    assert resolve({"parent": parent, "child": child})["child"]["data"] == {"model": "digits", "source": "bundled"}


def seeds_of(data):
    return [run["data"] for run in run_seeds(cells_of(checked(data))[0])]


def test_frozen():
    """These values may never change: a run would silently see other images for the same config."""
    assert seeds_of({}) == [seed_of({"data": {"model": "digits", "sites": 64}}, index, "data") for index in (0, 1)]
    assert seeds_of({}) == [9615263993929772066, 14736899453884131220]


def test_the_data_seed_depends_neither_on_the_folder_nor_on_how_many_images(own, tmp_path):
    elsewhere = own | {"md5": write(tmp_path / "elsewhere", zipped=True), "folder": str(tmp_path / "elsewhere")}
    other = own | {"md5": write(tmp_path / "other", seed=1), "folder": str(tmp_path / "other")}
    mnist = seeds_of({"source": "download"})
    for data in (own, own | {"samples": 5, "test": 2}, elsewhere, other):
        assert seeds_of(data) == mnist
    assert not set(mnist) & set(seeds_of({}))


def test_no_seed_of_a_machine_depends_on_the_source(own):
    machine = {"hidden": 2, "unit": "spin"}
    cells = [cells_of(checked(data))[0] | {"machine": machine} for data in (own, {"source": "download", "test": 3})]
    assert run_seeds(cells[0]) == run_seeds(cells[1])
    assert len({seed for run in run_seeds(cells[0]) for seed in run.values()}) == 6
