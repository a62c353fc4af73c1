"""Writing of a NetCDF file part by part, without the whole in memory and without xarray, which imports slowly."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from placecells.io.store import CHECKSUM, netCDF4, replace_atomically  # the store loads netCDF4 without locks of files

NOTHING_UNCHECKED = hashlib.sha256(repr([]).encode()).hexdigest()  # of no scalars: every array has HDF5's checksum


class InParts(NamedTuple):
    """A variable that `write_by_parts` writes."""

    dimensions: tuple[str, ...]
    dtype: type
    attributes: dict
    chunks: tuple[int, ...]  # shape of what is compressed at once, best that of the values of one part


def write_by_parts(
    coordinates: dict[str, tuple],
    variables: dict[str, InParts],
    parts: Callable[[], Iterable],
    path: Path,
    attributes: dict,
):
    """Write a Dataset that is too large for memory as a NetCDF4 file, part by part and atomically.

    The file holds what `store.write` would write. coordinates: {name: (dimension, values[, attributes])}, arrays that
    give all dimensions their sizes. variables: the data variables. parts: function that yields (name, place, values)
    for all parts; the values are written to file[name][place]. attributes: global attributes. Raises StoreError.
    """
    others = sorted(name for name, (dimension, *_) in coordinates.items() if name != dimension)
    stamp = {CHECKSUM: NOTHING_UNCHECKED} | ({"coordinates": " ".join(others)} if others else {})

    def save(temporary):
        try:
            with netCDF4.Dataset(temporary, "w") as file:
                file.setncatts(attributes | stamp)
                for name, (dimension, values, *_) in coordinates.items():
                    if name == dimension:
                        file.createDimension(name, len(values))
                for name, (dimension, values, *own) in coordinates.items():
                    _create(file, name, values.dtype, (dimension,), None, *own)[:] = values
                for name, (dimensions, dtype, own, chunks) in variables.items():
                    _create(file, name, dtype, dimensions, chunks, own)
                for name, place, values in parts():
                    file[name][place] = values
        except RuntimeError as error:  # how HDF5 reports a full disk, too
            raise OSError(str(error)) from error

    replace_atomically(path, save)


def _create(file, name, dtype, dimensions, chunks, attributes=None):
    """A new variable, compressed and with HDF5's checksum, and with the value that stands for none."""
    none = np.nan if np.dtype(dtype).kind == "f" else None
    packing = {"zlib": True, "complevel": 1, "fletcher32": True, "chunksizes": chunks}
    variable = file.createVariable(name, dtype, dimensions, fill_value=none, **packing)
    variable.setncatts(attributes or {})
    return variable
