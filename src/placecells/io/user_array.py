"""What the readers of users' files have in common: which array of a file is taken, and what is refused.

The array is called `configurations` or `samples`, or is the only one in the file. The same function chooses the array
when the config is checked and when a job reads the file. `user_npz` and `user_netcdf` read the two types of files.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import numpy as np

NAMES = ("configurations", "samples")  # names of the array; the first that a file has is taken
BLOCK = 4 * 2**20  # bytes of a piece
MOST_NAMES = 10  # names that a message lists

Piece = tuple[int, int, np.ndarray]  # row and column of the first value, and the values (rows, columns)


class UserFileError(Exception):
    """A file of configurations cannot be used; the message is one sentence that names the file."""


class UserValueError(UserFileError):
    """The values of a file cannot be used; the message says what is allowed."""


def on_disk(path: str) -> str:
    """The path in the form that this process has to hand to the operating system.

    A `~` at the beginning of the path is the user's home folder. A config is UTF-8 text and most file systems hold
    UTF-8 names, but a process in an ASCII or Latin-1 locale encodes names otherwise: if no file has the name in the
    encoding of the locale, the path is encoded in UTF-8.
    """
    path = os.path.expanduser(path)
    try:
        if os.path.lexists(path):
            return path
    except ValueError:  # the locale cannot encode the name
        pass
    try:
        return os.fsdecode(path.encode("utf-8"))
    except UnicodeError:  # half of a surrogate pair, which is no text
        return path


@contextmanager
def reading(path: str) -> Iterator[None]:
    """Context in which a file is read: raises UserFileError in place of the exceptions of the libraries."""
    try:
        yield
    except (UserFileError, MemoryError):
        raise
    except Exception as error:  # whatever a library raises for a damaged file
        what = " ".join(str(error).split()) or type(error).__name__
        raise UserFileError(f"{path} cannot be read ({what})") from error


def choose(names: Iterable[str], path: str) -> str:
    """Name of the array of configurations. A folder in front of a name is ignored. Raises UserFileError."""
    names = list(names)
    for wanted in NAMES:
        if wanted in names:
            return wanted
        called = [name for name in names if PurePosixPath(name).name == wanted]
        if len(called) > 1:
            raise UserFileError(f"{path} has {len(called)} arrays called {wanted} ({listed(called)}); leave one")
        if called:
            return called[0]
    if len(names) != 1:
        none = f", and none called {' or '.join(NAMES)}" if names else ""
        raise UserFileError(f"{path} has {len(names)} arrays ({listed(names)}){none}")
    return names[0]


def listed(names: list[str]) -> str:
    return ", ".join(names[:MOST_NAMES]) + (", ..." if len(names) > MOST_NAMES else "")


def check_type(path: str, type_: str, kind: str) -> None:
    if kind not in "iuf":
        raise UserValueError(f"{path} has values of type {type_}; allowed are integers, or floats of integer value")


def two_dimensions(path: str, shape: tuple[int, ...], found: str, line: str) -> tuple[int, int]:
    """The last two dimensions of a shape whose other dimensions are 1. Raises UserFileError for any other shape.

    found: what the file has, in words. line: Python code that writes a file of one part; the message shows it.
    """
    several = len(shape) > 2 and 0 not in shape
    if len(shape) < 2 or min(shape) < 1 or set(shape[:-2]) - {1}:
        raise UserFileError(
            f"{path} {found}, not (samples, sites){f'; take one part of it: {line}' if several else ''}"
        )
    return shape[-2:]


def beside(path: str) -> str:
    """Path of a new file beside the file, without ending, for the Python code that a message shows."""
    return str(Path(path).with_name(f"{Path(path).stem}_array"))
