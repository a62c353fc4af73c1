"""Means over runs with their 95% intervals, drawn as points with bars: shared by several figures."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer

from placecells.measure import intervals
from placecells.measure.intervals import Estimate


def over_runs(values: np.ndarray, estimate: Callable[[np.ndarray], Estimate] = intervals.mean) -> np.ndarray:
    """Value and the bounds of its interval, (3, point), of values (point, run)."""
    return np.array([estimate(row) for row in values]).T


def bars(ax: Axes, x: np.ndarray, found: np.ndarray, **style) -> ErrorbarContainer:
    """Draw estimates (3, point), as from `over_runs`, at x (point,); a point without an interval has no bar."""
    value, low, high = found
    extent = np.stack([value - low, high - value])
    known = np.isfinite(extent).any()
    return ax.errorbar(x, value, np.maximum(np.nan_to_num(extent), 0.0) if known else None, **style)
