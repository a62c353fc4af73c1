"""A table of P(v | h) for all states of a few two-valued hidden units, made with products instead of exponentials."""

import numpy as np
from numba import float32

from placecells.jit import fast, strict
from placecells.rbm.kernels.numbers.vector import exp32
from placecells.rbm.kernels.visible import thresholds, thresholds_of_weights

LARGEST_EXPONENT = 40.0  # largest |x| for which exp(x) and its square are safe in float32

MANY = 8  # up to this number of states exponentials are as fast as products


@fast
def _reach(field, space):
    """A bound on |sum_mu w h_mu + g| over all features and all hidden states; field: g, (n,)."""
    largest = float32(0.0)
    for feature in range(space.w.shape[1]):
        total = abs(field[feature])
        for mu in range(space.w.shape[0]):
            total += abs(space.w[mu, feature])
        largest = max(largest, total)
    return largest


@fast
def _exponential(x, factor, result):
    """result (n,) <- exp(factor * x)."""
    for feature in range(x.shape[0]):
        result[feature] = exp32(float32(factor * x[feature]))


@fast
def _product(x, y, result):
    for feature in range(x.shape[0]):
        result[feature] = x[feature] * y[feature]


@strict
def weigh_by_products(unit, plan, space):
    """`space.state_field` (K, n) <- exp(sum_mu w h_mu + g) for each of the K states of two-valued units `unit`.

    Returns False, with nothing done, where exponentials are as fast or the numbers would be too large. `space.negative`
    is overwritten.
    """
    field = space.visible.field.reshape(-1)
    if space.states.shape[0] <= MANY or _reach(field, space) >= LARGEST_EXPONENT:
        return False
    low, high = plan.centre - plan.half, plan.centre + plan.half
    table, factor = space.state_field, space.negative
    _exponential(field, float32(1.0), table[0])
    for mu in range(space.w.shape[0]):
        _exponential(space.w[mu], low, factor[mu])
        _product(table[0], factor[mu], table[0])
    for mu in range(space.w.shape[0]):
        _exponential(space.w[mu], high - low, factor[mu])
        for state in range(1 << mu):
            _product(table[state], factor[mu], table[state + (1 << mu)])
    return True


@strict
def weigh_no_reals(unit, plan, space):
    """`weigh_by_products` for real hidden units, whose states are no products: returns False."""
    return False


@strict
def tabulate(plan, space):
    """`space.state_field` (K, n) <- the thresholds with which `draw` draws v, for each state in `space.states`."""
    if weigh_by_products(space.hidden, plan, space):
        thresholds_of_weights(space.visible, space.state_field)
    else:
        np.dot(space.states, space.w, space.state_field)
        thresholds(space.visible, space.state_field, space.site_a)
