"""Compiled functions of visible units with colours. `units.potts` is the readable path.

Configurations v are uint8 (rows, N). Feature a N + i is colour a of site i, so that the sites of one colour lie next to
each other in memory.
"""

from typing import NamedTuple

import numpy as np
from numba import float32, int32, uint32

from placecells.data.xy import fill, ring_law
from placecells.jit import fast, strict
from placecells.rbm.kernels.numbers import eights as eights_of
from placecells.rbm.kernels.numbers.vector import copy, exp32, sum_of_logs

LARGEST_EXPONENT = float32(40.0)  # largest |x| for which sums of exp(x) are safe in float32


class Potts(NamedTuple):
    """The parameters of N visible units of q colours."""

    field: np.ndarray  # (q, N)


@fast
def _load(v, data, order):
    """v (S, N) <- the samples with the numbers `order` of the training set `data` (B, N) uint8."""
    for place in range(order.shape[0]):
        for i in range(v.shape[1]):
            v[place, i] = data[order[place], i]


@strict
def load(unit, v, data, order, rows):
    """v (S, N) <- the samples with the numbers `order` of the training set `data` (B, N) uint8. rows: not used."""
    _load(v, data, order)


@strict
def load_fresh(unit, v, first_row, plan, rows):
    """v (S, N) <- samples number first_row, first_row + 1, ... of the streamed data. rows: not used."""
    fill(v, plan.law, plan.data_seed, first_row)


@strict
def arrange(unit, w, eights):
    """Prepare `eights` for `inputs_h` with the weights w (M, q N)."""
    eights_of.arrange(w, eights)


@strict
def inputs_h(unit, v, h, w, eights):
    """h (rows, M) <- inputs sum_i w_{mu i}(v_i). w: (M, q N), for which `eights` is prepared."""
    eights_of.sum_inputs(v, h, eights)


@strict
def sum_moment(unit, v, h, total, eights):
    """total (M, q N) <- sum over rows of h_mu at the colours of v."""
    eights_of.sum_moments(v, h, total, eights)


@fast
def _add_rows(v, scale, total):
    """total (q N,) += scale * the number of rows of v in which a site has a colour."""
    rows, sites = v.shape
    for row in range(rows):
        for i in range(sites):
            total[np.uint32(v[row, i]) * np.uint32(sites) + np.uint32(i)] += scale


@strict
def add_gradients(unit, v, scale, total, plan):
    """If the field is learned: total.field (q, N) += scale * the number of rows of v in which a site has a colour.

    total: a Potts.
    """
    if plan.visible_learned[0]:
        _add_rows(v, scale, total.field.reshape(-1))


@fast
def _add_field(inputs, field):
    """inputs (n,) += field. Returns whether some |input| reaches LARGEST_EXPONENT."""
    large = False  # not the maximum of |inputs|: the compiler does not vectorise a maximum
    for feature in range(inputs.shape[0]):
        inputs[feature] += field[feature]
        large |= abs(inputs[feature]) >= LARGEST_EXPONENT
    return large


@fast
def _subtract_largest(inputs, largest):
    """largest (N,) <- the maximum of inputs (q, N) over colours; inputs <- inputs - largest."""
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
def _sum_colours(weights, total):
    """total (N,) <- sums of weights (q, N) over colours."""
    copy(weights[0], total)
    for a in range(1, weights.shape[0]):
        for i in range(weights.shape[1]):
            total[i] += weights[a, i]


@strict
def norm_of_weights(unit, weights, log_norm, total):
    """log_norm (rows,) += sum_i log sum_a weights_i(a), weights (rows, q N). total: (N,), overwritten."""
    for row in range(weights.shape[0]):
        _sum_colours(weights[row].reshape(unit.field.shape), total)
        log_norm[row] += sum_of_logs(total)


@fast
def _normalise(weights, largest, total):
    """weights (q, N) <- weights over their sum over colours. Returns the sum over sites of largest_i + log(that sum).

    total: (N,), overwritten.
    """
    _sum_colours(weights, total)
    log_norm = sum_of_logs(total)
    for i in range(largest.shape[0]):
        log_norm += largest[i]
        total[i] = float32(1.0) / total[i]
    for a in range(weights.shape[0]):
        for i in range(largest.shape[0]):
            weights[a, i] *= total[i]
    return log_norm


@strict
def mean_and_norm(unit, inputs, log_norm, largest, total):
    """inputs (rows, q N) <- probability of each colour; log_norm (rows,) += sum_i log sum_a exp(inputs + field).

    largest, total: (N,), overwritten.
    """
    for row in range(inputs.shape[0]):
        part = inputs[row].reshape(unit.field.shape)
        if _add_field(inputs[row], unit.field.reshape(-1)):
            _subtract_largest(part, largest)
        else:
            largest[:] = 0.0
        _exponentials(inputs[row])
        log_norm[row] += _normalise(part, largest, total)


@strict
def thresholds(unit, inputs, largest):
    """inputs (rows, q N) <- the thresholds of `draw`: the sum of exp(inputs + field) over all colours up to each one.

    The thresholds of a site are meant up to a common factor. largest: (N,), overwritten.
    """
    for row in range(inputs.shape[0]):
        part = inputs[row].reshape(unit.field.shape)
        if _add_field(inputs[row], unit.field.reshape(-1)):
            _subtract_largest(part, largest)
        _exponentials(inputs[row])
        _accumulate(part)


@strict
def thresholds_of_means(unit, means):
    """means (rows, q N) <- the thresholds with which `draw` draws colours of these probabilities."""
    for row in range(means.shape[0]):
        _accumulate(means[row].reshape(unit.field.shape))


thresholds_of_weights = thresholds_of_means


@fast
def _accumulate(weights):
    """weights (q, N) <- cumulative sums over colours."""
    for a in range(1, weights.shape[0]):
        for i in range(weights.shape[1]):
            weights[a, i] += weights[a - 1, i]


@strict
def draw(unit, v, cumulative, words, row, mark):
    """v (C, N) <- random colours. Chain c uses row `row[c]` of the thresholds `cumulative` (rows, q N).

    words: random words (C N,). mark: (N,), overwritten.
    """
    sites = v.shape[1]
    for chain in range(v.shape[0]):
        part = cumulative[row[chain]].reshape(-1, sites)
        _count_below(words[chain * sites : (chain + 1) * sites], part, v[chain], mark)


@fast
def _count_below(words, cumulative, v, mark):
    """v (N,) <- random colours: the number of colours whose cumulative weight is at most a random share of the total.

    words: random words (N,). cumulative: (q, N). mark: the random shares of the total, (N,), overwritten.
    """
    last = cumulative.shape[0] - 1
    for i in range(v.shape[0]):
        mark[i] = float32(int32(words[i] >> uint32(8))) * float32(2.0**-24) * cumulative[last, i]
        v[i] = np.uint8(0)
    for a in range(last):
        for i in range(v.shape[0]):
            v[i] += np.uint8(mark[i] >= cumulative[a, i])


@fast
def _remove_mean(weights, mean):
    """weights (rows, q N) <- weights minus their mean over colours. mean: (N,), overwritten."""
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
    """weights (rows, q N) <- the weights in the zero-sum gauge. mean: (N,), overwritten."""
    _remove_mean(weights, mean)


# What a run with this kind of unit needs outside compiled code:
CHAINS = np.uint8  # type of the configurations of chains


def no_law():
    """A law in the place of that of streamed data, for runs that have a training set. Nothing is drawn from it."""
    return ring_law(3, 2, 0.0)


def inward(values):
    """Parameters (..., N, q) of an RBM in the layout of the kernels, colour by colour: (..., q N), a copy."""
    return np.ascontiguousarray(np.swapaxes(values, -1, -2)).reshape(*values.shape[:-2], -1)


def outward(values, shape):
    """Parameters (..., q N) of the kernels as (..., N, q), a view; `shape` is (N, q)."""
    sites, colours = shape
    return np.swapaxes(values.reshape(*values.shape[:-1], colours, sites), -1, -2)


def rows_of(v):
    """Configurations (B, N) of colours as the kernels read them: (B, N) uint8."""
    return np.ascontiguousarray(v, np.uint8)


def empty_rows(count, sites):
    """An array for `count` configurations of N = `sites` colours, (count, N) uint8, filled with zeros."""
    return np.zeros((count, sites), np.uint8)
