"""One dataset per experiment from the measured cells of its grid."""

import logging
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import xarray as xr

LOG = logging.getLogger("placecells")
TEXT = set("OSU")  # kinds of NumPy types that hold text
MISSING = "missing_in"  # attribute with the cells that lack the variable

Cell = tuple[Mapping[str, float], xr.Dataset]
Placed = Mapping[tuple[int, ...], xr.Dataset]  # cells by their indices along the grid


class CombineError(ValueError):
    """The cells of one experiment do not fit into one dataset; the message is one sentence."""


def combine(cells: Sequence[Cell]) -> xr.Dataset:
    """Put the cells of a grid into one dataset.

    cells: (grid coordinates, dataset) pairs, e.g. ({"beta": 0.5, "samples": 100}, ds); the coordinates'
    names and order are the same in all. Returns the full product of the grid: every data variable gains one leading
    dimension per grid coordinate (values sorted), and is NaN where a cell is absent or has fewer records,
    units or sites than others. Other coordinates (update, epoch, alpha, ...) stay as they are where all
    cells agree. Otherwise they gain one grid dimension if they depend on one only, and else all grid dimensions.
    Attributes that differ between cells are dropped.

    A variable or coordinate that some cells lack is NaN (text: empty) for these cells; its attribute `missing_in` and
    one line of the log name them. Integers and truth values become floats where NaN occurs. Raises CombineError where a
    grid coordinate has the name of something else in the cells, where two cells have the same grid coordinates, or
    where cells disagree about the dimensions of a variable, about whether it is a coordinate or text, or about the
    values along a dimension.
    """
    names = list(cells[0][0])
    _check_names(names, [ds for _, ds in cells])
    grid = {name: sorted({coordinates[name] for coordinates, _ in cells}) for name in names}
    placed = {tuple(grid[n].index(at[n]) for n in names): ds.drop_vars(names, errors="ignore") for at, ds in cells}
    if len(placed) < len(cells):
        raise CombineError(f"two cells have the same grid coordinates ({', '.join(names)})")
    datasets = list(placed.values())
    indexes = _indexes(datasets)
    combined = xr.Dataset(coords={**indexes, **{name: _axis(name, grid[name], cells) for name in names}})
    for name in _union(ds.data_vars for ds in datasets):
        combined[name] = _stack(name, placed, grid, indexes)
    for name in _union(ds.coords for ds in datasets):
        if name not in indexes:
            combined = combined.assign_coords({name: _coordinate(name, placed, grid, indexes)})
    combined.attrs = _common_attrs([ds.attrs for ds in datasets])
    _log_missing(combined)
    return combined


def _check_names(names: list[str], datasets: list[xr.Dataset]) -> None:
    """Raise CombineError for a grid coordinate with the name of a dimension or variable of the cells.

    Also for a name that is a variable in some cells and a coordinate in others.
    """
    for ds in datasets:
        for name in names:
            if name in ds.dims:
                raise CombineError(f"grid coordinate {name!r} has the name of a dimension of the cells")
            if name in ds.data_vars or (name in ds.coords and ds[name].ndim):
                raise CombineError(f"grid coordinate {name!r} has the name of a variable of the cells")
    both = set(_union(ds.data_vars for ds in datasets)) & set(_union(ds.coords for ds in datasets))
    if both:
        raise CombineError(f"{min(both)!r} is a variable in some cells and a coordinate in others")


def _union(names: Iterable[Iterable[str]]) -> list[str]:
    """All names, each once, in the order in which they first appear."""
    return list(dict.fromkeys(name for some in names for name in some))


def _axis(name: str, values: list, cells: Sequence[Cell]) -> xr.Variable:
    """A grid coordinate, with the attributes that it has as a scalar coordinate of the cells."""
    first = cells[0][1]
    return xr.Variable(name, values, first[name].attrs if name in first.coords else {})


def _indexes(datasets: list[xr.Dataset]) -> dict[str, xr.Variable]:
    """{dimension: its coordinate in the cell where it is longest}, or 0, 1, ... for a dimension without coordinate.

    Raises CombineError where the cells have different values along a dimension.
    """
    longest: dict[str, xr.Variable] = {}
    for ds in datasets:
        for dim, size in ds.sizes.items():
            if dim not in longest or size > longest[dim].size:
                longest[dim] = ds[dim].variable if dim in ds.coords else xr.Variable(dim, np.arange(size))
    for ds in datasets:
        for dim in ds.sizes:
            if dim in ds.coords and not np.array_equal(ds[dim].values, longest[dim].values[: ds.sizes[dim]]):
                raise CombineError(f"the cells have different values of {dim!r} along the dimension of that name")
    return {dim: variable.to_base_variable() for dim, variable in longest.items()}


def _stack(name: str, placed: Placed, grid: Mapping[str, list], indexes: dict) -> xr.Variable:
    """One variable of all cells as an array (grid dimensions, own dimensions), padded with NaN."""
    variables = _in_one_order(name, {at: ds.variables[name] for at, ds in placed.items() if name in ds.variables})
    first = next(iter(variables.values()))
    shape = tuple(len(values) for values in grid.values())
    sizes = tuple(indexes[dim].size for dim in first.dims)
    whole = len(variables) == np.prod(shape) and all(variable.shape == sizes for variable in variables.values())
    values = _empty(name, shape + sizes, [variable.dtype for variable in variables.values()], whole)
    for at, variable in variables.items():
        values[at + tuple(slice(n) for n in variable.shape)] = variable.values
    absent = sorted(at for at in placed if at not in variables)
    missing = {MISSING: _described(absent, placed, grid)} if absent else {}
    return xr.Variable((*grid, *first.dims), values, first.attrs | missing)


def _in_one_order(name: str, variables: dict[tuple, xr.Variable]) -> dict[tuple, xr.Variable]:
    """The variables, each with its dimensions in the order of the first variable. Raises CombineError."""
    first = next(iter(variables.values()))
    for variable in variables.values():
        if set(variable.dims) != set(first.dims):
            one, other = (", ".join(dims) or "none" for dims in (first.dims, variable.dims))
            raise CombineError(f"{name!r} has other dimensions in some cells than in others: {one}; and {other}")
    return {at: variable.transpose(*first.dims) for at, variable in variables.items()}


def _empty(name: str, shape: tuple[int, ...], dtypes: list[np.dtype], whole: bool) -> np.ndarray:
    """An array for values of all these types. Unless the values fill it (`whole`), it holds NaN or empty text."""
    text = [dtype.kind in TEXT for dtype in dtypes]
    if any(text) and not all(text):
        raise CombineError(f"{name!r} is text in some cells and numbers in others")
    common = np.result_type(*dtypes)
    if all(text):
        return np.full(shape, "", common)
    if common.kind in "fc":
        return np.full(shape, np.nan, common)
    return np.zeros(shape, common) if whole else np.full(shape, np.nan)


def _described(absent: list[tuple], placed: Placed, grid: Mapping[str, list]) -> str:
    """Cells in words: "fields=zero" for all cells with this value, or cell by cell, "beta=1.0 fields=zero, ..."."""
    for axis, (key, values) in enumerate(grid.items()):
        there = sorted({at[axis] for at in absent})
        if absent == sorted(at for at in placed if at[axis] in there):
            return ", ".join(f"{key}={values[k]}" for k in there)
    one = (" ".join(f"{key}={grid[key][k]}" for key, k in zip(grid, at, strict=True)) for at in absent)
    return ", ".join(one)


def _coordinate(name: str, placed: Placed, grid: Mapping[str, list], indexes: dict) -> xr.Variable:
    """A coordinate of all cells, with those grid dimensions only on which it depends."""
    variables = {at: ds.variables.get(name) for at, ds in placed.items()}
    first = next(iter(variables.values()))
    if all(_same(first, other) for other in variables.values()):
        return first
    stacked = _stack(name, placed, grid, indexes)
    for axis, (dim, values) in enumerate(grid.items()):
        groups = [[at for at in placed if at[axis] == k] for k in range(len(values))]
        if all(_same(variables[group[0]], variables[at]) for group in groups for at in group):
            chosen = np.stack([stacked.values[group[0]] for group in groups])
            return xr.Variable((dim, *stacked.dims[len(grid) :]), chosen, stacked.attrs)
    return stacked


def _same(one: xr.Variable | None, other: xr.Variable | None) -> bool:
    """Whether both are absent, or have equal dimensions and values; NaN equals NaN."""
    if one is None or other is None:
        return one is other
    return one.equals(other)


def _common_attrs(attrs: list[dict]) -> dict:
    """Attributes that have the same value in all cells."""
    return {key: value for key, value in attrs[0].items() if all(a.get(key) == value for a in attrs)}


def _log_missing(combined: xr.Dataset) -> None:
    """Log one line per group of variables that the same cells lack."""
    groups: dict[str, list[str]] = {}
    for name, variable in combined.variables.items():
        if MISSING in variable.attrs:
            groups.setdefault(variable.attrs[MISSING], []).append(str(name))
    for cells, names in groups.items():
        LOG.info("%s: absent from the cells %s, and NaN there", ", ".join(names), cells)
