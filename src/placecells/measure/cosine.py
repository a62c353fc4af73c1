"""Least-squares fit of a cosine A cos(2 pi f a/q - phi) to the colour weights w_i(a), at every site i.

At a given frequency f, amplitude and phase follow from a linear problem in cosine and sine. The frequency is then the
maximum of the explained sum of squares: first on a grid, then between the neighbours of the best grid point.
"""

from typing import NamedTuple

import numpy as np

from placecells.measure.colours import in_field, one_turn

LOWEST = 0.3  # frequency; at lower ones a cosine is close to a straight line and its amplitude has no bound
STEP = 0.05  # of the frequency grid; the explained sum of squares varies over frequencies of order 1


class CosineFit(NamedTuple):
    """Parameters of the fits: arrays (..., site)."""

    amplitude: np.ndarray  # A >= 0
    frequency: np.ndarray  # f, in turns over the q colours; the period is q/f colours
    phase: np.ndarray  # phi in radians, [0, 2 pi)
    r2: np.ndarray  # share of the variance over the colours that the fit explains


def cosine_fit(weights: np.ndarray) -> CosineFit:
    """Fits at the sites of the place field of every unit, with frequencies between 0.3 and q/2, both excluded.

    weights: (..., site, colour) in the zero-sum gauge. Returns (..., site), NaN outside the place field.
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
    """Frequency (row,) of the largest explained sum of squares of each row (row, colour).

    A best frequency at an end of the grid is returned as it is.
    """
    from scipy.optimize.elementwise import find_minimum  # here, because few cells need it and importing it is slow

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
    """Amplitude, phase, explained sum of squares (row,) of the best cosine for rows (row, colour), frequency (row,)."""
    colours = rows.shape[-1]
    angle = 2 * np.pi * frequency[:, None] * np.arange(colours) / colours
    cos, sin = np.cos(angle), np.sin(angle)
    cc, ss, cs = (np.sum(one * other, axis=-1) for one, other in ((cos, cos), (sin, sin), (cos, sin)))
    wc, ws = np.sum(rows * cos, axis=-1), np.sum(rows * sin, axis=-1)
    determinant = cc * ss - cs**2
    c, s = (ss * wc - cs * ws) / determinant, (cc * ws - cs * wc) / determinant
    return np.hypot(c, s), one_turn(np.arctan2(s, c)), c * wc + s * ws
