"""Compiled verbs of visible spins, v float32 (rows, N) of -1 and +1; `units.spin` is the readable path.

A verb that has no use for v takes it all the same: its type picks the verb, see `visible`.
"""

import numpy as np
from numba import float32, int32, njit, uint32, uint64

from placecells.data.ising import fill_rows
from placecells.rbm.kernels.vector import compiled, tanh32


@compiled
def _unpack(rows, count, v):
    """The first `count` configurations v <- the spins of packed rows."""
    sites = v.shape[1]
    for place in range(count):
        for first in range(0, sites, 32):
            bits = uint32(rows[place, first // 64] >> uint64(first % 64))
            for j in range(min(32, sites - first)):
                bit = uint32(bits >> (uint32(j) & uint32(31))) & uint32(1)  # "& 31": vectors of 32 bits will do
                v[place, first + j] = float32(1.0) if bit else float32(-1.0)


@njit(cache=True, nogil=True)
def load(v, data, order, space):
    """v <- the rows `order` of the data (B, words) uint64."""
    for place in range(order.shape[0]):  # first all rows, so that one does not wait for the other's way from memory
        for k in range(data.shape[1]):
            space.rows[place, k] = data[order[place], k]
    _unpack(space.rows, order.shape[0], v)


@njit(cache=True, nogil=True)
def load_fresh(v, first_row, plan, space):
    """v <- rows first_row, first_row + 1, ... of the endless data of the plan's seed."""
    fill_rows(space.rows, v.shape[1], plan.law, plan.data_seed, first_row)
    _unpack(space.rows, v.shape[0], v)


@njit(cache=True, nogil=True)
def inputs_h(v, h, space):
    """h (rows, M) <- sum_i w_{mu i} v_i."""
    if h.shape[1] == 1:
        np.dot(v, space.w[0], h.reshape(-1))  # twice as fast as a product of matrices
    else:
        np.dot(v, space.wT, h)


@njit(cache=True, nogil=True)
def sum_moment(v, h, total):
    """total (M, N) <- sum over rows of h_mu v_i."""
    if h.shape[1] == 1:
        np.dot(h.reshape(-1), v, total[0])
    else:
        np.dot(h.T, v, total)


@compiled
def add_means(v, scale, total):
    """total (N,) += scale * sum over rows of v (rows, N)."""
    for row in range(v.shape[0]):
        for i in range(v.shape[1]):
            total[i] += scale * v[row, i]


@compiled
def thresholds(v, inputs, field, space):
    """inputs (rows, N) <- what `draw` compares random numbers with: the means tanh(inputs + field), field (N,)."""
    for row in range(inputs.shape[0]):
        for i in range(inputs.shape[1]):
            inputs[row, i] = tanh32(float32(inputs[row, i] + field[i]))


@njit(cache=True, nogil=True)
def thresholds_of_means(v, means):
    """The thresholds of spins are their means."""


@compiled
def thresholds_of_weights(v, weights):
    """weights exp(x) (rows, N) <- tanh x."""
    for row in range(weights.shape[0]):
        for i in range(weights.shape[1]):
            odds = weights[row, i] * weights[row, i]
            weights[row, i] = float32(1.0) - float32(2.0) / (float32(1.0) + odds)


@compiled
def _compare(words, means, spins):
    """spins <- +1 where a word, as a fraction in [-1, 1), is below the mean; all (N,)."""
    for i in range(spins.shape[0]):
        fraction = float32(int32(words[i])) * float32(2.0**-31)
        spins[i] = float32(1.0) if fraction < means[i] else float32(-1.0)


@njit(cache=True, nogil=True)
def draw(v, means, words, space):
    """Spins of chain c <- a draw with the means (rows, N) of its row `space.row[c]` and random words (C N,)."""
    sites = v.shape[1]
    for chain in range(v.shape[0]):
        _compare(words[chain * sites : (chain + 1) * sites], means[space.row[chain]], v[chain])


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
    thresholds(v, inputs, field, space)


@njit(cache=True, nogil=True)
def gauge(v, weights, scratch):
    """Weights (..., N) as they are: spins have no gauge freedom."""
