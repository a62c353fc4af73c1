"""Least-squares cosine A cos(2 pi f a/q - phi) of colour weights, site by site.

For a given frequency f the best amplitude and phase are a linear problem in cos and sin, so what is left is to maximise
the explained square over f: on a grid, then from the best grid point's neighbours.
"""

from typing import NamedTuple

import numpy as np

from placecells.measure.colours import in_field, one_turn

LOWEST = 0.3  # frequency; below it a cosine is hardly told from a straight line, whose amplitude has no bound
STEP = 0.05  # of the frequency grid; the explained square varies over frequencies of order 1


class CosineFit(NamedTuple):
    amplitude: np.ndarray  # A >= 0
    frequency: np.ndarray  # f, turns over the q colours; the period is q/f colours
    phase: np.ndarray  # phi in radians, [0, 2 pi)
    r2: np.ndarray  # share of the variance over colours that the fit explains


def cosine_fit(weights: np.ndarray) -> CosineFit:
    """Fits of w_i(a) for the sites in each unit's field; f is free between 0.3 and q/2, both excluded.

    weights: (..., site, colour) in the zero-sum gauge. Returns (..., site), NaN outside the field.
    """
    weights = np.asarray(weights, dtype=float)
    inside = in_field(weights)
    rows = weights[inside]
    frequency = _best_frequency(rows)
    amplitude, phase, explained = _fit(rows, frequency)
    r2 = 1 - (np.sum(rows**2, axis=-1) - explained) / rows.var(axis=-1) / rows.shape[-1]
    filled = np.full((4, *inside.shape), np.nan)
    filled[:, inside] = amplitude, frequency, phase, r2
    return CosineFit(*filled)


def _best_frequency(rows: np.ndarray) -> np.ndarray:
    """Frequency of the largest explained square of each row (row, colour); a grid's end stays as it is."""
    from scipy.optimize.elementwise import find_minimum  # here: few cells ask, and it is slow to import

    colours = rows.shape[-1]
    points = round((colours / 2 - LOWEST) / STEP) + 1
    grid = np.linspace(LOWEST, colours / 2, points)[1:-1]
    on_grid = np.stack([_fit(rows, np.full(len(rows), f))[2] for f in grid], axis=-1)
    best = on_grid.argmax(axis=-1)
    frequency = grid[best]
    inner = np.flatnonzero((best > 0) & (best < len(grid) - 1))
    if inner.size:
        bracket = tuple(grid[best[inner] + shift] for shift in (-1, 0, 1))
        frequency[inner] = find_minimum(lambda f, row: -_fit(rows[row], f)[2], bracket, args=(inner,)).x
    return frequency


def _fit(rows: np.ndarray, frequency: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Amplitude, phase and explained square of the best cosine of each row (row, colour) at its frequency (row,)."""
    colours = rows.shape[-1]
    angle = 2 * np.pi * frequency[:, None] * np.arange(colours) / colours
    cos, sin = np.cos(angle), np.sin(angle)
    cc, ss, cs = (np.sum(one * other, axis=-1) for one, other in ((cos, cos), (sin, sin), (cos, sin)))
    wc, ws = np.sum(rows * cos, axis=-1), np.sum(rows * sin, axis=-1)
    determinant = cc * ss - cs**2
    c, s = (ss * wc - cs * ws) / determinant, (cc * ws - cs * wc) / determinant
    return np.hypot(c, s), one_turn(np.arctan2(s, c)), c * wc + s * ws
