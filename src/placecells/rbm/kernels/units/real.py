"""Compiled functions of real hidden units. `units.gaussian` and `units.double_well` are the readable path.

Inputs are (rows, M). Functions without a docstring do what the function of the same name in `two_valued` does.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import float32

from placecells.jit import strict
from placecells.random import GOLDEN, uniform
from placecells.rbm import hidden_states
from placecells.rbm.hidden_states import FEW, TAIL
from placecells.rbm.kernels.units.two_valued import add_rows

SQRT_HALF = math.sqrt(0.5)
nodes_for = strict(hidden_states.nodes_for)
LOG_SQRT_2PI = 0.5 * math.log(2.0 * math.pi)


class Gaussian(NamedTuple):
    """The parameters of M Gaussian hidden units."""

    field: np.ndarray  # (M,)


class DoubleWell(NamedTuple):
    """The parameters of M hidden units in double wells."""

    field: np.ndarray  # (M,)
    theta: np.ndarray  # (M,)


@strict
def gaussian_mean(unit, inputs, plan):
    for row in range(inputs.shape[0]):
        for mu in range(inputs.shape[1]):
            inputs[row, mu] += unit.field[mu]


@strict
def gaussian_mean_and_gradients(unit, inputs, scale, total, plan):
    gaussian_mean(unit, inputs, plan)
    if plan.hidden_learned[0]:
        add_rows(inputs, scale, total.field)


@strict
def gaussian_sample(unit, h, words, start, plan):
    """h (rows, M) <- draws from P(h | I) with the stream `start`; on entry h holds the inputs I. words: not used.

    Returns the start of the unused rest of the stream.
    """
    draws = 0
    for row in range(h.shape[0]):
        for mu in range(h.shape[1]):
            h[row, mu] = float(h[row, mu] + unit.field[mu]) + normal(start, draws)
            draws += 2
    return start + np.uint64(draws) * GOLDEN


@strict
def gaussian_energy(unit, values):
    total = 0.0
    for mu in range(unit.field.shape[0]):
        h = float(values[mu])
        total -= unit.field[mu] * h
        total += 0.5 * h * h
    return total


@strict
def gaussian_add_gradients_at(unit, values, scale, total):
    for mu in range(values.shape[0]):
        total.field[mu] += scale * values[mu]


@strict
def gaussian_set_states(unit, sites, plan, space):
    return place_nodes(abs(unit.field[0]), sites, space)


@strict
def well_mean(unit, inputs, plan):
    for row in range(inputs.shape[0]):
        for mu in range(inputs.shape[1]):
            up, above, below = halves(float(inputs[row, mu] + unit.field[mu]), unit.theta[mu])
            inputs[row, mu] = up * above - (1.0 - up) * below


@strict
def add_mean_sizes(unit, inputs, scale, total):
    """total (M,) -= scale * sum over rows of the mean size <|h| | I> at inputs (rows, M)."""
    for row in range(inputs.shape[0]):
        for mu in range(inputs.shape[1]):
            up, above, below = halves(float(inputs[row, mu] + unit.field[mu]), unit.theta[mu])
            total[mu] -= scale * (up * above + (1.0 - up) * below)


@strict
def well_mean_and_gradients(unit, inputs, scale, total, plan):
    if plan.hidden_learned[1]:
        add_mean_sizes(unit, inputs, scale, total.theta)
    well_mean(unit, inputs, plan)
    if plan.hidden_learned[0]:
        add_rows(inputs, scale, total.field)


@strict
def well_sample(unit, h, words, start, plan):
    """h (rows, M) <- draws from P(h | I) with the stream `start`; on entry h holds the inputs I. words: not used.

    Returns the start of the unused rest of the stream.
    """
    draws = 0
    for row in range(h.shape[0]):
        for mu in range(h.shape[1]):
            x = float(h[row, mu] + unit.field[mu])
            sign = 1.0 if uniform(start, draws) < halves(x, unit.theta[mu])[0] else -1.0
            size, draws = truncated_normal(sign * x - unit.theta[mu], start, draws + 1)
            h[row, mu] = sign * size
    return start + np.uint64(draws) * GOLDEN


@strict
def well_energy(unit, values):
    total = 0.0
    for mu in range(unit.field.shape[0]):
        h = float(values[mu])
        total -= unit.field[mu] * h
        total += 0.5 * h * h
        total += unit.theta[mu] * abs(h)
    return total


@strict
def well_add_gradients_at(unit, values, scale, total):
    for mu in range(values.shape[0]):
        total.field[mu] += scale * values[mu]
        total.theta[mu] -= scale * abs(values[mu])


@strict
def well_set_states(unit, sites, plan, space):
    return place_nodes(abs(unit.field[0]) + abs(unit.theta[0]), sites, space)


@strict
def place_nodes(offset, sites, space):
    """`space.states` (K, 1) and `space.probability` (K,) <- nodes and log weights of the quadrature over one unit.

    Returns the number of nodes, K or less; the states beyond it are 0. The quadrature reaches up to |h| = the
    largest input that the weights can give, plus `offset`, which is |field| and |theta| of the unit, plus a tail.
    sites: N.
    """
    scale = offset + TAIL
    for i in range(sites):
        largest = float32(0.0)
        for feature in range(i, space.w.shape[1], sites):
            largest = max(largest, abs(space.w[0, feature]))
        scale += largest
    side = nodes_for(scale)
    nodes, log_weights = space.nodes[side // FEW - 1], space.log_weights[side // FEW - 1]
    space.states[:] = float32(0.0)
    for state in range(2 * side):
        space.states[state, 0] = scale * nodes[state]
        space.probability[state] = log_weights[state]
    return 2 * side


@strict
def erfcx(x):
    """exp(x^2) erfc(x) for x >= 0: a product where both factors are in range of float64, else an asymptotic series."""
    if x < 20.0:
        return math.exp(x * x) * math.erfc(x)
    y = 0.5 / (x * x)
    return (1.0 - y * (1.0 - 3.0 * y * (1.0 - 5.0 * y))) / (x * math.sqrt(math.pi))


@strict
def half(a):
    """(log H(a) of (P.5), mean of h), with H(a) = int_0^inf dh exp(-h^2/2 + a h), and the mean under its integrand."""
    if a < 0.0:
        scaled = erfcx(-a * SQRT_HALF)
        return math.log(math.sqrt(0.5 * math.pi) * scaled), a + math.sqrt(2.0 / math.pi) / scaled
    above = math.erfc(-a * SQRT_HALF)  # between 1 and 2
    cut = math.exp(-0.5 * a * a) * math.sqrt(2.0 / math.pi) / above
    return 0.5 * a * a + LOG_SQRT_2PI + math.log(0.5 * above), a + cut


@strict
def halves(x, theta):
    """(P(h > 0), mean of h given h > 0, mean of -h given h < 0) of a double well; x: input plus field."""
    log_above, above = half(x - theta)
    log_below, below = half(-x - theta)
    return 0.5 + 0.5 * math.tanh(0.5 * (log_above - log_below)), above, below


@strict
def normal(start, draw):
    """A standard normal number from the draws number `draw` and `draw` + 1 of the stream `start` (Box and Muller)."""
    radius = math.sqrt(-2.0 * math.log(1.0 - uniform(start, draw)))
    return radius * math.cos(2.0 * math.pi * uniform(start, draw + 1))


@strict
def truncated_normal(a, start, draw):
    """A normal number of mean a and variance 1, given that it is positive (Robert 1995), and the next draw's number.

    The function uses draws of the stream `start` from number `draw` on.
    """
    if a > -0.5:
        while True:
            h = a + normal(start, draw)
            draw += 2
            if h > 0.0:
                return h, draw
    rate = 0.5 * (math.sqrt(a * a + 4.0) - a)
    while True:
        h = -math.log(1.0 - uniform(start, draw)) / rate
        accept = math.exp(-0.5 * (h - a - rate) ** 2)
        draw += 2
        if uniform(start, draw - 1) < accept:
            return h, draw
