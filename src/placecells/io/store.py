"""Reading and writing of NetCDF files: layout, provenance, checksums, atomic replacement. No other module does this.

Every chunk of an array has HDF5's Fletcher-32 checksum. Scalars and names have none; an attribute holds their SHA-256.
A damaged file is therefore noticed when it is read; the file is then renamed, and the next run makes it anew. An error
while reading does not prove damage: another process may hold a lock, or the file system may have no locks. A file
counts as damaged only where its bytes are wrong. Global attributes say where a file comes from: the config of the
experiment, the code version, the package versions, the machine, and the SHA-256 of every input file.
"""

import errno
import hashlib
import json
import os
import platform
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

# This must be set before HDF5 is loaded. A result is written under a temporary name, then renamed, and never changed,
# so locks protect nothing. With locks, nothing could be read on a file system that has none, or while another program
# holds a result open.
LOCKING = "HDF5_USE_FILE_LOCKING"
if not os.environ.get(LOCKING):
    os.environ[LOCKING] = "FALSE"

import netCDF4  # noqa: E402
import numpy as np  # noqa: E402

from placecells.io.checksum import file_checksum  # noqa: E402
from placecells.jobs.version import code_version  # noqa: E402

if TYPE_CHECKING:  # functions that need xarray import it: training does not, and xarray takes half a second
    import xarray as xr

CHECKSUM = "checksum_of_scalars"
PACKAGES = ("numpy", "numba", "llvmlite", "scipy", "xarray", "netCDF4")
NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StoreError(Exception):
    """A file cannot be read or written; the message is one sentence."""


def provenance(config: dict, inputs: Iterable[Path] = ()):
    """Global attributes of a file, {name: text}: config, code_version, packages, machine and inputs.

    All but code_version are JSON. inputs: paths of the files that the new file is computed from, stored with their
    SHA-256.
    """
    paths = list(map(Path, inputs))
    names = Counter(path.name for path in paths)
    return {
        "config": json.dumps(config, sort_keys=True),
        "code_version": code_version(),
        "packages": json.dumps({"python": platform.python_version()} | {name: version(name) for name in PACKAGES}),
        "machine": json.dumps({"system": platform.system(), "processor": processor()}),
        "inputs": json.dumps(
            {path.name if names[path.name] == 1 else str(path): file_checksum(path) for path in paths}
        ),
    }


@cache
def processor() -> str:
    """Name of the processor as the system gives it; the family (such as x86_64) where the system has no name.

    Sums round differently on different kinds of processors, so results have the same bits on one kind only.
    """
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def replace_atomically(path: Path, save: Callable[[Path], object], durable: bool = True):
    """Call `save` with the path of a temporary file beside `path`, flush the file to disk, then rename it to `path`.

    An existing file `path` is replaced. A process that is killed half way leaves at most a hidden temporary file and
    never an incomplete `path`; the next call for the same `path` removes the temporary file. With durable=False nothing
    is flushed or removed; this is for a large number of files that can be made again after a power cut. Raises
    StoreError, which says what has to be made possible, such as room on the disk.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if durable:
            _remove_leftovers(path)
        save(temporary)
        if durable:
            with open(temporary, "rb") as file:
                os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written ({_why_not(path, error)}); make that possible and run again"
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _why_not(path: Path, error: OSError) -> str:
    """Why a file could not be written, as part of a sentence: the system's reason, room on the disk, or HDF5's lock."""
    folder = next(folder for folder in path.absolute().parents if folder.exists())
    text, left = error.strerror or str(error), f"its disk has {shutil.disk_usage(folder).free / 1e6:.1f} MB left"
    try:  # a plain file, without HDF5
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(100_000))
    except OSError as plain:
        text = plain.strerror or str(plain)
        return f"{text}; {left}" if plain.errno in NO_SPACE else text
    if os.environ[LOCKING].upper() != "FALSE" and error.errno in (None, errno.EACCES, errno.EAGAIN, errno.ENOLCK):
        return f"{text}: HDF5 may get no lock here, where plain files can be written; start with {LOCKING}=FALSE"
    return f"{text}; {left}" if error.errno in (None, *NO_SPACE) else text


def _remove_leftovers(path):
    """Remove the temporary files of killed processes."""
    temporary = re.compile(rf"\.{re.escape(path.stem)}\.\d+{re.escape(path.suffix)}")
    for name in filter(temporary.fullmatch, os.listdir(path.parent)):  # faster than Paths in a folder of 2000 runs
        (path.parent / name).unlink(missing_ok=True)


def set_aside(path: Path):
    """Rename a damaged file to `<name>.damaged`, so that the next run makes the file anew. Raises StoreError."""
    path = Path(path)
    try:
        path.replace(path.with_name(f"{path.name}.damaged"))
    except FileNotFoundError:  # another job has come across it too
        pass
    except OSError as error:
        raise StoreError(
            f"{path} is damaged and cannot be renamed ({error.strerror}); remove it and run again"
        ) from error


@contextmanager
def reading(path: Path):
    """Context manager around code that reads the file `path`: raises StoreError in place of the errors of HDF5.

    A file is set aside only if its bytes are damaged. If they are not, an error of the system or of HDF5 becomes a
    StoreError that says so; any other error comes from the code that reads, and is raised unchanged.
    """
    path = Path(path)
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        unreadable = f"{path} cannot be read ({_text(error)})"
        try:
            content = path.read_bytes()
        except OSError as system:
            message = f"{path} cannot be read ({system.strerror}); make that possible and run again"
            raise StoreError(message) from error
        if (damage := damage_of(content)) is not None:
            set_aside(path)
            aside = f"it is now {path.name}.damaged"
            raise StoreError(f"{path} is damaged ({damage}); {aside}, and the next run makes it anew") from error
        if isinstance(error, OSError) or str(error).startswith("NetCDF:"):
            why = f"its bytes are whole, so another process may hold it; set {LOCKING}=FALSE before HDF5 is loaded"
            raise StoreError(f"{unreadable}: {why}") from error
        raise


def damage_of(content: bytes) -> str | None:
    """What is wrong with the bytes of a NetCDF file of this project, as a short text; None where nothing is wrong.

    HDF5 reads the bytes from memory, so neither locks nor a file system can cause the error.
    """
    import xarray as xr

    try:
        with netCDF4.Dataset("bytes", memory=content) as file:
            dataset = xr.open_dataset(xr.backends.NetCDF4DataStore(file)).load()
            return None if CHECKSUM not in dataset.attrs or _is_whole(dataset) else f"{CHECKSUM} does not fit"
    except MemoryError:
        raise
    except Exception as error:
        return _text(error)


def _is_whole(dataset: "xr.Dataset") -> bool:
    return dataset.attrs.get(CHECKSUM) == _unchecked(dataset)


def _text(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _encoding(variable):
    """Settings of netCDF4 for a variable: compression and checksum for arrays, none for scalars and strings."""
    if variable.ndim == 0 or variable.dtype.kind not in "iufb":
        return {}
    packed = variable.dtype == np.uint8  # configurations, whose random bits cannot be compressed
    first = (1, *variable.shape[1:]) if packed else None
    chunks = {"chunksizes": first} if first else {}
    return {"zlib": not packed, "complevel": 1, "fletcher32": True} | chunks


def _unchecked(dataset):
    """SHA-256 (hexadecimal) of the names and values of all variables that have no checksum of HDF5."""
    values = {name: v.values.tolist() for name, v in dataset.variables.items() if not _encoding(v)}
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()


def write(dataset: "xr.Dataset", path: Path, attributes: dict):
    """Write a Dataset with the global `attributes` as a NetCDF4 file, atomically; an existing file is replaced.

    Raises StoreError.
    """
    dataset = dataset.assign_attrs(attributes | {CHECKSUM: _unchecked(dataset)})
    encoding = {name: _encoding(variable) for name, variable in dataset.variables.items()}

    def save(temporary):
        try:
            dataset.to_netcdf(temporary, engine="netcdf4", encoding=encoding)
        except RuntimeError as error:  # HDF5 raises this error for a full disk, too
            raise OSError(str(error)) from error

    replace_atomically(path, save)


def open_lazily(path: Path) -> "xr.Dataset":
    """The Dataset of a file, whose arrays are read when they are used. Use them inside `reading`.

    The caller closes the Dataset, or uses it as a context manager. Raises StoreError if the file is missing, damaged or
    no NetCDF file.
    """
    import xarray as xr

    before = netCDF4.get_chunk_cache()
    netCDF4.set_chunk_cache(0)  # arrays that are read lazily are read once; HDF5 would keep up to 64 MB of them
    try:
        with reading(path):
            return xr.open_dataset(path, engine="netcdf4")
    finally:
        netCDF4.set_chunk_cache(*before)


def attributes(path: Path) -> dict[str, str]:
    """The global attributes of a file. Raises StoreError as `read` does."""
    with open_lazily(path) as dataset:
        return dict(dataset.attrs)


def read(path: Path) -> "xr.Dataset":
    """The whole Dataset of a file in memory, after a check of all checksums.

    Raises StoreError if the file is missing, damaged, no NetCDF file, or not written by this module.
    """
    with open_lazily(path) as dataset, reading(path):
        dataset.load()
        if CHECKSUM not in dataset.attrs:
            raise StoreError(f"{path} has no {CHECKSUM}: it is not as it was written; remove it and run again")
        if not _is_whole(dataset):
            raise ValueError(f"{CHECKSUM} does not fit")
        return dataset
