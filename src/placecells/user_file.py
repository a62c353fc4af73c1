"""Configurations that users bring: one array (samples, sites) in a NetCDF (.nc) or NPZ (.npz) file.

The array is called `configurations`, or is the only one in the file. Nothing in a file is executed: Python objects
are refused.
"""

import zipfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np

ARRAY = "configurations"
ALLOWED = f"a .nc or .npz file with one array (samples, sites), or several and one of them called {ARRAY}"
HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
UNREADABLE = (OSError, RuntimeError, ValueError, KeyError, EOFError, NotImplementedError, zipfile.BadZipFile)


class UserFileError(Exception):
    """A file of configurations cannot be used; the message is one sentence that names it."""


def shape(path: str) -> tuple[int, int]:
    """Numbers of samples and sites in a file, of which no more than the header is read. Raises UserFileError."""
    try:
        status = Path(path).stat()
    except OSError as error:
        raise UserFileError(f"{path} cannot be read ({error.strerror})") from None
    return _shape(path, status.st_mtime_ns, status.st_size)


def read(path: str, samples: int, sites: int, colours: int | None = None) -> np.ndarray:
    """The first `samples` configurations of a file, (samples, sites): int8 spins -1 and +1, or uint8 0 ... colours - 1.

    Raises UserFileError for a file that cannot be read, has another shape, or has any other value.
    """
    found = shape(path)
    if found[0] < samples or found[1] != sites:
        raise UserFileError(
            f"{path} has {found[0]:_} samples of {found[1]:_} sites; asked for are {samples:_} of {sites:_}"
        )
    values = _open(path, _npz_values if path.endswith(".npz") else _netcdf_values)[:samples]
    if values.dtype.kind not in "iuf":
        raise UserFileError(
            f"{path} has values of type {values.dtype}; allowed are integers, or floats of integer value"
        )
    if colours is None:
        good, allowed, kind = np.abs(values) == 1, "-1 and +1 (2 v - 1 makes them of 0 and 1)", np.int8
    else:
        good = (values >= 0) & (values < colours) & (values == np.floor(values))
        allowed, kind = f"the integers 0 to {colours - 1}", np.uint8
    if not good.all():
        sample, site = (int(index) for index in np.argwhere(~good)[0])
        value = values[sample, site]
        what = "a missing value" if np.isnan(value) else f"the value {value}"
        raise UserFileError(f"{path} has {what} in sample {sample} at site {site}, both from 0; allowed are {allowed}")
    return values.astype(kind)


@lru_cache(maxsize=100)
def _shape(path: str, _mtime: int, _size: int) -> tuple[int, int]:
    if not path.endswith((".nc", ".npz")):
        raise UserFileError(f"{path} is neither a .nc nor a .npz file")
    found = _open(path, _npz_shape if path.endswith(".npz") else _netcdf_shape)
    if len(found) != 2 or 0 in found:
        raise UserFileError(f"{path} has an array of shape {found}, not (samples, sites)")
    return found


def _open(path, get):
    try:
        return get(path)
    except UNREADABLE as error:
        raise UserFileError(
            f"{path} cannot be read ({' '.join(str(error).split()) or type(error).__name__})"
        ) from error


def _choose(names: Iterable[str], path: str) -> str:
    names = list(names)
    if ARRAY in names:
        return ARRAY
    if len(names) != 1:
        raise UserFileError(f"{path} has {len(names)} arrays ({', '.join(names)}), and none called {ARRAY}")
    return names[0]


def _npz_shape(path):
    with zipfile.ZipFile(path) as archive:
        names = [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]
        with archive.open(_choose(names, path) + ".npy") as member:
            return HEADERS[np.lib.format.read_magic(member)](member)[0]


def _npz_values(path):
    with np.load(path, allow_pickle=False) as file:
        return file[_choose(file.files, path)]


def _netcdf_shape(path):
    with _dataset(path) as dataset:
        return dataset[_choose(dataset.data_vars, path)].shape


def _netcdf_values(path):
    with _dataset(path) as dataset:
        return dataset[_choose(dataset.data_vars, path)].values


def _dataset(path):
    import xarray as xr  # here, because the config asks for shapes only, and importing it takes long

    return xr.open_dataset(path, engine="netcdf4", decode_times=False)
