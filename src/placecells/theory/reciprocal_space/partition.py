"""log Z of a whole machine of zero-one units: mean field, its second order, and normal reciprocal variables.

weights W (N, M), visible field g (N,), hidden field c (M,). Equations (B.15) and (B.20) of docs/physics.md. log Z in
nat.
"""

from typing import NamedTuple

import numpy as np

CONVERGED = "converged"
LIMIT = "iteration limit"
NOT_FINITE = "not finite"


class MeanField(NamedTuple):
    """A solution of the mean-field equations, and how it was found."""

    visible: np.ndarray  # (N,) means m of the visible units
    hidden: np.ndarray  # (M,) means n of the hidden units
    log_partition: float  # minus the free energy (B.15), nat
    outcome: str  # CONVERGED, LIMIT or NOT_FINITE
    iterations: int
    residual: float  # largest change of a mean in the last iteration, before damping


def mean_field(weights, visible_field, hidden_field, start, second_order, tolerance=1e-10, limit=5000, damping=0.5):
    """Iterate the equations of (B.15) from the means `start` = (m, n) and return a MeanField.

    second_order: with the term -W^2/2 m(1-m) n(1-n) of Thouless, Anderson and Palmer in the free energy. damping: the
    share of the old means that stays. A solution is a stationary point, not always the lowest one.
    """
    squares = np.square(weights) * float(second_order)
    m, n = (np.array(one, dtype=float) for one in start)
    residual, step = np.inf, 0
    while residual >= tolerance and step < limit:  # a residual that is not a number ends the loop
        step += 1
        new_m = sigmoid(weights @ n + visible_field - (m - 0.5) * (squares @ (n * (1.0 - n))))
        change = np.abs(new_m - m).max()
        m = damping * m + (1.0 - damping) * new_m
        new_n = sigmoid(m @ weights + hidden_field - (n - 0.5) * ((m * (1.0 - m)) @ squares))
        residual = float(max(change, np.abs(new_n - n).max()))
        n = damping * n + (1.0 - damping) * new_n
    outcome = NOT_FINITE if not np.isfinite(residual) else CONVERGED if residual < tolerance else LIMIT
    value = -free_energy(m, n, weights, visible_field, hidden_field, second_order)
    return MeanField(m, n, value, outcome, step, residual)


def free_energy(m, n, weights, visible_field, hidden_field, second_order):
    """F of (B.15) in nat at means m (N,), n (M,), with the second order if `second_order`."""
    energy = -visible_field @ m - hidden_field @ n - m @ weights @ n
    correction = 0.5 * (m * (1.0 - m)) @ np.square(weights) @ (n * (1.0 - n)) if second_order else 0.0
    return float(energy - _entropy(m) - _entropy(n) - correction)


def _entropy(p):
    """Entropy in nat of independent units with means p (n,)."""
    inside = p[(p > 0.0) & (p < 1.0)]
    return -np.sum(inside * np.log(inside) + (1.0 - inside) * np.log1p(-inside))


def gaussian(weights, visible_field, hidden_field):
    """log Z (B.20) with normal reciprocal variables, in the form that divides by no singular value.

    Returns NaN where a singular value is 4 or more: the normal integral does not exist.
    """
    left, values, right = np.linalg.svd(weights)
    if values.size and values[0] >= 4.0:
        return float("nan")
    x, y = left.sum(0) / 2.0, right.sum(1) / 2.0  # reciprocal variables of the state with every unit at 1/2
    g, c = left.T @ visible_field, right @ hidden_field
    pairs = len(values)
    a, b = g[:pairs] + values * y[:pairs], c[:pairs] + values * x[:pairs]
    determinant = 16.0 - values**2
    coupled = values * x[:pairs] * y[:pairs] + (2.0 * (a**2 + b**2) + values * a * b) / determinant
    log_z = sum(weights.shape) * np.log(2.0) + g @ x + c @ y + np.sum(coupled - 0.5 * np.log(determinant / 16.0))
    return float(log_z + (np.sum(g[pairs:] ** 2) + np.sum(c[pairs:] ** 2)) / 8.0)


def gaussian_by_saddles(weights, visible_field, hidden_field, mean_factor=1.0):
    """log Z (B.20) as a sum over saddles, as the equation is printed, for a square W (N, N) without vanishing lambda.

    mean_factor: factor of the terms in the means of u and w, which is 1; the authors' public code has 1/4 there.
    Returns NaN where a singular value is 4 or more.
    """
    left, values, right = np.linalg.svd(weights)
    if values[0] >= 4.0:
        return float("nan")
    g, c = left.T @ visible_field, right @ hidden_field
    x, y = left.sum(0) / 2.0 + c / values, right.sum(1) / 2.0 + g / values  # seen from the saddle
    u, w = (x + y) / np.sqrt(2.0), (y - x) / np.sqrt(2.0)
    down, up = 1.0 - values / 4.0, 1.0 + values / 4.0
    means = mean_factor * values / 2.0 * (u**2 / down - w**2 / up)
    return float(sum(weights.shape) * np.log(2.0) + np.sum(means - g * c / values - 0.5 * np.log(down * up)))


def exact(weights, visible_field, hidden_field):
    """log Z in nat by a sum over the 2^M states of the hidden units: weights (N, M) with M up to 20 or so."""
    units = weights.shape[1]
    states = (np.arange(2**units)[:, None] >> np.arange(units)) & 1
    visible = np.logaddexp(0.0, states @ weights.T + visible_field).sum(1)
    return float(np.logaddexp.reduce(visible + states @ hidden_field))


def sigmoid(x):
    """1 / (1 + exp(-x)) without overflow: (...,) -> (...,)."""
    return 0.5 * (1.0 + np.tanh(np.asarray(x) / 2.0))
