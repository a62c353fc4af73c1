"""Means over runs with their 95% intervals, drawn as points with bars: shared by several figures."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer

from placecells.measure import intervals
from placecells.measure.intervals import Estimate

FEWEST_RUNS = 3  # over two runs, Student's interval is wider than a panel, so that none is drawn


def over_runs(values: np.ndarray, estimate: Callable[[np.ndarray], Estimate] = intervals.mean) -> np.ndarray:
    """Value and the bounds of its interval, (3, point), of values (point, run[, k]).

    A mean has no interval for fewer runs than FEWEST_RUNS.
    """
    found = np.array([estimate(row) for row in values]).T
    if estimate is intervals.mean and values.shape[1] < FEWEST_RUNS:
        found[1:] = np.nan
    return found


def bars(ax: Axes, x: np.ndarray, found: np.ndarray, **style) -> ErrorbarContainer:
    """Draw estimates (3, point), as from `over_runs`, at x (point,); a point without an interval has no bar."""
    value, low, high = found
    extent = np.stack([value - low, high - value])
    known = np.isfinite(extent).any()
    return ax.errorbar(x, value, np.maximum(np.nan_to_num(extent), 0.0) if known else None, **style)
