"""The array of configurations in a NumPy file (.npz), read piece by piece.

Nothing in a file is executed: Python objects are refused.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from placecells.io import user_array
from placecells.io.user_array import (
    NAMES,
    Piece,
    UserFileError,
    beside,
    check_type,
    choose,
    listed,
    on_disk,
    reading,
    two_dimensions,
)

HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
SPARSE = {"data", "shape", "format"}  # among the arrays that scipy.sparse.save_npz writes


@contextmanager
def npz(path: str) -> "Iterator[NpzArray]":
    with reading(path):
        archive = zipfile.ZipFile(on_disk(path))
    with archive:
        infos = archive.infolist()
        # files that a Mac's archiver adds, which only look like arrays
        forks = [i.filename for i in infos if i.filename.startswith("__MACOSX/") or "/._" in f"/{i.filename}"]
        members = {i.filename.removesuffix(".npy"): i for i in infos if i.filename.endswith(".npy")}
        names = [name for name, info in members.items() if info.filename not in forks]
        if forks and not names:
            raise UserFileError(f"{path} has 0 arrays, only what a Mac adds to an archive ({listed(forks)})")
        if not names and infos:
            raise UserFileError(f"{path} has 0 arrays (.npy), only {listed([i.filename for i in infos])}")
        if set(names) >= SPARSE and not set(names) & set(NAMES):
            raise UserFileError(f"{path} {_sparse(path, archive)}")
        name = choose(names, path)
        with reading(path):
            member = archive.open(members[name])
        with member:
            yield NpzArray(path, name, member, members[name].file_size)


def _sparse(path: str, archive: zipfile.ZipFile) -> str:
    with reading(path), archive.open("shape.npy") as member:
        shape = np.lib.format.read_array(member, allow_pickle=False)
    line = f"numpy.savez({beside(path)!r}, configurations=scipy.sparse.load_npz({path!r}).toarray())"
    return f"is a sparse matrix of scipy, of shape {tuple(shape.tolist())}, not an array; write it as one: {line}"


class NpzArray:
    """An array in an open .npz file. The file is read once, from its beginning to its end."""

    def __init__(self, path: str, name: str, member: zipfile.ZipExtFile, size: int) -> None:
        self.path, self._member = path, member
        with reading(path):
            version = np.lib.format.read_magic(member)
            if version not in HEADERS:  # only structured types need a later version
                check_type(path, "structured", "V")
            shape, self._fortran, self._type = HEADERS[version](member)
        if self._type.hasobject:
            what = "Object arrays cannot be loaded: Python objects may do anything"
            raise UserFileError(f"{path} cannot be read ({what}); write {name}.astype('i1') instead")
        check_type(path, str(self._type), self._type.kind)
        part = f"numpy.load({path!r})[{name!r}]{'[0]' * len(shape[2:])}"
        line = f"numpy.savez({beside(path)!r}, configurations={part})"
        self.shape = two_dimensions(path, shape, f"has an array of shape {shape}", line)
        if size < self.shape[0] * self.shape[1] * self._type.itemsize:
            raise UserFileError(f"{path} cannot be read (it has fewer values than an array of shape {shape})")

    def pieces(self, stop: int) -> Iterator[Piece]:
        """All values of the first `stop` rows, in pieces of at most BLOCK bytes, or of one row or value."""
        rows, columns = self.shape
        if not self._fortran:
            step = max(1, user_array.BLOCK // (columns * self._type.itemsize))
            for row in range(0, stop, step):
                some = min(step, stop - row)
                yield row, 0, self._take(some * columns).reshape(some, columns)
            return
        # stored column after column: a piece holds several whole columns, or a part of one
        step = min(rows, max(1, user_array.BLOCK // self._type.itemsize))
        many = max(1, user_array.BLOCK // (rows * self._type.itemsize))
        for column in range(0, columns, many):
            count = min(many, columns - column)
            for row in range(0, rows, step):
                some = min(step, rows - row)
                values = self._take(some * count).reshape(count, some).T
                if row < stop:
                    yield row, column, values[: stop - row]

    def finish(self) -> None:
        """Read the rest of the array block by block: the checksum of an archive's member is checked at its end."""
        with reading(self.path):
            while self._member.read(user_array.BLOCK):
                pass

    def _take(self, count: int) -> np.ndarray:
        """The next `count` values."""
        with reading(self.path):
            return np.frombuffer(self._member.read(count * self._type.itemsize), self._type, count)
