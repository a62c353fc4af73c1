"""Two results folders: equal to the bit or not, what differs in words, and neither of them touched."""

import hashlib
import json
import shutil
import struct

import hypothesis.strategies as some
import netCDF4
import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings

from placecells.compare import variables
from placecells.compare.results import compare
from placecells.io import store
from placecells.io.store import StoreError

DATASET = xr.Dataset(
    {
        "width": (("beta", "seed"), [[1.0, np.nan], [3.0, 0.0]]),
        "bumps": ("seed", np.array([1, 2])),
        "spins": ("seed", np.array([-1, 1], np.int8)),
        "exact": ("seed", [True, False]),
    },
    {"beta": [0.5, 1.0], "kind": ("beta", ["wide", "narrow"]), "alpha": 0.25},
)
CONFIG = {"kind": "train", "data": {"beta": 1.0, "samples": 5}, "seeds": 2}


def a_claim(name, verdict="reproduced", **changes):
    numbers = {"measured": 1.5, "low": 1.4, "high": 1.6, "runs": 5}
    return {"id": name, "verdict": verdict, "expected": "above 1"} | numbers | changes


def write(folder, files, claims=None, config=None):
    """Files of a results folder: {path without .nc: dataset}, and its claims."""
    for name, dataset in files.items():
        store.write(dataset, folder / f"{name}.nc", {"config": json.dumps(config or CONFIG)})
    if claims is not None:
        (folder / "claims.json").write_text(json.dumps({"claims": claims}), encoding="utf-8")
    return folder


@pytest.fixture
def pair(tmp_path):
    """Two results folders that are the same."""
    files = dict.fromkeys(["datasets/field", "datasets/pair", "data/ising_0a", "runs/field/beta1"], DATASET)
    first = write(tmp_path / "one", files, [a_claim("ising-01"), a_claim("ising-02")])
    return first, shutil.copytree(first, tmp_path / "two")


def contents(folder):
    return {path: hashlib.sha256(path.read_bytes()).digest() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_is_the_same_as_its_copy(pair):
    found = compare(*pair)
    assert found.exit_code == 0
    assert (found.lines, found.notes) == ([], [])
    assert found.summary()[0] == "files: 4 the same, 0 different, 0 only in A, 0 only in B"
    assert found.summary()[1].startswith("claims: 2 the same, 0 with")


@pytest.mark.parametrize("name", ["datasets/field", "data/ising_0a", "runs/field/beta1"])
def test_one_bit_is_a_difference(pair, name):
    with netCDF4.Dataset(pair[1] / f"{name}.nc", "r+") as file:
        values = np.asarray(file["width"][:])
        values.view("u8")[1, 0] ^= 1
        file["width"][:] = values
    found = compare(*pair)
    assert found.exit_code == 1
    assert found.lines == [f"{name}.nc: width differs in 1 of 4 values, largest absolute difference 4.44e-16"]


@pytest.mark.parametrize(
    ("changed", "lines"),
    [
        ({"width": DATASET["width"] + 1}, ["width differs in 3 of 4 values, largest absolute difference 1"]),
        ({"width": DATASET["width"] * -1}, ["width differs in 3 of 4 values, largest absolute difference 6"]),  # 0, -0
        (
            {"width": DATASET["width"].fillna(9)},
            ["width differs in 1 of 4 values, largest absolute difference 0, 1 of them not finite in A or B"],
        ),
        ({"bumps": DATASET["bumps"] * 10}, ["bumps differs in 2 of 2 values, largest absolute difference 18"]),
        ({"spins": -DATASET["spins"]}, ["spins differs in 2 of 2 values, largest absolute difference 2"]),
        ({"exact": ~DATASET["exact"]}, ["exact differs in 2 of 2 values, largest absolute difference 1"]),
        ({"bumps": DATASET["bumps"].astype("i2")}, ["bumps has the type int64 in A, int16 in B"]),
        (
            {"width": DATASET["width"].T},
            ["width has the dimensions (beta 2, seed 2) in A, (seed 2, beta 2) in B"],
        ),
        ({"kind": ("beta", ["wide", "wider"])}, ["kind differs in 1 of 2 values"]),
        ({"beta": [0.5, 1.5]}, ["beta differs in 1 of 2 values, largest absolute difference 0.5"]),
        ({"alpha": 0.5}, ["alpha differs in 1 of 1 values, largest absolute difference 0.25"]),
        ({"more": 1.0}, ["more is only in B"]),
        ({"bumps": None, "height": ("seed", [1.0, 2.0])}, ["bumps is only in A", "height is only in B"]),
    ],
    ids=str,
)
def test_what_differs_is_said(tmp_path, changed, lines):
    other = DATASET
    for name, values in changed.items():
        other = other.drop_vars(name) if values is None else other.assign({name: values})
    first = write(tmp_path / "one", {"datasets/field": DATASET})
    second = write(tmp_path / "two", {"datasets/field": other})
    found = compare(first, second)
    assert found.lines == [f"datasets/field.nc: {line}" for line in lines]
    assert found.exit_code == 1
    single = compare(first / "datasets/field.nc", second / "datasets/field.nc")
    assert single.lines == [f"field.nc: {line}" for line in lines]


def test_a_coordinate_that_is_a_variable_is_said(tmp_path):
    first = write(tmp_path / "one", {"datasets/field": DATASET})
    second = write(tmp_path / "two", {"datasets/field": DATASET.reset_coords("alpha")})
    assert compare(first, second).lines == ["datasets/field.nc: alpha is a coordinate only in A"]


def test_integers_are_told_apart_exactly(tmp_path):
    large = 2**62
    first = write(tmp_path / "one", {"datasets/x": xr.Dataset({"n": ("i", [large, -large, 200])})})
    second = write(tmp_path / "two", {"datasets/x": xr.Dataset({"n": ("i", [large + 1, -large, 200])})})
    [line] = compare(first, second).lines
    assert line.endswith("n differs in 1 of 3 values, largest absolute difference 1")


def test_another_config_is_said_and_not_counted(pair):
    config = CONFIG | {"data": {"beta": 1.5, "samples": 5}, "vary": ["data"]}
    write(pair[1], {"datasets/field": DATASET}, config=config)
    found = compare(*pair)
    assert found.exit_code == 0
    assert found.notes == ["datasets/field.nc: config differs in data.beta, vary: not counted"]


def test_files_in_one_folder_only(pair):
    (pair[0] / "datasets/pair.nc").unlink()
    (pair[1] / "runs/field/beta1.nc").rename(pair[1] / "runs/field/beta2.nc")
    (pair[1] / "claims.json").unlink()
    found = compare(*pair)
    only = ["datasets/pair.nc is only in B", "runs/field/beta1.nc is only in A", "runs/field/beta2.nc is only in B"]
    assert found.lines == ["claims.json is only in A", *only]
    assert found.summary() == ["files: 2 the same, 0 different, 2 only in A, 2 only in B"]
    assert found.exit_code == 1


def test_parts_that_one_folder_lacks_are_said_and_not_counted(pair):
    shutil.rmtree(pair[1] / "runs")
    shutil.rmtree(pair[0] / "data")
    found = compare(*pair)
    ending = "not compared, not counted"
    assert found.notes == [f"data/ is only in B: {ending}", f"runs/ is only in A: {ending}"]
    assert found.exit_code == 0


def test_temporary_files_are_no_results(pair):
    shutil.copy(pair[0] / "datasets/field.nc", pair[0] / "datasets/.field.123.nc")
    (pair[1] / "runs/field/.beta1.checkpoints").mkdir()
    shutil.copy(pair[0] / "datasets/field.nc", pair[1] / "runs/field/.beta1.checkpoints/x.nc")
    assert compare(*pair).exit_code == 0


@pytest.mark.parametrize("damage", ["flipped", "cut", "text", "empty"])
def test_a_damaged_file_is_said_and_keeps_its_name(tmp_path, damage):
    noise = xr.Dataset({"weights": ("site", np.random.default_rng(0).standard_normal(20_000))})
    first = write(tmp_path / "one", {"datasets/field": noise, "datasets/pair": DATASET})
    second = shutil.copytree(first, tmp_path / "two")
    path = second / "datasets/field.nc"
    content = bytearray(path.read_bytes())
    middle = len(content) // 2  # inside the only chunk, which is most of the file
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    path.write_bytes({"flipped": flipped, "cut": content[:-500], "text": b"no NetCDF", "empty": b""}[damage])
    before = contents(first) | contents(second)
    found = compare(first, second)
    assert contents(first) | contents(second) == before
    assert found.exit_code == 2
    [line] = found.lines
    assert line.startswith(f"{path} cannot be read (")
    assert found.summary()[0] == "files: 1 the same, 0 different, 0 only in A, 0 only in B, 1 unreadable"
    with pytest.raises(StoreError, match="cannot be read"):
        compare(first / "datasets/field.nc", path)


def test_a_file_without_variables_is_not_the_same_as_another(tmp_path):
    """Such as one whose arrays are all in groups."""
    for name in ("one.nc", "two.nc"):
        with netCDF4.Dataset(tmp_path / name, "w") as file:
            group = file.createGroup("group")
            group.createVariable("x", "f8")[:] = len(name)
    with pytest.raises(StoreError, match=r"one\.nc has no variables to compare"):
        compare(tmp_path / "one.nc", tmp_path / "two.nc")


def test_renamed_experiments_variables_dimensions_and_claims(tmp_path):
    first = write(tmp_path / "one", {"datasets/field": DATASET, "runs/field/beta1": DATASET}, [a_claim("ising-01")])
    new = DATASET.rename(width="fwhm", seed="run")
    second = write(tmp_path / "two", {"datasets/place": new, "runs/place/b1": new}, [a_claim("place-01")])
    assert compare(first, second).exit_code == 1
    renamed = {"field": "place", "width": "fwhm", "seed": "run", "beta1": "b1", "ising-01": "place-01"}
    found = compare(first, second, renamed)
    assert found.lines == []
    assert found.files == {"the same": 2}
    assert compare(first / "datasets/field.nc", second / "datasets/place.nc", renamed).exit_code == 0


def test_what_cannot_be_compared_is_one_sentence(pair, tmp_path):
    (tmp_path / "empty").mkdir()
    for a, b, part in [
        (pair[0], tmp_path / "empty", "has neither datasets/*.nc nor claims.json"),
        (pair[0], pair[1] / "claims.json", "is a folder and"),
        (pair[0] / "datasets/field.nc", pair[1] / "claims.json", "is a file .json; allowed are"),
        (pair[0] / "none.nc", pair[1] / "datasets/field.nc", "allowed are"),
    ]:
        with pytest.raises(StoreError) as refused:
            compare(a, b)
        assert part in str(refused.value)
        assert len(str(refused.value).splitlines()) == 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("values")


SPECIAL = some.sampled_from([0.0, -0.0, 1.0, np.nan, np.inf, -np.inf, 5e-324])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(some.tuples(SPECIAL, SPECIAL), min_size=1, max_size=12), some.sampled_from([8, 24, 2**26]))
def test_values_are_compared_by_their_bits_part_by_part(folder, values, slab):
    """Against the bytes of each number, with as little in memory at once as a value."""
    for name, numbers in zip(("one", "two"), zip(*values, strict=True), strict=True):
        xr.Dataset({"x": ("i", list(numbers))}).to_netcdf(folder / f"{name}.nc")
    expected = sum(struct.pack("d", a) != struct.pack("d", b) and not (a != a and b != b) for a, b in values)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(variables, "SLAB", slab)
        found = compare(folder / "one.nc", folder / "two.nc")
    assert [line.partition(",")[0] for line in found.lines] == (
        [f"one.nc: x differs in {expected} of {len(values)} values"] if expected else []
    )
