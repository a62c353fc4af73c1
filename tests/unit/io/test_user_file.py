"""Users' own configurations: what is read, what is refused and how."""

import re

import numpy as np
import pytest
import xarray as xr

from placecells.io.user_file import UserFileError, check, read, shape

SPINS = 2 * np.random.default_rng(0).integers(0, 2, (7, 5)) - 1
COLOURS = np.random.default_rng(1).integers(0, 4, (7, 5))


@pytest.fixture
def file(tmp_path):
    """Write arrays to a .npz or .nc file and return its path."""

    def write(ending="npz", **arrays):
        path = tmp_path / f"data.{ending}"
        if ending == "npz":
            np.savez(path, **arrays)
        else:
            xr.Dataset({name: (("a", "b", "c")[: np.ndim(x)], x) for name, x in arrays.items()}).to_netcdf(path)
        return str(path)

    return write


def refused(path, *arguments):
    with pytest.raises(UserFileError) as refusal:
        read(path, *arguments)
    sentence = str(refusal.value)
    assert path in sentence
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize("ending", ["npz", "nc"])
@pytest.mark.parametrize("dtype", ["i1", "i4", ">i8", "f4", "f8"])
def test_spins_come_back_whatever_their_type(file, ending, dtype):
    path = file(ending, anything=SPINS.astype(dtype))
    assert shape(path) == (7, 5)
    np.testing.assert_array_equal(read(path, 7, 5), SPINS)
    np.testing.assert_array_equal(read(path, 3, 5), SPINS[:3])
    assert read(path, 3, 5).dtype == np.int8


@pytest.mark.parametrize("ending", ["npz", "nc"])
@pytest.mark.parametrize("dtype", ["u1", "i8", "f4"])
def test_colours_come_back_whatever_their_type(file, ending, dtype):
    values = read(file(ending, configurations=COLOURS.astype(dtype), other=np.zeros(7)), 7, 5, 4)
    np.testing.assert_array_equal(values, COLOURS)
    assert values.dtype == np.uint8


def with_one(value, array=SPINS):
    array = array.astype(float)
    array[4, 2] = value
    return array


@pytest.mark.parametrize("ending", ["npz", "nc"])
@pytest.mark.parametrize(
    ("values", "colours", "words"),
    [
        (with_one(np.nan), None, ["a missing value in sample 4 at site 2", "-1 and +1"]),
        (with_one(0), None, ["the value 0.0 in sample 4 at site 2", "-1 and +1 (2 v - 1"]),
        (with_one(np.inf), None, ["the value inf in sample 4"]),
        (with_one(4, COLOURS), 4, ["the value 4.0 in sample 4 at site 2", "the integers 0 to 3"]),
        (with_one(-1, COLOURS), 4, ["the value -1.0 in sample 4", "the integers 0 to 3"]),
        (with_one(0.5, COLOURS), 4, ["the value 0.5 in sample 4", "the integers 0 to 3"]),
        (with_one(np.nan, COLOURS), 4, ["a missing value in sample 4"]),
        (SPINS > 0, None, ["type bool", "allowed are integers"]),
        (SPINS.astype("U2"), None, ["type ", "allowed are integers"]),
    ],
    ids=str,
)
def test_wrong_values_are_named_with_their_place(file, ending, values, colours, words):
    sentence = refused(file(ending, configurations=values), 7, 5, colours)
    assert all(word in sentence for word in words)


def test_a_masked_value_of_netcdf_is_missing(tmp_path):
    path = tmp_path / "data.nc"
    configurations = xr.DataArray(SPINS.astype("i1"), dims=("sample", "site"))
    configurations[4, 2] = -128
    configurations.encoding["_FillValue"] = np.int8(-128)
    configurations.to_dataset(name="v").to_netcdf(path)
    assert "a missing value in sample 4 at site 2" in refused(str(path), 7, 5)


def test_a_part_that_is_not_asked_for_may_be_anything(file):
    np.testing.assert_array_equal(read(file(v=with_one(9)), 4, 5), SPINS[:4])


@pytest.mark.parametrize("ending", ["npz", "nc"])
def test_wrong_shapes_are_refused(file, ending):
    assert "has 7 samples of 5 sites; asked for are 8 of 5" in refused(file(ending, v=SPINS), 8, 5)
    assert "asked for are 7 of 6" in refused(file(ending, v=SPINS), 7, 6)
    assert "has an array of shape (7,), not (samples, sites)" in refused(file(ending, v=SPINS[:, 0]), 7, 5)
    assert "has an array of shape (7, 5, 1)" in refused(file(ending, v=SPINS[..., None]), 7, 5)
    assert "has 2 arrays (x, y), and none called configurations" in refused(file(ending, x=SPINS, y=SPINS), 7, 5)
    assert "has 0 arrays" in refused(file(ending), 7, 5)


def test_what_cannot_be_read_is_one_sentence(file, tmp_path):
    assert "cannot be read (No such file or directory)" in refused(str(tmp_path / "none.npz"), 7, 5)
    assert "neither a .nc nor a .npz file" in refused(str(tmp_path), 7, 5)
    for ending in ("npz", "nc"):
        (tmp_path / f"folder.{ending}").mkdir()
        assert "cannot be read" in refused(str(tmp_path / f"folder.{ending}"), 7, 5)
        (tmp_path / f"text.{ending}").write_text("1 -1 1\n")
        assert "cannot be read" in refused(str(tmp_path / f"text.{ending}"), 7, 5)
        path = file(ending, v=np.tile(SPINS, (1000, 1)))
        content = (tmp_path / f"data.{ending}").read_bytes()
        (tmp_path / f"data.{ending}").write_bytes(content[: len(content) // 2])
        assert "cannot be read" in refused(path, 7, 5)


def test_a_flipped_bit_is_noticed_where_the_format_has_checksums(file, tmp_path):
    path = file("npz", v=np.tile(SPINS, (1000, 1)))
    content = bytearray((tmp_path / "data.npz").read_bytes())
    content[len(content) // 2] ^= 2
    (tmp_path / "data.npz").write_bytes(content)
    assert re.search(r"cannot be read \(Bad CRC-32", refused(path, 7000, 5))


def test_python_objects_are_never_unpickled(tmp_path):
    class Trap:
        def __reduce__(self):
            return (tmp_path / "sprung").touch, ()

    objects = np.empty((7, 5), object)
    objects[:] = Trap()
    np.savez(tmp_path / "data.npz", configurations=objects)
    assert "cannot be read (Object arrays cannot be loaded" in refused(str(tmp_path / "data.npz"), 7, 5)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("ending", ["npz", "nc"])
@pytest.mark.parametrize("dtype", ["u1", "i8", "f4"])
def test_zeros_and_ones_are_read_as_spins_and_it_is_said(file, ending, dtype, caplog):
    caplog.set_level("INFO", "placecells")
    path = file(ending, v=((SPINS + 1) // 2).astype(dtype))
    np.testing.assert_array_equal(read(path, 7, 5), SPINS)
    assert caplog.messages == [f"{path} has spins 0 and 1: 0 is read as -1"]
    caplog.clear()
    np.testing.assert_array_equal(read(file("npz", v=SPINS), 7, 5), SPINS)
    np.testing.assert_array_equal(read(file("npz", v=np.ones((7, 5))), 7, 5), np.ones((7, 5)))
    assert not caplog.messages


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("block", [1, 10**6])
def test_minus_one_and_zero_together_are_refused_wherever_they_are(file, order, block, monkeypatch):
    monkeypatch.setattr("placecells.io.user_array.BLOCK", block)
    mixed = np.ones((7, 5), "i8", order=order)
    mixed[2, 4], mixed[6, 1] = -1, 0
    sentence = refused(file(v=mixed), 7, 5)
    later = ("-1", "2 at site 4", "0") if (order, block) == ("F", 1) else ("0", "6 at site 1", "-1")
    assert "the value {} in sample {}, both from 0, beside {};".format(*later) in sentence
    assert "0 and 1 alone" in sentence


def test_rows_before_the_first_are_checked_too(file):
    assert "the value 3.0 in sample 4 at site 2" in refused(file(v=with_one(3)), 2, 5, None, 5)
    mixed = np.where(np.arange(7)[:, None] < 4, SPINS, (SPINS + 1) // 2)
    assert "beside -1" in refused(file(v=mixed), 3, 5, None, 4)


def test_the_check_looks_at_the_first_thousand(file):
    spins = np.tile(SPINS, (300, 1))
    spins[1000, 0] = 7
    path = file(v=spins)
    check(path, 2100)
    assert "the value 7 in sample 1000 at site 0" in refused(path, 2100, 5)
    spins[999, 0] = 7
    path = file(v=spins)
    check(path, 999)
    with pytest.raises(UserFileError, match="the value 7 in sample 999 at site 0"):
        check(path, 2100)
