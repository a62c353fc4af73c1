"""One dataset per experiment from the measured cells of its grid."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

Cell = tuple[Mapping[str, float], xr.Dataset]


def combine(cells: Sequence[Cell]) -> xr.Dataset:
    """Put the cells of a grid into one dataset.

    cells: (grid coordinates, dataset) pairs, e.g. ({"beta": 0.5, "samples": 100}, ds); the coordinates'
    names and order are the same in all. Returns their full product: every data variable gains one leading
    dimension per grid coordinate (values sorted), and is NaN where a cell is absent or has fewer records,
    units or sites than others. Other coordinates (update, epoch, alpha, ...) stay as they are where all
    cells agree; otherwise they gain the one grid dimension they depend on, if there is one, or else all of
    them. Attributes that differ between cells are dropped.
    """
    names = list(cells[0][0])
    clash = [name for name in names if name in cells[0][1].dims]
    if clash:
        raise ValueError(f"grid coordinate {clash[0]!r} has the name of a dimension of the cells")
    grid = {name: sorted({coordinates[name] for coordinates, _ in cells}) for name in names}
    placed = {tuple(grid[n].index(at[n]) for n in names): ds.drop_vars(names, errors="ignore") for at, ds in cells}
    if len(placed) < len(cells):
        raise ValueError(f"two cells have the same grid coordinates ({', '.join(names)})")
    shape = tuple(len(values) for values in grid.values())
    datasets = list(placed.values())
    indexes = _indexes(datasets)
    combined = xr.Dataset(coords={**indexes, **{name: _axis(name, grid[name], cells) for name in names}})
    for name in datasets[0].data_vars:
        combined[name] = _stack(name, placed, names, shape, indexes)
    for name in datasets[0].coords:
        if name not in indexes:
            combined = combined.assign_coords({name: _coordinate(name, placed, names, shape, indexes)})
    combined.attrs = _common_attrs([ds.attrs for ds in datasets])
    return combined


def _axis(name: str, values: list, cells: Sequence[Cell]) -> xr.Variable:
    """A grid coordinate, with the attributes it had as a scalar coordinate of the cells."""
    first = cells[0][1]
    return xr.Variable(name, values, first[name].attrs if name in first.coords else {})


def _indexes(datasets: list[xr.Dataset]) -> dict[str, xr.Variable]:
    """The longest version of every dimension; its coordinate where the cells have one, else 0, 1, ..."""
    longest: dict[str, xr.Variable] = {}
    for ds in datasets:
        for dim, size in ds.sizes.items():
            if dim not in longest or size > longest[dim].size:
                longest[dim] = ds[dim].variable if dim in ds.coords else xr.Variable(dim, np.arange(size))
    return {dim: variable.to_base_variable() for dim, variable in longest.items()}


def _stack(name, placed: dict, names: list, shape: tuple, indexes: dict) -> xr.Variable:
    """One variable of all cells in one array (grid..., own dimensions...), padded with NaN."""
    first = next(iter(placed.values()))[name].variable
    sizes = tuple(indexes[dim].size for dim in first.dims)
    whole = len(placed) == np.prod(shape) and all(ds[name].shape == sizes for ds in placed.values())
    dtype = first.dtype if whole or first.dtype.kind == "f" else np.float64
    values = np.full(shape + sizes, np.nan if dtype != first.dtype or first.dtype.kind == "f" else 0, dtype)
    for at, ds in placed.items():
        variable = ds[name].variable.transpose(*first.dims)
        values[at + tuple(slice(n) for n in variable.shape)] = variable.values
    return xr.Variable((*names, *first.dims), values, first.attrs)


def _coordinate(name, placed: dict, names: list, shape: tuple, indexes: dict) -> xr.Variable:
    """A coordinate of all cells with only the grid dimensions it needs."""
    variables = [ds[name].variable for ds in placed.values()]
    if all(_same(variables[0], other) for other in variables):
        return variables[0]
    stacked = _stack(name, placed, names, shape, indexes)
    for axis, dim in enumerate(names):
        groups = [[ds[name].variable for at, ds in placed.items() if at[axis] == k] for k in range(shape[axis])]
        if all(_same(group[0], other) for group in groups for other in group):
            filled = [next(at for at in placed if at[axis] == k) for k in range(shape[axis])]
            values = np.stack([stacked.values[at] for at in filled])
            return xr.Variable((dim, *variables[0].dims), values, stacked.attrs)
    return stacked


def _same(one: xr.Variable, other: xr.Variable) -> bool:
    """Equal dimensions and values; NaN equals NaN."""
    return one.equals(other)


def _common_attrs(attrs: list[dict]) -> dict:
    """Attributes that all cells share."""
    return {key: value for key, value in attrs[0].items() if all(a.get(key) == value for a in attrs)}
