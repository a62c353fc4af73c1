"""The only place that reads and writes NetCDF: layout, provenance, checksums, atomic replacement.

Every chunk carries HDF5's Fletcher-32 checksum, and an attribute the SHA-256 of scalars and names, which have none: a
damaged file is noticed when it is read, and set aside so that the next run makes it anew. A failing read is no proof of
damage, since another process may hold a lock, or the file system may have none: only the file's bytes are. Global
attributes say where a file comes from: the experiment's config, the code version, package versions, the machine, and
the SHA-256 of every input.
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
from typing import NamedTuple

# Before HDF5 is loaded. A result is written under a temporary name, then renamed, and never changed: locks protect
# nothing here, and on file systems without them, or while another program holds a result open, nothing could be read.
LOCKING = "HDF5_USE_FILE_LOCKING"
if not os.environ.get(LOCKING):
    os.environ[LOCKING] = "FALSE"

import netCDF4  # noqa: E402
import numpy as np  # noqa: E402
import xarray as xr  # noqa: E402

from placecells.io.checksum import file_checksum  # noqa: E402
from placecells.jobs.version import code_version  # noqa: E402

CHECKSUM = "checksum_of_scalars"
PACKAGES = ("numpy", "numba", "llvmlite", "scipy", "xarray", "netCDF4")
NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StoreError(Exception):
    """A file cannot be read or written; the message is one sentence."""


def provenance(config: dict, inputs: Iterable[Path] = ()):
    """Global attributes of a file: config, package versions, the machine and input checksums (JSON), code version."""
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
    """The processor's name, as the system tells it; its family (x86_64) where the system has no name for it.

    Sums round differently on another kind of processor, so results are the same bits on one kind only.
    """
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def replace_atomically(path: Path, save: Callable[[Path], object], durable: bool = True):
    """Let `save` write a temporary file beside `path`, flush it to disk, then put it in place of `path`.

    A process that is killed half-way leaves at most a hidden temporary file, never a `path` that looks finished; the
    next one removes it. Where `durable` is False nothing is flushed and nothing removed: for files that are many, and
    made again if a power cut damages them. Raises StoreError with what has to be made possible, such as room on the
    disk.
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
    """What a file could not be written for: the room on the disk only where it may be short, a lock where it may be."""
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
    for file in path.parent.iterdir():
        if temporary.fullmatch(file.name):
            file.unlink(missing_ok=True)


def set_aside(path: Path):
    """Rename a damaged file to `<name>.damaged`: what needs it finds none, and makes it anew. Raises StoreError."""
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
    """Around all that reads a file: StoreError instead of what HDF5 raises.

    The file is set aside only if its bytes are damaged. Where they are not, an error of the system or of HDF5 becomes a
    StoreError that says so, and any other error, which is one of the reader's own, is raised as it is.
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
    """What is wrong with the bytes of a NetCDF file of this project; None where nothing is.

    HDF5 gets the bytes from memory: neither locks nor a file system can be at fault.
    """
    try:
        with netCDF4.Dataset("bytes", memory=content) as file:
            dataset = xr.open_dataset(xr.backends.NetCDF4DataStore(file)).load()
            return None if CHECKSUM not in dataset.attrs or _is_whole(dataset) else f"{CHECKSUM} does not fit"
    except MemoryError:
        raise
    except Exception as error:
        return _text(error)


def _is_whole(dataset: xr.Dataset) -> bool:
    return dataset.attrs.get(CHECKSUM) == _unchecked(dataset)


def _text(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


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


class InParts(NamedTuple):
    """A variable that `write_by_parts` writes."""

    dimensions: tuple[str, ...]
    dtype: type
    attributes: dict
    chunks: tuple[int, ...]  # sizes of what is compressed at once: best those of a part


def write_by_parts(
    coordinates: xr.Dataset, variables: dict[str, InParts], parts: Callable[[], Iterable], path: Path, attributes: dict
):
    """Write a Dataset that is too large for memory as NetCDF4, atomically: what `write` would write, part by part.

    coordinates: the coordinates alone; variables: the data variables; parts: a function that yields (name, place,
    values), where values belong at file[name][place], until all is written; attributes: global ones. Raises StoreError.
    """
    coordinates = coordinates.assign_attrs(attributes | {CHECKSUM: _unchecked(coordinates)})
    encoding = {name: _encoding(variable) for name, variable in coordinates.variables.items()}

    def save(temporary):
        try:
            coordinates.to_netcdf(temporary, engine="netcdf4", encoding=encoding)
            with netCDF4.Dataset(temporary, "a") as file:
                for name, (dimensions, dtype, own, chunks) in variables.items():
                    packing = {"zlib": True, "complevel": 1, "fletcher32": True, "chunksizes": chunks}
                    file.createVariable(name, dtype, dimensions, fill_value=np.nan, **packing).setncatts(own)
                for name, place, values in parts():
                    file[name][place] = values
        except RuntimeError as error:  # how HDF5 reports a full disk, too
            raise OSError(str(error)) from error

    replace_atomically(path, save)


def open_lazily(path: Path) -> xr.Dataset:
    """The Dataset of a file, its arrays read when they are used, which is to be done inside `reading`; close it, or use
    it as a context manager.

    Raises StoreError if there is no readable NetCDF file.
    """
    before = netCDF4.get_chunk_cache()
    netCDF4.set_chunk_cache(0)  # what is read lazily is read once: HDF5 would keep up to 64 MB of it
    try:
        with reading(path):
            return xr.open_dataset(path, engine="netcdf4")
    finally:
        netCDF4.set_chunk_cache(*before)


def read(path: Path) -> xr.Dataset:
    """The whole Dataset in memory, everything checked.

    Raises StoreError if the file is damaged or no NetCDF file.
    """
    with open_lazily(path) as dataset, reading(path):
        dataset.load()
        if CHECKSUM not in dataset.attrs:
            raise StoreError(f"{path} has no {CHECKSUM}: it is not as it was written; remove it and run again")
        if not _is_whole(dataset):
            raise ValueError(f"{CHECKSUM} does not fit")
        return dataset
