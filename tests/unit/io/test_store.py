"""NetCDF files: layout, provenance, damage, atomic replacement."""

import json

import numpy as np
import pytest
import xarray as xr

from placecells.io import store
from placecells.io.checksum import file_checksum


@pytest.fixture
def dataset():
    rng = np.random.default_rng(0)
    return xr.Dataset(
        {
            "weights": (("seed", "site"), rng.standard_normal((3, 4000)).astype(np.float32)),
            "configurations": (("seed", "sample", "byte"), rng.integers(0, 256, (3, 50, 13), np.uint8)),
            "beta": ((), 0.5),
        }
    )


def test_a_dataset_comes_back_as_it_was(dataset, tmp_path):
    path = tmp_path / "deep" / "file.nc"
    store.write(dataset, path, {"config": "{}"})
    assert store.read(path).equals(dataset)
    with xr.open_dataset(path) as plain:
        assert plain.attrs["config"] == "{}"


def test_provenance_names_config_code_packages_and_inputs(tmp_path):
    source = tmp_path / "source.nc"
    source.write_bytes(b"content")
    attributes = store.provenance({"b": 1, "a": 2}, [source])
    assert json.loads(attributes["config"]) == {"a": 2, "b": 1}
    assert json.loads(attributes["inputs"]) == {"source.nc": file_checksum(source)}
    assert {"python", *store.PACKAGES} == json.loads(attributes["packages"]).keys()
    assert json.loads(attributes["machine"])["processor"]
    assert attributes["code_version"]


@pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
def test_a_flipped_bit_in_the_data_is_noticed(dataset, tmp_path, place):
    path = tmp_path / "file.nc"
    store.write(dataset[["weights"]], path, {})
    content = bytearray(path.read_bytes())
    content[int(place * len(content))] ^= 4
    path.write_bytes(content)
    with pytest.raises(store.StoreError, match=r"file\.nc"):
        store.read(path)


def test_a_truncated_file_is_noticed(dataset, tmp_path):
    path = tmp_path / "file.nc"
    store.write(dataset, path, {})
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(store.StoreError, match=r"file\.nc"):
        store.read(path)


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(store.StoreError, match=r"nothing\.nc cannot be read"):
        store.read(tmp_path / "nothing.nc")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("old")

    def fail(temporary):
        temporary.write_text("half")
        raise OSError("disk full")

    with pytest.raises(store.StoreError, match=r"file\.txt cannot be written \(disk full; its disk has .* MB left\)"):
        store.replace_atomically(path, fail)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
