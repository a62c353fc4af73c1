"""Means over runs with their 95% intervals, as figures draw them against a coordinate."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from placecells.measure import intervals


def over_runs(values: xr.DataArray) -> tuple[np.ndarray, np.ndarray]:
    """Means over `seed`, and half widths of their 95% intervals; both have the other dimension of `values`."""
    rows = values.transpose("seed", ...).values
    found = [intervals.mean(column[np.isfinite(column)]) for column in rows.reshape(len(rows), -1).T]
    shape = rows.shape[1:]
    mean = np.array([one.value for one in found]).reshape(shape)
    return mean, np.array([one.high - one.value for one in found]).reshape(shape)


def curve(ax: Axes, values: xr.DataArray, along: str, fmt: str = "o-", **style) -> None:
    """Draw means over `seed` with 95% intervals against a coordinate."""
    mean, half = over_runs(values.transpose("seed", along))
    shown = np.nan_to_num(half) if np.isfinite(half).any() else None
    ax.errorbar(values[along].values, mean, shown, fmt=fmt, markersize=3, capsize=1.5, linewidth=1, **style)


def band(ax: Axes, values: xr.DataArray, along: str, **style) -> None:
    """Draw the mean over `seed` as a line, with its 95% interval as a band, against a coordinate."""
    mean, half = over_runs(values.transpose("seed", along))
    line = ax.plot(values[along].values, mean, linewidth=1, **style)[0]
    ax.fill_between(values[along].values, mean - half, mean + half, color=line.get_color(), alpha=0.25, linewidth=0)


def numbered(ax: Axes, axis: str, ticks: tuple[float, ...]) -> None:
    """Make an axis ("x" or "y") logarithmic with plain numbers at those of the ticks that it shows."""
    getattr(ax, f"set_{axis}scale")("log")
    low, high = getattr(ax, f"get_{axis}lim")()
    shown = [tick for tick in ticks if low <= tick <= high]
    getattr(ax, f"set_{axis}ticks")(shown, [f"{tick:g}" for tick in shown])
    ax.minorticks_off()
