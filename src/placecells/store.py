"""The only place that reads and writes NetCDF: layout, provenance, checksums, atomic replacement.

Every chunk carries HDF5's Fletcher-32 checksum, so a damaged file is refused when it is read. Global attributes say
where a file comes from: the experiment's config, the code version, package versions, and the SHA-256 of every input.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.version import code_version

PACKAGES = ("numpy", "numba", "scipy", "xarray", "netCDF4")


class StoreError(Exception):
    """A file cannot be read; the message is one sentence."""


def file_checksum(path):
    """SHA-256 of a file's bytes, hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def provenance(config: dict, inputs: Iterable[Path] = ()):
    """Global attributes of a file: config (JSON), code version, package versions (JSON), input checksums (JSON)."""
    return {
        "config": json.dumps(config, sort_keys=True),
        "code_version": code_version(),
        "packages": json.dumps({name: version(name) for name in PACKAGES}),
        "inputs": json.dumps({Path(path).name: file_checksum(path) for path in inputs}),
    }


def replace_atomically(path: Path, save: Callable[[Path], object]):
    """Let `save` write a temporary file beside `path`, flush it to disk, then put it in place of `path`.

    A process that is killed half-way leaves at most a hidden temporary file, never a `path` that looks finished.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        save(temporary)
        with open(temporary, "rb") as file:
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _encoding(variable):
    """Compression and checksum for arrays; scalars and strings are stored as they are."""
    if variable.ndim == 0 or variable.dtype.kind not in "iufb":
        return {}
    packed = variable.dtype == np.uint8  # random bits do not compress
    first = (1, *variable.shape[1:]) if packed else None
    chunks = {"chunksizes": first} if first else {}
    return {"zlib": not packed, "complevel": 1, "fletcher32": True} | chunks


def write(dataset: xr.Dataset, path: Path, attributes: dict):
    """Write a Dataset with global `attributes` as NetCDF4, atomically."""
    dataset = dataset.assign_attrs(attributes)
    encoding = {name: _encoding(variable) for name, variable in dataset.variables.items()}
    replace_atomically(path, lambda temporary: dataset.to_netcdf(temporary, engine="netcdf4", encoding=encoding))


def open_lazily(path: Path) -> xr.Dataset:
    """The Dataset of a file, its arrays read when they are used; close it, or use it as a context manager.

    Raises StoreError if there is no readable NetCDF file.
    """
    try:
        return xr.open_dataset(path, engine="netcdf4")
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} cannot be read ({error}); delete it and run again to rebuild it") from error


def read(path: Path) -> xr.Dataset:
    """The whole Dataset in memory, every chunk checked.

    Raises StoreError if the file is damaged or no NetCDF file.
    """
    with open_lazily(path) as dataset:
        try:
            return dataset.load()
        except (OSError, RuntimeError) as error:
            raise StoreError(f"{path} is damaged ({error}); delete it and run again to rebuild it") from error
