"""Where a curve that is known at points first falls to a level. For a curve that rises, negate curve and level."""

import numpy as np


def first_crossing(x: np.ndarray, curve: np.ndarray, level: float | np.ndarray) -> np.ndarray:
    """The x at which a curve first falls to a level, linear between neighbouring points.

    x: (n,), the points in the order of the search. curve: (..., n). level: one number, or one for every curve (...).
    Returns (...), in the unit of x: NaN where the curve starts at or below the level, and where it never falls to it.
    """
    level = np.asarray(level, dtype=float)
    before, after, crosses = bracket(curve, level)
    high, low = _at(curve, before), _at(curve, after)
    part = (high - level) / np.where(high > low, high - low, np.nan)
    return np.where(crosses, x[before] + part * (x[after] - x[before]), np.nan)


def bracket(curve: np.ndarray, level: float | np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The neighbouring points between which a curve first falls to a level.

    curve: (..., n). level: one number, or one for every curve (...). Returns three arrays (...): the index of the last
    point above the level; the index of the next point, which is at or below it; whether there are two such points.
    Where there are none, the indices mean nothing.
    """
    below = curve <= np.asarray(level)[..., None]
    after = below.argmax(axis=-1)
    return np.maximum(after - 1, 0), after, below.any(axis=-1) & (after > 0)


def _at(curve: np.ndarray, index: np.ndarray) -> np.ndarray:
    """The entry of every curve (..., n) at its index (...): (...)."""
    return np.take_along_axis(curve, index[..., None], axis=-1)[..., 0]
