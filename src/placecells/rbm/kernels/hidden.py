"""Compiled verbs of hidden units, for inputs (rows, M); the files of `units` are the readable paths."""

import math

import numpy as np
from numba import float32, int32

from placecells.jit import fast, strict
from placecells.random import GOLDEN, uniform
from placecells.rbm.kernels.sixteen import WIDTH, add, below, read, write
from placecells.rbm.kernels.state import DOUBLE_WELL, GAUSSIAN, SPIN, ZERO_ONE
from placecells.rbm.kernels.vector import LARGEST, tanh32

SQRT_HALF = math.sqrt(0.5)
LOG_SQRT_2PI = 0.5 * math.log(2.0 * math.pi)
CENTRE = (float32(0.0), float32(0.5))  # of the two values of units SPIN and ZERO_ONE
HALF = (float32(1.0), float32(0.5))  # and half of their distance


@fast
def _add_field(inputs, c):
    """inputs (rows, M) += c."""
    for row in range(inputs.shape[0]):
        for mu in range(inputs.shape[1]):
            inputs[row, mu] += c[mu]


@fast
def _two_valued_mean(h, centre, half):
    """h (n,) <- <h>, of units with the values centre - half and centre + half, h holding inputs and fields."""
    for k in range(h.shape[0]):
        h[k] = centre + half * tanh32(float32(half * h[k]))


@strict
def mean(inputs, plan, c, theta):
    """inputs (rows, M) <- <h | I>, I the input and the hidden field."""
    if plan.hidden == SPIN or plan.hidden == ZERO_ONE:
        _add_field(inputs, c)
        _two_valued_mean(inputs.reshape(-1), CENTRE[plan.hidden], HALF[plan.hidden])
        return
    for row in range(inputs.shape[0]):
        for mu in range(inputs.shape[1]):
            x = float(inputs[row, mu] + c[mu])
            if plan.hidden == GAUSSIAN:
                inputs[row, mu] = x
            else:
                up, above, below = double_well(x, theta[mu])
                inputs[row, mu] = up * above - (1.0 - up) * below


@strict
def add_mean_sizes(inputs, scale, c, theta, total):
    """total (M,) -= scale * sum over rows of <|h| | I>, for double wells."""
    for row in range(inputs.shape[0]):
        for mu in range(inputs.shape[1]):
            up, above, below = double_well(float(inputs[row, mu] + c[mu]), theta[mu])
            total[mu] -= scale * (up * above + (1.0 - up) * below)


@fast
def _two_valued_sample(h, words, centre, half):
    """h (n,) <- a draw, of units with the values centre - half and centre + half, h holding inputs and fields."""
    for k in range(h.shape[0]):
        fraction = float32(int32(words[k])) * float32(2.0**-31)  # in [-1, 1)
        h[k] = centre + half if fraction < tanh32(float32(half * h[k])) else centre - half


@strict
def sample(h, plan, words, start, c, theta):
    """h (rows, M), holding inputs, <- a draw from P(h | I): two-valued units by random words (rows M,), real ones,
    which use a varying number of draws, by the stream `start`. Returns the rest of the stream."""
    if plan.hidden == SPIN or plan.hidden == ZERO_ONE:
        _add_field(h, c)
        _two_valued_sample(h.reshape(-1), words, CENTRE[plan.hidden], HALF[plan.hidden])
        return start
    draws = 0
    for row in range(h.shape[0]):
        for mu in range(h.shape[1]):
            x = float(h[row, mu] + c[mu])
            if plan.hidden == GAUSSIAN:
                h[row, mu] = x + normal(start, draws)
                draws += 2
            else:
                sign = 1.0 if uniform(start, draws) < double_well(x, theta[mu])[0] else -1.0
                size, draws = truncated_normal(sign * x - theta[mu], start, draws + 1)
                h[row, mu] = sign * size
    return start + np.uint64(draws) * GOLDEN


@fast
def _two_valued_thresholds(inputs, half, thresholds):
    """thresholds (n,) int32 <- what a random int32 is below where a unit takes its upper value."""
    for k in range(inputs.shape[0]):
        thresholds[k] = int32(tanh32(float32(half * inputs[k])) * LARGEST)


@fast
def draw_states(inputs, units, plan, words, c, thresholds, numbers):
    """numbers (rows,) <- those of states of up to 16 two-valued units, as `sample` and `number_states` draw them.

    inputs (rows 16,), fields are added, c (16,) and scratch thresholds (rows 16,) int32, of which the first
    `units` of each sixteen count; words (units rows + 16 or more,) int32.
    """
    for row in range(numbers.shape[0]):
        write(add(read(inputs, row * WIDTH), read(c, 0)), inputs, row * WIDTH)
    _two_valued_thresholds(inputs, HALF[plan.hidden], thresholds)
    for row in range(numbers.shape[0]):
        numbers[row] = below(words, row * units, thresholds, row * WIDTH) & ((1 << units) - 1)


@strict
def number_states(h, numbers):
    """numbers (rows,) <- the number of each row's state of two-valued units, as in `exact.hidden_states`."""
    for row in range(h.shape[0]):
        number = 0
        for mu in range(h.shape[1]):
            number += np.int64(h[row, mu] > float32(0.0)) << mu
        numbers[row] = number


@strict
def potential(values, plan, c, theta):
    """sum_mu U_mu(h_mu) - c_mu h_mu of values h (M,)."""
    total = 0.0
    for mu in range(c.shape[0]):
        h = float(values[mu])
        total -= c[mu] * h
        if plan.hidden == GAUSSIAN or plan.hidden == DOUBLE_WELL:
            total += 0.5 * h * h
        if plan.hidden == DOUBLE_WELL:
            total += theta[mu] * abs(h)
    return total


@strict
def erfcx(x):
    """exp(x^2) erfc(x) for x >= 0: by definition as far as both factors are normal numbers, then asymptotically."""
    if x < 20.0:
        return math.exp(x * x) * math.erfc(x)
    y = 0.5 / (x * x)
    return (1.0 - y * (1.0 - 3.0 * y * (1.0 - 5.0 * y))) / (x * math.sqrt(math.pi))


@strict
def half(a):
    """(log int_0^inf dh exp(-h^2/2 + a h), mean of h under that weight)."""
    if a < 0.0:
        scaled = erfcx(-a * SQRT_HALF)
        return math.log(math.sqrt(0.5 * math.pi) * scaled), a + math.sqrt(2.0 / math.pi) / scaled
    above = math.erfc(-a * SQRT_HALF)  # between 1 and 2
    cut = math.exp(-0.5 * a * a) * math.sqrt(2.0 / math.pi) / above
    return 0.5 * a * a + LOG_SQRT_2PI + math.log(0.5 * above), a + cut


@strict
def double_well(x, theta):
    """(P(h > 0), mean of h where h > 0, mean of -h where h < 0) at input x."""
    log_above, above = half(x - theta)
    log_below, below = half(-x - theta)
    return 0.5 + 0.5 * math.tanh(0.5 * (log_above - log_below)), above, below


@strict
def normal(start, draw):
    """A standard normal number from draws `draw` and `draw` + 1 of a stream (Box and Muller)."""
    radius = math.sqrt(-2.0 * math.log(1.0 - uniform(start, draw)))
    return radius * math.cos(2.0 * math.pi * uniform(start, draw + 1))


@strict
def truncated_normal(a, start, draw):
    """A normal number of mean a and variance 1 given that it is positive, and the next draw (Robert 1995)."""
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
