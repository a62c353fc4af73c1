"""Compiled verbs of visible units with colours, v uint8 (rows, N); `units.potts` is the readable path.

Features lie colour by colour: colour a of site i at a N + i, so that loops over sites run along memory.
"""

from typing import NamedTuple

import numpy as np
from numba import float32, int32, uint32

from placecells.data.xy import fill_rows, ring_law
from placecells.jit import fast, strict
from placecells.rbm.kernels.numbers.vector import copy, exp32

LARGEST_EXPONENT = float32(40.0)  # up to here sums of exponentials are safe in float32


class Potts(NamedTuple):
    """The parameters of N visible units of q colours."""

    field: np.ndarray  # (q, N)


@fast
def _load(v, data, order):
    """v <- the rows `order` of the data (B, N) uint8."""
    for place in range(order.shape[0]):
        for i in range(v.shape[1]):
            v[place, i] = data[order[place], i]


@strict
def load(unit, v, data, order, rows):
    """v <- the rows `order` of the data (B, N) uint8."""
    _load(v, data, order)


@strict
def load_fresh(unit, v, first_row, plan, rows):
    """v <- rows first_row, first_row + 1, ... of the endless data of the plan's seed."""
    fill_rows(v, plan.law, plan.data_seed, first_row)


@strict
def inputs_h(unit, v, h, w):
    """h (rows, M) <- sum_i w_{mu i}(v_i)."""
    last = v.shape[0] - 1
    for row in range(0, v.shape[0], 4):
        one, two, three = min(row + 1, last), min(row + 2, last), min(row + 3, last)
        for mu in range(h.shape[1]):
            h[row, mu], h[one, mu], h[two, mu], h[three, mu] = _four_inputs(w[mu], v[row], v[one], v[two], v[three])


@strict  # not `fast`: the compiler would gather weights into vectors, which takes twice as long
def _four_inputs(w, one, two, three, four):
    """sum_i w_i(v_i) of four configurations (N,): four sums that do not wait for each other."""
    sites = uint32(one.shape[0])
    a, b, c, d = float32(0.0), float32(0.0), float32(0.0), float32(0.0)
    for i in range(sites):
        a += w[uint32(one[i]) * sites + i]
        b += w[uint32(two[i]) * sites + i]
        c += w[uint32(three[i]) * sites + i]
        d += w[uint32(four[i]) * sites + i]
    return a, b, c, d


@fast
def _sum_moment(v, h, total):
    """total (M, q N) <- sum over rows of h_mu at the colours of v."""
    rows, sites = v.shape
    total[:] = float32(0.0)
    for row in range(rows):
        for mu in range(h.shape[1]):
            share = h[row, mu]
            for i in range(sites):
                total[mu, np.uint32(v[row, i]) * np.uint32(sites) + np.uint32(i)] += share


@strict
def sum_moment(unit, v, h, total):
    """total (M, q N) <- sum over rows of h_mu at the colours of v."""
    _sum_moment(v, h, total)


@fast
def _add_rows(v, scale, total):
    """total (q N,) += scale * how often each colour stands on each site of v."""
    rows, sites = v.shape
    for row in range(rows):
        for i in range(sites):
            total[np.uint32(v[row, i]) * np.uint32(sites) + np.uint32(i)] += scale


@strict
def add_gradients(unit, v, scale, total, plan):
    """total, a Potts, += scale * sum over rows of -dU/dfield at v (rows, N), where it is learned."""
    if plan.visible_learned[0]:
        _add_rows(v, scale, total.field.reshape(-1))


@fast
def _add_field(inputs, field):
    """inputs (n,) += field; returns whether their exponentials may leave float32."""
    large = False  # a maximum would take longer: it is not vectorised
    for feature in range(inputs.shape[0]):
        inputs[feature] += field[feature]
        large |= abs(inputs[feature]) >= LARGEST_EXPONENT
    return large


@fast
def _subtract_largest(inputs, largest):
    """inputs (q, N) <- inputs - largest, largest (N,) <- maximum over colours."""
    copy(inputs[0], largest)
    for a in range(1, inputs.shape[0]):
        for i in range(inputs.shape[1]):
            largest[i] = max(largest[i], inputs[a, i])
    for a in range(inputs.shape[0]):
        for i in range(inputs.shape[1]):
            inputs[a, i] -= largest[i]


@fast
def _exponentials(inputs):
    """inputs (n,) <- exp(inputs)."""
    for feature in range(inputs.shape[0]):
        inputs[feature] = exp32(inputs[feature])


@fast
def _normalise(weights, largest, total):
    """weights (q, N) <- weights / total, total (N,) their sum over colours; returns sum_i largest_i + log total_i."""
    copy(weights[0], total)
    for a in range(1, weights.shape[0]):
        for i in range(weights.shape[1]):
            total[i] += weights[a, i]
    log_norm = 0.0
    for i in range(largest.shape[0]):
        log_norm += largest[i] + np.log(total[i])
        total[i] = float32(1.0) / total[i]
    for a in range(weights.shape[0]):
        for i in range(largest.shape[0]):
            weights[a, i] *= total[i]
    return log_norm


@strict
def mean_and_norm(unit, inputs, log_norm, largest, total):
    """inputs (rows, q N) <- probability of each colour; log_norm (rows,) += sum_i log sum_a exp(inputs + field)."""
    for row in range(inputs.shape[0]):
        part = inputs[row].reshape(unit.field.shape)
        _add_field(inputs[row], unit.field.reshape(-1))
        _subtract_largest(part, largest)
        _exponentials(inputs[row])
        log_norm[row] += _normalise(part, largest, total)


@strict
def thresholds(unit, inputs, largest):
    """inputs (rows, q N) <- what `draw` compares random numbers with: the sum of exp(inputs + field) up to a colour,
    on each site up to a factor."""
    for row in range(inputs.shape[0]):
        part = inputs[row].reshape(unit.field.shape)
        if _add_field(inputs[row], unit.field.reshape(-1)):
            _subtract_largest(part, largest)
        _exponentials(inputs[row])
        _accumulate(part)


@strict
def thresholds_of_means(unit, means):
    """means (rows, q N) <- the thresholds for colours of these probabilities."""
    for row in range(means.shape[0]):
        _accumulate(means[row].reshape(unit.field.shape))


thresholds_of_weights = thresholds_of_means


@fast
def _accumulate(weights):
    """weights (q, N) <- their sums over this and all colours before."""
    for a in range(1, weights.shape[0]):
        for i in range(weights.shape[1]):
            weights[a, i] += weights[a - 1, i]


@strict
def draw(unit, v, cumulative, words, row, mark):
    """Colours of chain c <- a draw with the thresholds (rows, q N) of its row `row[c]`, random words (C N,)."""
    sites = v.shape[1]
    for chain in range(v.shape[0]):
        part = cumulative[row[chain]].reshape(-1, sites)
        _count_below(words[chain * sites : (chain + 1) * sites], part, v[chain], mark)


@fast
def _count_below(words, cumulative, v, mark):
    """v (N,) <- how many colours' cumulative weights (q, N) a random part `mark` of the whole reaches."""
    last = cumulative.shape[0] - 1
    for i in range(v.shape[0]):
        mark[i] = float32(int32(words[i] >> uint32(8))) * float32(2.0**-24) * cumulative[last, i]
        v[i] = np.uint8(0)
    for a in range(last):
        for i in range(v.shape[0]):
            v[i] += np.uint8(mark[i] >= cumulative[a, i])


@fast
def _remove_mean(weights, mean):
    """Weights (rows, q N), in place, without their mean (N,) over colours."""
    for row in range(weights.shape[0]):
        part = weights[row].reshape(-1, mean.shape[0])
        mean[:] = 0.0
        for a in range(part.shape[0]):
            for i in range(part.shape[1]):
                mean[i] += part[a, i] / part.shape[0]
        for a in range(part.shape[0]):
            for i in range(part.shape[1]):
                part[a, i] -= mean[i]


@strict
def gauge(unit, weights, mean):
    """Weights (rows, q N), in place, without their mean (N,) over colours."""
    _remove_mean(weights, mean)


# what runs of this unit need outside compiled code
CHAINS = np.uint8  # type of configurations


def no_law():
    """The law of a stream that is not drawn from."""
    return ring_law(3, 2, 0.0)


def inward(values):
    """Parameters (..., N, q) in the kernels' layout, colour by colour: (..., q N)."""
    return np.ascontiguousarray(np.swapaxes(values, -1, -2)).reshape(*values.shape[:-2], -1)


def outward(values, shape):
    """Parameters (..., q N) of the kernels as (..., N, q), a view; `shape` is (N, q)."""
    sites, colours = shape
    return np.swapaxes(values.reshape(*values.shape[:-1], colours, sites), -1, -2)


def rows_of(v):
    """Configurations (B, N) of colours as the kernels read them: (B, N) uint8."""
    return np.ascontiguousarray(v, np.uint8)


def empty_rows(count, sites):
    """Room for so many of these."""
    return np.zeros((count, sites), np.uint8)
