"""Find the array of configurations in a user's file, and read the array piece by piece.

Three types of file are read: NumPy's .npz, NetCDF (.nc), and HDF5 (.h5, .hdf5), which the NetCDF library reads, too.
The array is called `configurations` or `samples`, or is the only one in the file. The same function chooses the array
when the config is checked and when a job reads the file. Nothing in a file is executed: Python objects are refused.
"""

import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import numpy as np

NAMES = ("configurations", "samples")  # names of the array; the first that a file has is taken
ENDINGS = (".npz", ".nc", ".h5", ".hdf5")
BLOCK = 4 * 2**20  # bytes of a piece
MOST_NAMES = 10  # names that a message lists
HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
SPARSE = {"data", "shape", "format"}  # among the arrays that scipy.sparse.save_npz writes

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
def opened(path: str) -> "Iterator[NpzArray | NetcdfArray]":
    """Context with the array of configurations in a file. Reads the header only. Raises UserFileError.

    The array has `shape` (samples, sites), `pieces(stop)` and `finish()`, see the classes below.
    """
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise UserFileError(f"{path} is neither a .nc nor a .npz file, nor an .h5 or .hdf5 file")
    if Path(path).name.startswith("._"):
        raise UserFileError(f"{path} is what a Mac stores beside a file (a resource fork); take the file without '._'")
    with _npz(path) if ending == ".npz" else _netcdf(path) as array:
        yield array


@contextmanager
def _reading(path: str) -> Iterator[None]:
    """Context in which a file is read: raises UserFileError in place of the exceptions of the libraries."""
    try:
        yield
    except (UserFileError, MemoryError):
        raise
    except Exception as error:  # whatever a library raises for a damaged file
        what = " ".join(str(error).split()) or type(error).__name__
        raise UserFileError(f"{path} cannot be read ({what})") from error


def _choose(names: Iterable[str], path: str) -> str:
    """Name of the array of configurations. A folder in front of a name is ignored. Raises UserFileError."""
    names = list(names)
    for wanted in NAMES:
        if wanted in names:
            return wanted
        called = [name for name in names if PurePosixPath(name).name == wanted]
        if len(called) > 1:
            raise UserFileError(f"{path} has {len(called)} arrays called {wanted} ({_listed(called)}); leave one")
        if called:
            return called[0]
    if len(names) != 1:
        none = f", and none called {' or '.join(NAMES)}" if names else ""
        raise UserFileError(f"{path} has {len(names)} arrays ({_listed(names)}){none}")
    return names[0]


def _listed(names: list[str]) -> str:
    return ", ".join(names[:MOST_NAMES]) + (", ..." if len(names) > MOST_NAMES else "")


def _check_type(path: str, type_: str, kind: str) -> None:
    if kind not in "iuf":
        raise UserValueError(f"{path} has values of type {type_}; allowed are integers, or floats of integer value")


def _two_dimensions(path: str, shape: tuple[int, ...], found: str, line: str) -> tuple[int, int]:
    """The last two dimensions of a shape whose other dimensions are 1. Raises UserFileError for any other shape.

    found: what the file has, in words. line: Python code that writes a file of one part; the message shows it.
    """
    several = len(shape) > 2 and 0 not in shape
    if len(shape) < 2 or min(shape) < 1 or set(shape[:-2]) - {1}:
        raise UserFileError(
            f"{path} {found}, not (samples, sites){f'; take one part of it: {line}' if several else ''}"
        )
    return shape[-2:]


def _beside(path: str) -> str:
    """Path of a new file beside the file, without ending, for the Python code that a message shows."""
    return str(Path(path).with_name(f"{Path(path).stem}_array"))


# .npz


@contextmanager
def _npz(path: str) -> "Iterator[NpzArray]":
    with _reading(path):
        archive = zipfile.ZipFile(on_disk(path))
    with archive:
        infos = archive.infolist()
        # files that a Mac's archiver adds, which only look like arrays
        forks = [i.filename for i in infos if i.filename.startswith("__MACOSX/") or "/._" in f"/{i.filename}"]
        members = {i.filename.removesuffix(".npy"): i for i in infos if i.filename.endswith(".npy")}
        names = [name for name, info in members.items() if info.filename not in forks]
        if forks and not names:
            raise UserFileError(f"{path} has 0 arrays, only what a Mac adds to an archive ({_listed(forks)})")
        if not names and infos:
            raise UserFileError(f"{path} has 0 arrays (.npy), only {_listed([i.filename for i in infos])}")
        if set(names) >= SPARSE and not set(names) & set(NAMES):
            raise UserFileError(f"{path} {_sparse(path, archive)}")
        name = _choose(names, path)
        with _reading(path):
            member = archive.open(members[name])
        with member:
            yield NpzArray(path, name, member, members[name].file_size)


def _sparse(path: str, archive: zipfile.ZipFile) -> str:
    with _reading(path), archive.open("shape.npy") as member:
        shape = np.lib.format.read_array(member, allow_pickle=False)
    line = f"numpy.savez({_beside(path)!r}, configurations=scipy.sparse.load_npz({path!r}).toarray())"
    return f"is a sparse matrix of scipy, of shape {tuple(shape.tolist())}, not an array; write it as one: {line}"


class NpzArray:
    """An array in an open .npz file. The file is read once, from its beginning to its end."""

    def __init__(self, path: str, name: str, member: zipfile.ZipExtFile, size: int) -> None:
        self.path, self._member = path, member
        with _reading(path):
            version = np.lib.format.read_magic(member)
            if version not in HEADERS:  # only structured types need a later version
                _check_type(path, "structured", "V")
            shape, self._fortran, self._type = HEADERS[version](member)
        if self._type.hasobject:
            what = "Object arrays cannot be loaded: Python objects may do anything"
            raise UserFileError(f"{path} cannot be read ({what}); write {name}.astype('i1') instead")
        _check_type(path, str(self._type), self._type.kind)
        part = f"numpy.load({path!r})[{name!r}]{'[0]' * len(shape[2:])}"
        line = f"numpy.savez({_beside(path)!r}, configurations={part})"
        self.shape = _two_dimensions(path, shape, f"has an array of shape {shape}", line)
        if size < self.shape[0] * self.shape[1] * self._type.itemsize:
            raise UserFileError(f"{path} cannot be read (it has fewer values than an array of shape {shape})")

    def pieces(self, stop: int) -> Iterator[Piece]:
        """All values of the first `stop` rows, in pieces of at most BLOCK bytes, or of one row or value."""
        rows, columns = self.shape
        if not self._fortran:
            step = max(1, BLOCK // (columns * self._type.itemsize))
            for row in range(0, stop, step):
                some = min(step, stop - row)
                yield row, 0, self._take(some * columns).reshape(some, columns)
            return
        # stored column after column: a piece holds several whole columns, or a part of one
        step = min(rows, max(1, BLOCK // self._type.itemsize))
        many = max(1, BLOCK // (rows * self._type.itemsize))
        for column in range(0, columns, many):
            count = min(many, columns - column)
            for row in range(0, rows, step):
                some = min(step, rows - row)
                values = self._take(some * count).reshape(count, some).T
                if row < stop:
                    yield row, column, values[: stop - row]

    def finish(self) -> None:
        """Read the rest of the array block by block: the checksum of an archive's member is checked at its end."""
        with _reading(self.path):
            while self._member.read(BLOCK):
                pass

    def _take(self, count: int) -> np.ndarray:
        """The next `count` values."""
        with _reading(self.path):
            return np.frombuffer(self._member.read(count * self._type.itemsize), self._type, count)


# .nc, .h5, .hdf5


@contextmanager
def _netcdf(path: str) -> "Iterator[NetcdfArray]":
    import netCDF4  # here, because importing it is slow and most configs name no such file

    with _reading(path):  # Latin-1 has a character for every byte: the name reaches the file system as it is
        dataset = netCDF4.Dataset(os.fsencode(on_disk(path)).decode("latin-1"), encoding="latin-1")
    with dataset:
        if dataset.data_model not in ("NETCDF4", "NETCDF4_CLASSIC"):
            line = f"xarray.open_dataset({path!r}).to_netcdf({_beside(path) + '.nc'!r}, engine='netcdf4')"
            raise UserFileError(
                f"{path} is a NetCDF file of version 3, whose damage shows nowhere; make it one of 4: {line}"
            )
        listed = " ".join(str(getattr(of, "coordinates", "")) for of in (dataset, *dataset.variables.values()))
        coordinates = {name for name in (*listed.split(), *dataset.dimensions) if _is_line(dataset, name)}
        names = [name for name in dataset.variables if name not in coordinates]
        if not names and (inside := list(_in_groups(dataset))):
            raise UserFileError(f"{path} {_groups(path, inside)}")
        yield NetcdfArray(path, dataset.variables[_choose(names, path)])


def _is_line(dataset, name: str) -> bool:
    """Whether a variable has at most one dimension, as coordinates have."""
    return name in dataset.variables and dataset.variables[name].ndim < 2


def _in_groups(dataset) -> Iterator[tuple[str, str]]:
    """(group, name) of every variable in the groups of a file."""
    for group in dataset.groups.values():
        yield from ((group.path.strip("/"), name) for name in group.variables if name not in group.dimensions)
        yield from _in_groups(group)


def _groups(path: str, inside: list[tuple[str, str]]) -> str:
    group, name = next((pair for pair in inside if pair[1] in NAMES), inside[0])
    opened_group = f"xarray.open_dataset({path!r}, engine='netcdf4', group={group!r})"
    line = f"{opened_group}[[{name!r}]].to_netcdf({_beside(path) + '.nc'!r})"
    found = _listed(["/".join(pair) for pair in inside])
    return f"has 0 arrays at its top, but has groups with arrays ({found}); write one to a file of its own: {line}"


class NetcdfArray:
    """An array in an open NetCDF or HDF5 file.

    Spins that this project has packed as bits are unpacked, and `shape` counts spins.
    """

    def __init__(self, path: str, variable) -> None:
        self.path, self._variable, shape = path, variable, variable.shape
        attributes = {name: variable.getncattr(name) for name in variable.ncattrs()}
        _check_type(path, *_type_of(variable, attributes))
        variable.set_always_mask(False)
        sizes = ", ".join(f"{name}: {size}" for name, size in zip(variable.dimensions, shape, strict=True))
        first = ", ".join(f"{name}=0" for name in dict.fromkeys(variable.dimensions[:-2]))
        dataset = f"xarray.open_dataset({path!r}, engine='netcdf4')[[{variable.name!r}]]"
        line = f"{dataset}.isel({first}).to_netcdf({_beside(path) + '.nc'!r})"
        found = f"has an array of shape {shape}" + (f", its dimensions ({sizes})" if len(shape) > 2 else "")
        rows, columns = _two_dimensions(path, shape, found, line)
        self._bits = int(attributes["sites"]) if {"bit_order", "spin_of_bit", "sites"} <= set(attributes) else None
        if self._bits and (columns != -(-self._bits // 8) or variable.dtype != np.uint8):
            raise UserFileError(
                f"{path} cannot be read ({columns} bytes a sample do not hold {self._bits} packed spins)"
            )
        self.shape = (rows, self._bits or columns)

    def pieces(self, stop: int) -> Iterator[Piece]:
        """All values of the first `stop` rows, in pieces of about BLOCK bytes; missing values are NaN."""
        for rows, columns in self._tiles(stop):
            with _reading(self.path):
                values = self._variable[(0,) * (self._variable.ndim - 2) + (rows, columns)]
            yield rows.start, columns.start, self._numbers(values)

    def finish(self) -> None:
        """Do nothing: the checksum of a chunk, if the file has any, is checked when the chunk is read."""

    def _tiles(self, stop: int) -> Iterator[tuple[slice, slice]]:
        """Rows and columns of the pieces: several chunks side by side each, as far as BLOCK allows, or part of a chunk.

        HDF5 decompresses a chunk as a whole. With a cache of one chunk, each chunk is decompressed once.
        """
        width, chunks = self._variable.shape[-1], self._variable.chunking()
        high, wide = (1, width) if chunks == "contiguous" else chunks[-2:]
        size = self._variable.dtype.itemsize * (8 if self._bits else 1)
        if chunks != "contiguous":
            self._variable.set_var_chunk_cache(high * wide * self._variable.dtype.itemsize)
        wide = min(width, max(wide, BLOCK // (high * size) // wide * wide))
        high *= max(1, BLOCK // (high * wide * size))
        step = max(1, BLOCK // (wide * size))
        for row in range(0, stop, high):
            for column in range(0, width, wide):
                for part in range(row, end := min(row + high, stop), step):
                    yield slice(part, min(part + step, end)), slice(column, min(column + wide, width))

    def _numbers(self, values: np.ndarray) -> np.ndarray:
        if self._bits:  # as the attribute `decode` says
            return np.unpackbits(values, axis=-1, count=self._bits, bitorder="little").astype("i1") * 2 - 1
        return values.astype(float).filled(np.nan) if np.ma.isMaskedArray(values) else values


def _type_of(variable, attributes: dict) -> tuple[str, str]:
    """Name of the values' type, and its kind as NumPy writes it."""
    if variable.dtype is str:
        return "text, or unknown to NetCDF", "U"
    if type(variable.datatype).__name__ in ("CompoundType", "VLType"):
        return "structured", "V"
    if attributes.get("dtype") == "bool":  # how xarray stores truth values
        return "bool", "b"
    return str(variable.dtype), variable.dtype.kind
