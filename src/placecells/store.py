"""The only place that reads and writes NetCDF: layout, provenance, checksums, atomic replacement.

Every chunk carries HDF5's Fletcher-32 checksum, and an attribute the SHA-256 of scalars and names, which have none: a
damaged file is noticed when it is read, and set aside so that the next run makes it anew. Global attributes say where a
file comes from: the experiment's config, the code version, package versions, and the SHA-256 of every input.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

import netCDF4
import numpy as np
import xarray as xr

from placecells.version import code_version

CHECKSUM = "checksum_of_scalars"
PACKAGES = ("numpy", "numba", "scipy", "xarray", "netCDF4")


class StoreError(Exception):
    """A file cannot be read or written; the message is one sentence."""


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

    A process that is killed half-way leaves at most a hidden temporary file, never a `path` that looks finished; the
    next one removes it. Raises StoreError, also for a full disk.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(path)
        save(temporary)
        with open(temporary, "rb") as file:
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        free = shutil.disk_usage(next(folder for folder in path.absolute().parents if folder.exists())).free
        left = f"its disk has {free / 1e6:.1f} MB left"
        raise StoreError(f"{path} cannot be written ({error}; {left}); make that possible and run again") from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _remove_leftovers(path):
    """Remove the temporary files of killed processes."""
    temporary = re.compile(rf"\.{re.escape(path.stem)}\.\d+{re.escape(path.suffix)}")
    for file in path.parent.iterdir():
        if temporary.fullmatch(file.name):
            file.unlink(missing_ok=True)


def set_aside(path: Path):
    """Rename a damaged file to `<name>.damaged`: what needs it finds none, and makes it anew."""
    path = Path(path)
    with suppress(FileNotFoundError):  # another job has come across it too
        path.replace(path.with_name(f"{path.name}.damaged"))


@contextmanager
def reading(path: Path):
    """Around all that reads a file: StoreError instead of what HDF5 raises; a damaged file is set aside."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, OSError) and (error.errno or 0) > 0:  # the system's errors; those of HDF5 are negative
            raise StoreError(f"{path} cannot be read ({error.strerror}); make that possible and run again") from error
        set_aside(path)
        aside = f"it is now {Path(path).name}.damaged"
        raise StoreError(f"{path} is damaged ({error}); {aside}, and the next run makes it anew") from error


def _encoding(variable):
    """Compression and checksum for arrays; scalars and strings are stored as they are."""
    if variable.ndim == 0 or variable.dtype.kind not in "iufb":
        return {}
    packed = variable.dtype == np.uint8  # random bits do not compress
    first = (1, *variable.shape[1:]) if packed else None
    chunks = {"chunksizes": first} if first else {}
    return {"zlib": not packed, "complevel": 1, "fletcher32": True} | chunks


def _unchecked(dataset):
    """SHA-256 of all variables that carry no checksum of their own."""
    values = {name: v.values.tolist() for name, v in dataset.variables.items() if not _encoding(v)}
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()


def write(dataset: xr.Dataset, path: Path, attributes: dict):
    """Write a Dataset with global `attributes` as NetCDF4, atomically. Raises StoreError."""
    dataset = dataset.assign_attrs(attributes | {CHECKSUM: _unchecked(dataset)})
    encoding = {name: _encoding(variable) for name, variable in dataset.variables.items()}

    def save(temporary):
        try:
            dataset.to_netcdf(temporary, engine="netcdf4", encoding=encoding)
        except RuntimeError as error:  # how HDF5 reports a full disk, too
            raise OSError(str(error)) from error

    replace_atomically(path, save)


def open_lazily(path: Path) -> xr.Dataset:
    """The Dataset of a file, its arrays read when they are used, which is to be done inside `reading`; close it, or use
    it as a context manager.

    Raises StoreError if there is no readable NetCDF file.
    """
    netCDF4.set_chunk_cache(0)  # what is read lazily is read once: HDF5 would keep up to 64 MB of it
    with reading(path):
        return xr.open_dataset(path, engine="netcdf4")


def read(path: Path) -> xr.Dataset:
    """The whole Dataset in memory, everything checked.

    Raises StoreError if the file is damaged or no NetCDF file.
    """
    with open_lazily(path) as dataset, reading(path):
        dataset.load()
        if dataset.attrs.get(CHECKSUM) != _unchecked(dataset):
            raise ValueError(f"{CHECKSUM} does not fit")
        return dataset
