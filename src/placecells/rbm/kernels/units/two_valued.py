"""Compiled functions of two-valued hidden units. `units.spin` and `units.zero_one` are the readable path.

Inputs are (rows, M), one row for each configuration. The two values are plan.centre - plan.half and plan.centre +
plan.half, so that the same compiled code serves spins and zero-one units.
"""

from typing import NamedTuple

import numpy as np
from numba import float32, int32

from placecells.jit import fast, strict
from placecells.rbm.kernels.numbers.registers import WIDTH, add, below, read16, write
from placecells.rbm.kernels.numbers.vector import LARGEST, tanh32, uniform


class TwoValued(NamedTuple):
    """The parameters of M two-valued hidden units."""

    field: np.ndarray  # (M,)


@fast
def add_field(inputs, field):
    """inputs (rows, M) += field."""
    for row in range(inputs.shape[0]):
        for mu in range(inputs.shape[1]):
            inputs[row, mu] += field[mu]


@fast
def add_rows(values, scale, total):
    """total (M,) += scale * sum over rows of values (rows, M)."""
    for row in range(values.shape[0]):
        for mu in range(values.shape[1]):
            total[mu] += scale * values[row, mu]


@fast
def _mean(h, centre, half):
    """h (n,) <- means <h | I>; on entry h holds inputs plus fields."""
    for k in range(h.shape[0]):
        h[k] = centre + half * tanh32(float32(half * h[k]))


@strict
def mean(unit, inputs, plan):
    """inputs (rows, M) <- <h | I>."""
    add_field(inputs, unit.field)
    _mean(inputs.reshape(-1), plan.centre, plan.half)


@strict
def mean_and_gradients(unit, inputs, scale, total, plan):
    """inputs (rows, M) <- <h | I>. If the field is learned: total.field (M,) += scale * sum over rows of <h | I>."""
    mean(unit, inputs, plan)
    if plan.hidden_learned[0]:
        add_rows(inputs, scale, total.field)


@fast
def _sample(h, words, centre, half):
    """h (n,) <- draws from P(h | I) with random words (n,); on entry h holds inputs plus fields."""
    for k in range(h.shape[0]):
        h[k] = centre + half if uniform(words[k]) < tanh32(float32(half * h[k])) else centre - half


@strict
def sample(unit, h, words, start, plan):
    """h (rows, M) <- draws from P(h | I) with random words (rows M,); on entry h holds the inputs I.

    Returns the stream `start` unchanged; real units take their random numbers from it.
    """
    add_field(h, unit.field)
    _sample(h.reshape(-1), words, plan.centre, plan.half)
    return start


@fast
def _thresholds(inputs, half, thresholds):
    """thresholds (n,) int32 <- a unit takes its upper value where a random int32 is below its threshold."""
    for k in range(inputs.shape[0]):
        thresholds[k] = int32(tanh32(float32(half * inputs[k])) * LARGEST)


@fast
def draw_states(inputs, units, plan, words, field, thresholds, numbers):
    """numbers (rows,) <- numbers of random states of up to 16 units, the same as those of `sample` and `number_states`.

    inputs: (rows 16,), to which the fields are added. units: M; in every 16 entries the first M count. words: random
    words (rows M + 16 or more,) int32. field: (16,). thresholds: (rows 16,) int32, overwritten.
    """
    for row in range(numbers.shape[0]):
        write(add(read16(inputs, row * WIDTH), read16(field, 0)), inputs, row * WIDTH)
    _thresholds(inputs, plan.half, thresholds)
    for row in range(numbers.shape[0]):
        numbers[row] = below(words, row * units, thresholds, row * WIDTH) & ((1 << units) - 1)


@strict
def number_states(h, numbers):
    """numbers (rows,) <- the row of each state h (rows, M) in the table of `hidden_states.hidden_states`."""
    for row in range(h.shape[0]):
        number = 0
        for mu in range(h.shape[1]):
            number += np.int64(h[row, mu] > float32(0.0)) << mu
        numbers[row] = number


@strict
def energy(unit, values):
    """sum_mu U_mu(h_mu) of one state, values h (M,)."""
    total = 0.0
    for mu in range(unit.field.shape[0]):
        total -= unit.field[mu] * float(values[mu])
    return total


@strict
def add_gradients_at(unit, values, scale, total):
    """total.field (M,) += scale * -dU/dfield = scale * h at values h (M,); total: a TwoValued."""
    for mu in range(values.shape[0]):
        total.field[mu] += scale * values[mu]


@strict
def set_states(unit, sites, plan, space):
    """Returns the number K of hidden states. The states of two-valued units in `space.states` never change."""
    return space.states.shape[0]
