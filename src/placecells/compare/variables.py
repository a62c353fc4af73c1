"""What differs between the variables of two NetCDF files, bit for bit.

The files are only read. A damaged file keeps its name here, whereas `store.read` would rename it.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import EllipsisType
from typing import NamedTuple

import netCDF4
import numpy as np
import xarray as xr

from placecells.io.store import StoreError, damage_of

SLAB = 2**24  # bytes of a variable that are in memory at once, per file
TEXT = "OSU"  # kinds of NumPy types that hold text


class Side(NamedTuple):
    """One of the two files."""

    path: Path
    dataset: xr.Dataset  # opened, but read only where it is used; its variables have the names of B


class Differences(NamedTuple):
    """What differs between two files, in words."""

    variables: list[str]  # a sentence per variable or coordinate that differs
    config: str  # a sentence where the config among the attributes differs, or empty


def differences(a: Path, b: Path, renamed: Mapping[str, str]) -> Differences:
    """Compare two files: dimensions, types, coordinates and values; NaN equals NaN.

    renamed: {name in A: name in B} of variables and dimensions. Of the attributes only the config is compared. Raises
    StoreError for a file that cannot be read, has groups or has no variables.
    """
    with _opened(a) as first, _opened(b) as second:
        names = {name: renamed[name] for name in {*first.variables, *first.dims} if name in renamed}
        sides = Side(a, first.rename(names)), Side(b, second)
        found = Differences(_variables(*sides), _config(*sides))
    for path in (a, b) if found.variables else ():
        with _reading(path):
            damage = damage_of(path.read_bytes())
        if damage is not None:
            raise StoreError(f"{path} cannot be read ({damage})")
    return found


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Context in which a file is read: raises StoreError in place of the exceptions of the libraries."""
    try:
        yield
    except (StoreError, MemoryError):
        raise
    except Exception as error:  # whatever a library raises for a damaged or foreign file
        reason = getattr(error, "strerror", None) or error
        raise StoreError(f"{path} cannot be read ({reason})") from error


def _opened(path: Path) -> xr.Dataset:
    """The Dataset of a file, opened without reading or decoding its values. Raises StoreError."""
    with _reading(path):
        dataset = xr.open_dataset(path, engine="netcdf4", mask_and_scale=False, decode_times=False, cache=False)
    with _reading(path), netCDF4.Dataset(path) as file:
        groups = list(file.groups)
    if groups or not dataset.variables:
        dataset.close()
        groups_too = f"groups ({', '.join(groups)}), which are not compared"
        what = groups_too if dataset.variables else "no variables to compare"
        raise StoreError(f"{path} has {what}")
    return dataset


def _variables(a: Side, b: Side) -> list[str]:
    """A sentence per variable or coordinate that differs."""
    found = []
    for name in dict.fromkeys([*a.dataset.variables, *b.dataset.variables]):
        if name not in b.dataset.variables:
            found.append(f"{name} is only in A")
        elif name not in a.dataset.variables:
            found.append(f"{name} is only in B")
        else:
            with _reading(a.path):  # a library may raise for types that no result has, such as lists of lists
                difference = _layout(name, a, b) or _values(name, a, b)
            found += [f"{name} {difference}"] if difference else []
    return found


def _layout(name: str, a: Side, b: Side) -> str:
    """How the dimensions, type or role of a variable differ, as a sentence; empty where they do not."""
    one, other = a.dataset.variables[name], b.dataset.variables[name]
    if (name in a.dataset.coords) != (name in b.dataset.coords):
        return f"is a coordinate only in {'A' if name in a.dataset.coords else 'B'}"
    if one.dims != other.dims or one.shape != other.shape:
        return f"has the dimensions {_sizes(one)} in A, {_sizes(other)} in B"
    if one.dtype != other.dtype and not (one.dtype.kind in TEXT and other.dtype.kind in TEXT):
        return f"has the type {one.dtype} in A, {other.dtype} in B"
    return ""


def _sizes(variable: xr.Variable) -> str:
    return "(" + ", ".join(f"{dim} {size}" for dim, size in variable.sizes.items()) + ")"


def _values(name: str, a: Side, b: Side) -> str:
    """How the values of a variable differ, as a sentence; empty where they do not."""
    one, other = a.dataset.variables[name], b.dataset.variables[name]
    count = not_finite = largest = 0
    for part in _parts(one):
        with _reading(a.path):
            first = one[part].values
        with _reading(b.path):
            second = other[part].values
        differs = _differs(first, second)
        distance = _distance(first[differs], second[differs])
        finite = distance[np.isfinite(distance)]
        count += int(np.count_nonzero(differs))
        not_finite += distance.size - finite.size
        largest = max(largest, finite.max(initial=0).item())
    if not count:
        return ""
    text = f"differs in {count:_} of {one.size:_} values"
    if one.dtype.kind not in TEXT:
        text += f", largest absolute difference {largest:.3g}"
    return text + (f", {not_finite:_} of them not finite in A or B" if not_finite else "")


def _parts(variable: xr.Variable) -> Iterator[slice | EllipsisType]:
    """Indices of the parts of a variable, each of at most SLAB bytes or one entry of the first dimension."""
    if variable.nbytes <= SLAB:
        yield ...
        return
    rows = max(1, SLAB * variable.shape[0] // variable.nbytes)
    for start in range(0, variable.shape[0], rows):
        yield slice(start, start + rows)


def _differs(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Where two arrays of one shape and type differ in any bit: array of bool. NaN equals NaN."""
    if one.dtype.kind != "f":
        return np.asarray(one != other, bool)
    bits = f"u{one.dtype.itemsize}"
    return (one.view(bits) != other.view(bits)) & ~(np.isnan(one) & np.isnan(other))


def _distance(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Absolute differences (n,) of numbers (n,): exact for integers, not finite where a number is not; (0,) of text."""
    if one.dtype.kind in TEXT:
        return np.zeros(0)
    if one.dtype.kind == "f":
        with np.errstate(invalid="ignore", over="ignore"):
            return np.abs(one - other)
    one, other = (values.astype("u1") if values.dtype == bool else values for values in (one, other))
    return (np.maximum(one, other) - np.minimum(one, other)).view(f"u{one.dtype.itemsize}")


def _config(a: Side, b: Side) -> str:
    """The keys in which the configs differ, as a sentence; empty where there are none."""
    first, second = _keys(_block(a)), _keys(_block(b))
    keys = sorted(key for key in first.keys() | second.keys() if first.get(key) != second.get(key))
    return f"config differs in {', '.join(keys)}" if keys else ""


def _block(side: Side) -> dict:
    """The config among a file's attributes; empty where there is none."""
    text = side.dataset.attrs.get("config", "{}")
    try:
        return dict(json.loads(text))
    except (TypeError, ValueError):  # the file is not one of this project's
        return {"config": str(text)}


def _keys(block: Mapping, inside: str = "") -> dict[str, object]:
    """The values of a config by dotted key."""
    keys: dict[str, object] = {}
    for key, value in block.items():
        keys |= _keys(value, f"{inside}{key}.") if isinstance(value, Mapping) else {inside + key: value}
    return keys
