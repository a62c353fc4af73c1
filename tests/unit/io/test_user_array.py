"""Which array of a user's file is read, and what is said about files without one."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import scipy.sparse
import xarray as xr

from placecells.data.draw import configurations, draw
from placecells.io import store
from placecells.io.user_file import UserFileError, check, read, shape

SPINS = (2 * np.random.default_rng(0).integers(0, 2, (7, 12)) - 1).astype("i1")
H5PY = Path(__file__).parent / "user_files" / "h5py_samples.h5"  # samples (20, 12) of 0 and 1, and labels, by h5py 3.16


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def refused(path):
    """The one sentence with which the config's check and the job's read refuse a file."""
    sentences = set()
    for look in (lambda: check(path, *shape(path)[:1]), lambda: read(path, 7, 12)):
        with pytest.raises(UserFileError) as refusal:
            look()
        sentences.add(str(refusal.value))
    assert len(sentences) == 1
    [sentence] = sentences
    assert path in sentence
    assert "\n" not in sentence
    return sentence


def accepted(path, expected=SPINS):
    """The check passes what the job reads."""
    assert shape(path) == expected.shape
    check(path, len(expected))
    np.testing.assert_array_equal(read(path, *expected.shape), expected)


def archive(path, **members):
    """A .npz whose members have the names given, folders included; text members are text."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, values in members.items():
            with file.open(name, "w") as member:
                member.write(values) if isinstance(values, bytes) else np.save(member, values)


@pytest.mark.parametrize(
    "members",
    [
        {"data/configurations.npy": SPINS, "README.txt": b"spins"},
        {"a/b/x.npy": SPINS},
        {"x.npy": SPINS, "__MACOSX/._x.npy": b"\0\5\26\7"},
        {"x.npy": SPINS, "._x.npy": b"\0\5\26\7"},
        {"samples.npy": SPINS, "labels.npy": np.arange(7)},
        {"configurations.npy": SPINS, "old/configurations.npy": SPINS[:3]},
        {"configurations.npy": SPINS[None, None]},
        {"configurations.npy": np.asfortranarray(SPINS.astype(">f4"))},
    ],
    ids=lambda members: ",".join(members),
)
def test_what_an_archive_means(members):
    archive("x.npz", **members)
    accepted("x.npz")


@pytest.mark.filterwarnings("ignore:Stored array in format 3.0")
@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"a/samples.npy": SPINS, "b/samples.npy": SPINS}, ["2 arrays called samples (a/samples, b/samples)"]),
        ({"__MACOSX/._x.npy": b"\0\5\26\7"}, ["0 arrays", "a Mac adds", "__MACOSX/._x.npy"]),
        ({"README.txt": b"spins"}, ["0 arrays", "README.txt"]),
        ({"x.npy": np.array([[1, "a"]], object)}, ["Object arrays cannot be loaded"]),
        ({"x.npy": np.zeros((7, 12), [("a", "i4"), ("β", "i4")])}, ["type structured"]),
        ({"x.npy": np.zeros((7, 12), [("a", "i4")])}, ["type [('a', '<i4')]", "integers"]),
        ({"x.npy": SPINS.astype(complex)}, ["type complex128", "integers"]),
        ({"x.npy": SPINS.astype(str)}, ["type <U4", "integers"]),
        ({"x.npy": SPINS[0]}, ["shape (12,), not (samples, sites)"]),
        ({"x.npy": SPINS[:0]}, ["shape (0, 12), not (samples, sites)"]),
        ({"x.npy": np.int8(1)}, ["shape (), not (samples, sites)"]),
        ({"x.npy": b"\x93NUMPY"}, ["cannot be read"]),
    ],
    ids=lambda value: ",".join(value),
)
def test_what_is_no_array_of_samples_is_named(members, words):
    archive("x.npz", **members)
    sentence = refused("x.npz")
    assert all(word in sentence for word in words)


def typed(sentence):
    """Execute the line that a sentence proposes, as it stands; the new file."""
    line = re.search(r": ((numpy|xarray)\..*\))$", sentence).group(1)
    subprocess.run([sys.executable, "-c", f"import numpy, scipy.sparse, xarray\n{line}"], check=True)
    [new] = Path().glob("*_array.n*")
    return str(new)


@pytest.mark.parametrize("form", ["csr", "csc", "coo"])
def test_a_sparse_matrix_is_refused_with_a_line_that_makes_it_an_array(form):
    scipy.sparse.save_npz("raster.npz", scipy.sparse.random(7, 12, 0.3, form, dtype=int, rng=0, data_rvs=np.ones))
    sentence = refused("raster.npz")
    assert "a sparse matrix of scipy, of shape (7, 12)" in sentence
    expected = scipy.sparse.load_npz("raster.npz").toarray()
    np.testing.assert_array_equal(read(typed(sentence), 7, 12), 2 * expected - 1)


@pytest.mark.parametrize("ending", ["npz", "nc", "h5"])
def test_several_draws_are_refused_with_a_line_that_takes_one(ending):
    draws = np.stack([SPINS, -SPINS])[:, None]
    if ending == "npz":
        np.savez("x.npz", draws=draws)
    else:
        xr.Dataset({"draws": (("beta", "seed", "sample", "site"), draws)}).to_netcdf(f"x.{ending}", engine="netcdf4")
    sentence = refused(f"x.{ending}")
    assert "(2, 1, 7, 12)" in sentence
    if ending == "nc":
        assert "(beta: 2, seed: 1, sample: 7, site: 12)" in sentence
    accepted(typed(sentence))


@pytest.mark.parametrize("group", ["posterior_predictive", "a/b"])
def test_arrays_in_groups_are_refused_with_a_line_that_takes_one_out(group):
    xr.Dataset({"spins": (("sample", "site"), SPINS)}).to_netcdf("x.nc", group=group)
    sentence = refused("x.nc")
    assert "0 arrays" in sentence
    assert f"groups with arrays ({group}/spins)" in sentence
    accepted(typed(sentence))


def test_a_dimension_that_is_named_twice_is_read_without_a_warning(recwarn):
    with netCDF4.Dataset("x.nc", "w") as file:
        file.createDimension("n", 7)
        file.createVariable("s", "i1", ("n", "n"))[:] = SPINS[:, :7]
    accepted("x.nc", SPINS[:, :7])
    assert not recwarn.list


@pytest.mark.parametrize("chunks", [(7, 12), (3, 5), (1, 12), (7, 1)])
@pytest.mark.parametrize("kind", ["i1", "f8"])
def test_chunks_of_any_shape_are_put_together(chunks, kind, monkeypatch):
    monkeypatch.setattr("placecells.io.user_array.BLOCK", 40)  # bytes: chunks are larger, and smaller
    with netCDF4.Dataset("x.nc", "w") as file:
        file.createDimension("sample", 7)
        file.createDimension("site", 12)
        file.createVariable("x", kind, ("sample", "site"), zlib=True, chunksizes=chunks, fill_value=-128)[:] = SPINS
    accepted("x.nc")
    np.testing.assert_array_equal(read("x.nc", 3, 12, first=2), SPINS[2:5])


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("block", [1, 40, 400])
def test_archives_are_put_together_of_blocks(order, save, block, monkeypatch):
    monkeypatch.setattr("placecells.io.user_array.BLOCK", block)
    save("x.npz", SPINS.astype("i4", order=order))
    accepted("x.npz")
    np.testing.assert_array_equal(read("x.npz", 3, 12, first=2), SPINS[2:5])


def test_coordinates_are_no_arrays():
    dataset = xr.Dataset(
        {"spins": (("sample", "site"), SPINS)}, {"site": np.arange(12), "time": ("sample", np.arange(7))}
    )
    dataset.to_netcdf("x.nc")
    accepted("x.nc")


def test_hdf5_written_by_h5py():
    with netCDF4.Dataset(H5PY) as file:
        expected = file["samples"][:].data
    assert set(np.unique(expected)) == {0, 1}
    accepted(str(H5PY), 2 * expected.astype(int) - 1)


@pytest.mark.parametrize("sites", [7, 12])
def test_files_of_this_project_are_read_again(sites):
    law = {"model": "ising", "sites": sites, "beta": 0.7, "samples": 9, "sampling": "independent"}
    packed, both = draw(law, [3]), draw(law, [3, 4])
    expected = configurations(packed)["configurations"].values[0]
    store.write(packed, "packed.nc", {})
    accepted("packed.nc", expected)
    store.write(configurations(packed), "sample.nc", {})
    accepted("sample.nc", expected)
    store.write(both, "both.nc", {})
    accepted(typed(refused("both.nc")), expected)


def test_colours_of_this_project_are_read_again():
    law = {"model": "xy", "sites": 7, "colours": 4, "beta": 0.7, "samples": 9, "sampling": "independent"}
    store.write(draw(law, [3]), "colours.nc", {})
    expected = configurations(draw(law, [3]))["configurations"].values[0]
    np.testing.assert_array_equal(read("colours.nc", 9, 7, 4), expected)


def test_packed_bytes_that_do_not_fit_their_sites_are_refused():
    packed = draw({"model": "ising", "sites": 12, "beta": 0.7, "samples": 9, "sampling": "independent"}, [3])
    packed["configurations"].attrs["sites"] = 30
    store.write(packed, "packed.nc", {})
    assert "2 bytes a sample do not hold 30 packed spins" in refused("packed.nc")


@pytest.mark.parametrize("path", ["._x.npz", "x\0.npz", "\ud800.nc", "x.npy", "x"])
def test_names_that_are_no_files_of_data(path):
    if path.isprintable():
        Path(path).write_bytes(b"\0\5\26\7")
    with pytest.raises(UserFileError, match=r"resource fork|cannot be read|neither a .nc nor a .npz"):
        shape(path)


LOCALES = [
    {"LC_ALL": "C"},
    {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    {"LC_ALL": "en_US.ISO-8859-1", "PYTHONUTF8": "0"},
]


@pytest.mark.parametrize("name", ["spïns.npz", "スピン.nc", "β.h5"])
@pytest.mark.parametrize("locale", LOCALES, ids=str)
def test_a_name_outside_ascii_is_found_in_every_locale(name, locale):
    if name.endswith(".npz"):
        np.savez(name, SPINS)
    else:
        xr.Dataset({"samples": (("sample", "site"), SPINS)}).to_netcdf(name, engine="netcdf4")
    code = f"from placecells.io.user_file import read; print(read({name!a}, 7, 12).sum())"
    environment = {"PYTHONPATH": ":".join(sys.path), **locale}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert (run.stdout.strip(), run.returncode) == (str(SPINS.sum()), 0), run.stderr


def test_netcdf_of_version_3_is_refused_with_a_way_out(tmp_path):
    """The library returns zeros for what is missing of such a file, without an error."""
    spins = xr.Dataset({"configurations": (("sample", "site"), np.ones((3, 4), "i1"))})
    path = str(tmp_path / "old.nc")
    spins.to_netcdf(path, engine="netcdf4", format="NETCDF3_CLASSIC")
    with pytest.raises(UserFileError, match="NetCDF file of version 3") as refused:
        shape(path)
    exec(str(refused.value).rpartition("make it one of 4: ")[2], {"xarray": xr})
    assert read(str(tmp_path / "old_array.nc"), 3, 4).sum() == 12


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.npz")
    with pytest.raises(UserFileError, match="a pipe or a device"):
        shape(str(tmp_path / "pipe.npz"))


def test_an_array_named_like_its_dimension_is_found(tmp_path):
    path = str(tmp_path / "samples.nc")
    with netCDF4.Dataset(path, "w") as file:
        file.createDimension("samples", 3)
        file.createDimension("site", 4)
        file.createVariable("samples", "i1", ("samples", "site"))[:] = 1
    assert shape(path) == (3, 4)
