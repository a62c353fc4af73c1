"""The array of configurations in a NetCDF file (.nc), or in an HDF5 file (.h5, .hdf5), which the NetCDF library reads,
too; read piece by piece.
"""

import os
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


@contextmanager
def netcdf(path: str) -> "Iterator[NetcdfArray]":
    import netCDF4  # here, because importing it is slow and most configs name no such file

    with reading(path):  # Latin-1 has a character for every byte: the name reaches the file system as it is
        dataset = netCDF4.Dataset(os.fsencode(on_disk(path)).decode("latin-1"), encoding="latin-1")
    with dataset:
        if dataset.data_model not in ("NETCDF4", "NETCDF4_CLASSIC"):
            line = f"xarray.open_dataset({path!r}).to_netcdf({beside(path) + '.nc'!r}, engine='netcdf4')"
            raise UserFileError(
                f"{path} is a NetCDF file of version 3, whose damage shows nowhere; make it one of 4: {line}"
            )
        listed = " ".join(str(getattr(of, "coordinates", "")) for of in (dataset, *dataset.variables.values()))
        coordinates = {name for name in (*listed.split(), *dataset.dimensions) if _is_line(dataset, name)}
        names = [name for name in dataset.variables if name not in coordinates]
        if not names and (inside := list(_in_groups(dataset))):
            raise UserFileError(f"{path} {_groups(path, inside)}")
        yield NetcdfArray(path, dataset.variables[choose(names, path)])


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
    line = f"{opened_group}[[{name!r}]].to_netcdf({beside(path) + '.nc'!r})"
    found = listed(["/".join(pair) for pair in inside])
    return f"has 0 arrays at its top, but has groups with arrays ({found}); write one to a file of its own: {line}"


class NetcdfArray:
    """An array in an open NetCDF or HDF5 file.

    Spins that this project has packed as bits are unpacked, and `shape` counts spins.
    """

    def __init__(self, path: str, variable) -> None:
        self.path, self._variable, shape = path, variable, variable.shape
        attributes = {name: variable.getncattr(name) for name in variable.ncattrs()}
        check_type(path, *_type_of(variable, attributes))
        variable.set_always_mask(False)
        sizes = ", ".join(f"{name}: {size}" for name, size in zip(variable.dimensions, shape, strict=True))
        first = ", ".join(f"{name}=0" for name in dict.fromkeys(variable.dimensions[:-2]))
        dataset = f"xarray.open_dataset({path!r}, engine='netcdf4')[[{variable.name!r}]]"
        line = f"{dataset}.isel({first}).to_netcdf({beside(path) + '.nc'!r})"
        found = f"has an array of shape {shape}" + (f", its dimensions ({sizes})" if len(shape) > 2 else "")
        rows, columns = two_dimensions(path, shape, found, line)
        self._bits = int(attributes["sites"]) if {"bit_order", "spin_of_bit", "sites"} <= set(attributes) else None
        if self._bits and (columns != -(-self._bits // 8) or variable.dtype != np.uint8):
            raise UserFileError(
                f"{path} cannot be read ({columns} bytes a sample do not hold {self._bits} packed spins)"
            )
        self.shape = (rows, self._bits or columns)

    def pieces(self, stop: int) -> Iterator[Piece]:
        """All values of the first `stop` rows, in pieces of about BLOCK bytes; missing values are NaN."""
        for rows, columns in self._tiles(stop):
            with reading(self.path):
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
        wide = min(width, max(wide, user_array.BLOCK // (high * size) // wide * wide))
        high *= max(1, user_array.BLOCK // (high * wide * size))
        step = max(1, user_array.BLOCK // (wide * size))
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
