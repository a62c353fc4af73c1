"""Configurations that users bring: one array (samples, sites) in a .npz, NetCDF (.nc) or HDF5 (.h5, .hdf5) file.

`user_array` chooses the array of a file. Files are read piece by piece: memory grows with the number of samples asked
for, not with the file's size.
"""

import logging
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import numpy as np

from placecells.io import digit_files
from placecells.io.user_array import NAMES, UserFileError, UserValueError, on_disk
from placecells.io.user_netcdf import NetcdfArray, netcdf
from placecells.io.user_npz import NpzArray, npz

__all__ = ["ALLOWED", "UserFileError", "UserValueError", "check", "on_disk", "read", "shape", "user_files"]

ALLOWED = f"a .nc or .npz file (or .h5, .hdf5) with one array (samples, sites), or several and one called {NAMES[0]}"
ENDINGS = (".npz", ".nc", ".h5", ".hdf5")
ROWS_CHECKED = 1000  # samples whose values are checked before any job


def shape(path: str) -> tuple[int, int]:
    """(samples, sites) of a file. Reads the header only. Raises UserFileError."""
    return _shape(path, *_version(path))


def check(path: str, samples: int, colours: int | None = None) -> None:
    """Check the values of the first `samples` configurations, at most ROWS_CHECKED of them, by the rules of `read`.

    Raises UserFileError, and UserValueError for a value that is not allowed.
    """
    _check(path, *_version(path), min(samples, ROWS_CHECKED), colours)


def read(path: str, samples: int, sites: int, colours: int | None = None, first: int = 0) -> np.ndarray:
    """Configurations (samples, sites) of a file from number `first` on: spins -1, +1 as int8, or colours as uint8.

    colours: number q of colours, whose values are 0 ... q-1; None for spins. Spins that the file has as 0 and 1 become
    -1 and +1, which is logged. The values of the configurations before `first` are checked, too. Raises UserFileError
    for a file that cannot be read, is too small or has another number of sites, and UserValueError for any other value.
    """
    found, stop = shape(path), first + samples
    if found[0] < stop or found[1] != sites:
        raise UserFileError(
            f"{path} has {found[0]:_} samples of {found[1]:_} sites; asked for are {stop:_} of {sites:_}"
        )
    checked = _Spins(path) if colours is None else _Colours(path, colours)
    values = np.empty((samples, sites), checked.type)
    with opened(path) as array:
        for row, column, piece in array.pieces(stop):
            numbers = checked(piece, row, column)[max(0, first - row) :]
            start = max(0, row - first)
            values[start : start + len(numbers), column : column + piece.shape[1]] = numbers
        array.finish()
    if colours is None and 0 in checked.places:
        logging.getLogger("placecells").info("%s has spins 0 and 1: 0 is read as -1", path)
    return values


def user_files(cells: Iterable[dict]) -> list[str]:
    """Paths of the users' files that cells read, data and machines, each once, in the form of `on_disk`.

    Of a folder of images these are its four files. Raises UserFileError for a folder without them.
    """
    cells = list(cells)
    blocks = [cell["data"] for cell in cells if "data" in cell]
    files = dict.fromkeys(block["path"] for block in blocks if "path" in block)
    files |= dict.fromkeys(path for cell in cells if (path := machine_file(cell)[1]) is not None)
    folders = dict.fromkeys(block["folder"] for block in blocks if "folder" in block)
    return [*map(on_disk, files), *(path for folder in folders for path in digit_files.paths(folder))]


def machine_file(cell: dict) -> tuple[str, str | None]:
    """(key, path) of the file of the machine that a cell brings or starts from; the path is None without a file."""
    for key in ("weights.path", "training.initial"):
        section, name = key.split(".")
        if name in (block := cell.get(section, {})):
            return key, block[name]
    return "", None


def _version(path: str) -> tuple[int, int]:
    """Modification time (ns) and size (bytes) of a file, which change with its content. Raises UserFileError."""
    try:
        status = os.stat(on_disk(path))
    except OSError as error:
        raise UserFileError(f"{path} cannot be read ({error.strerror})") from None
    except ValueError as error:  # a name with the character 0, or half of a surrogate pair
        raise UserFileError(f"{path!r} cannot be read ({error})") from None
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):  # reading a pipe would wait for ever
        raise UserFileError(f"{path} is neither a file nor a folder, but a pipe or a device")
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=100)
def _shape(path, _mtime, _size):
    with opened(path) as array:
        return array.shape


@lru_cache(maxsize=100)
def _check(path, _mtime, _size, samples, colours):
    checked = _Spins(path) if colours is None else _Colours(path, colours)
    with opened(path) as array:
        for row, column, piece in array.pieces(min(samples, array.shape[0])):
            checked(piece, row, column)


class _Spins:
    """Turns the values of a file, -1 and +1 or 0 and 1 but no mixture of the two, into spins, piece after piece."""

    type = np.int8
    allowed = "-1 and +1 (2 v - 1 makes them of 0 and 1), or 0 and 1 alone"

    def __init__(self, path: str) -> None:
        self.path = path
        self.places: dict[int, tuple[int, int]] = {}  # sample and site where a file first has -1, and 0

    def __call__(self, values: np.ndarray, row: int, column: int) -> np.ndarray:
        """Spins (n, m) as int8 of `values` (n, m), the first at sample `row`, site `column`. Raises UserValueError."""
        up = values == 1
        _all(self.path, up | (values == -1) | (values == 0), values, (row, column), self.allowed)
        new = {low: _first(values == low, row, column) for low in (-1, 0) if (values == low).any()}
        if len(self.places | new) == 2:  # the message names the value that comes later in the file
            low = max(new.keys() - self.places or new, key=new.get)
            place = new[low]
            what = f"the value {values[place[0] - row, place[1] - column]}"
            raise UserValueError(_sentence(self.path, what, place, f", beside {-1 - low}", self.allowed))
        self.places = new | self.places
        return np.where(up, np.int8(1), np.int8(-1))


class _Colours:
    """Turns the values of a file into colours, piece after piece."""

    type = np.uint8

    def __init__(self, path: str, colours: int) -> None:
        self.path, self.colours = path, colours

    def __call__(self, values: np.ndarray, row: int, column: int) -> np.ndarray:
        """Colours (n, m), uint8, of values (n, m), the first at sample `row`, site `column`. Raises UserValueError."""
        good = (values >= 0) & (values < self.colours) & (values == np.floor(values))
        _all(self.path, good, values, (row, column), f"the integers 0 to {self.colours - 1}")
        return values.astype(np.uint8)


def _all(path: str, good: np.ndarray, values: np.ndarray, corner: tuple[int, int], allowed: str) -> None:
    """Raise UserValueError for the first value that is not good."""
    if good.all():
        return
    row, column = _first(~good, 0, 0)
    value = values[row, column]
    what = "a missing value" if np.isnan(value) else f"the value {value}"
    raise UserValueError(_sentence(path, what, (corner[0] + row, corner[1] + column), "", allowed))


def _first(there: np.ndarray, row: int, column: int) -> tuple[int, int]:
    """Sample and site of the first true value of an array whose first value is at sample `row` and site `column`."""
    i, j = np.unravel_index(np.argmax(there), there.shape)
    return row + int(i), column + int(j)


def _sentence(path: str, what: str, place: tuple[int, int], beside: str, allowed: str) -> str:
    return f"{path} has {what} in sample {place[0]} at site {place[1]}, both from 0{beside}; allowed are {allowed}"


@contextmanager
def opened(path: str) -> "Iterator[NpzArray | NetcdfArray]":
    """Context with the array of configurations in a file. Reads the header only. Raises UserFileError.

    The array has `shape` (samples, sites), `pieces(stop)` and `finish()`: see `user_npz.NpzArray`.
    """
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise UserFileError(f"{path} is neither a .nc nor a .npz file, nor an .h5 or .hdf5 file")
    if Path(path).name.startswith("._"):
        raise UserFileError(f"{path} is what a Mac stores beside a file (a resource fork); take the file without '._'")
    with npz(path) if ending == ".npz" else netcdf(path) as array:
        yield array
