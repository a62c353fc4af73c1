"""Compiled verbs of visible spins, v float32 (rows, N) of -1 and +1; `units.spin` is the readable path.

A verb that has no use for v takes it all the same: its type picks the verb, see `visible`.
"""

import numpy as np
from numba import float32, njit, uint64

from placecells.data.ising import fill_rows
from placecells.random import fill_words
from placecells.rbm.kernels.vector import compiled, tanh32


@compiled
def _unpack(rows, row, v, place):
    """v[place] <- the spins of one packed row."""
    sites = v.shape[1]
    for k in range(rows.shape[1]):
        bits = rows[row, k]
        for j in range(min(64, sites - 64 * k)):
            v[place, 64 * k + j] = float32(2.0) * float32((bits >> uint64(j)) & uint64(1)) - float32(1.0)


@njit(cache=True, nogil=True)
def load(v, place, data, row):
    """v[place] <- row `row` of the data (B, words) uint64."""
    _unpack(data, row, v, place)


@njit(cache=True, nogil=True)
def load_fresh(v, first_row, plan, space):
    """v <- rows first_row, first_row + 1, ... of the endless data of the plan's seed."""
    fill_rows(space.rows, v.shape[1], plan.law, plan.data_seed, first_row)
    for place in range(v.shape[0]):
        _unpack(space.rows, place, v, place)


@njit(cache=True, nogil=True)
def inputs_h(v, h, space):
    """h (rows, M) <- sum_i w_{mu i} v_i."""
    np.dot(v, space.wT, h)


@njit(cache=True, nogil=True)
def sum_moment(v, h, total):
    """total (M, N) <- sum over rows of h_mu v_i."""
    np.dot(h.T, v, total)


@compiled
def add_means(v, scale, total):
    """total (N,) += scale * sum over rows of v (rows, N)."""
    for row in range(v.shape[0]):
        for i in range(v.shape[1]):
            total[i] += scale * v[row, i]


@compiled
def mean(v, inputs, field, space):
    """inputs (rows, N) <- tanh(inputs + field), field (N,)."""
    for row in range(inputs.shape[0]):
        for i in range(inputs.shape[1]):
            inputs[row, i] = tanh32(float32(inputs[row, i] + field[i]))


@compiled
def _compare(words, means, spins):
    """spins <- +1 where a word, as a fraction in [-1, 1), is below the mean; all one-dimensional."""
    for i in range(spins.shape[0]):
        fraction = float32(words[i]) * float32(2.0**-31)
        spins[i] = float32(1.0) if fraction < means[i] else float32(-1.0)


@njit(cache=True, nogil=True)
def draw(v, means, start, space):
    """v <- spins of the given means (rows, N) with the stream `start`; returns the rest of the stream."""
    used = space.words[: (means.size + 1) // 2]
    rest = fill_words(start, used)
    _compare(used.view(np.int32), means.reshape(-1), v.reshape(-1))
    return rest


@njit(cache=True, nogil=True)
def sample(v, inputs, field, start, space):
    """v <- a draw from P(v) ~ exp(v (inputs + field)), inputs (rows, N), used up; returns the rest of the stream."""
    mean(v, inputs, field, space)
    return draw(v, inputs, start, space)


@compiled
def _cumulant(inputs, row, field):
    """sum_i log 2 cosh(inputs_i + field_i) of one row: |x| + log(1 + exp(-2|x|)) = |x| + log(2 / (1 + tanh|x|))."""
    size = 0.0
    log_product = 0.0
    for first in range(0, inputs.shape[1], 512):
        product = 1.0
        for i in range(first, min(first + 512, inputs.shape[1])):
            x = abs(float32(inputs[row, i] + field[i]))
            size += x
            product *= 2.0 / (1.0 + tanh32(x))
        log_product += np.log(product)
    return size + log_product


@njit(cache=True, nogil=True)
def mean_and_norm(v, inputs, field, log_norm, space):
    """inputs (rows, N) <- tanh(inputs + field); log_norm (rows,) += sum_i log 2 cosh(inputs_i + field_i)."""
    for row in range(inputs.shape[0]):
        log_norm[row] += _cumulant(inputs, row, field)
    mean(v, inputs, field, space)


@njit(cache=True, nogil=True)
def gauge(v, weights):
    """Weights (..., N) as they are: spins have no gauge freedom."""
