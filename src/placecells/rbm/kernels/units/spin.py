"""Compiled functions of visible spins. `units.spin` is the readable path.

Configurations v are float32 (rows, N) of -1 and +1. The first argument of a function is always the parameters of the
units, because their class chooses the function, see `visible`.
"""

from typing import NamedTuple

import numpy as np
from numba import float32, float64, njit, uint32

from placecells.data.ising import fill, ring_law
from placecells.data.packing import pack, unpack, words_from_bytes
from placecells.jit import fast, strict
from placecells.rbm.kernels.numbers.vector import LARGEST, exp32, sum_of_logs, tanh32

SPINS = unpack(np.arange(256, dtype=np.uint8)[:, None], 8).astype(np.float32)  # (256, 8), the spins of each byte
FEW = 20  # up to this number of hidden units loops are faster than matrix products of the BLAS library


class Spin(NamedTuple):
    """The parameters of N visible spins."""

    field: np.ndarray  # (N,)


@fast
def unpack_rows(rows, count, v):
    """The first `count` configurations of v (S, N) <- the spins of packed rows (S, words) uint64."""
    packed = rows.view(np.uint8)
    whole = v.shape[1] // 8
    for place in range(count):
        for k in range(whole):
            byte = uint32(packed[place, k])
            for j in range(8):
                v[place, 8 * k + j] = SPINS[byte, j]
        for j in range(v.shape[1] - 8 * whole):
            v[place, 8 * whole + j] = SPINS[packed[place, whole], j]


@strict
def load(unit, v, data, order, rows):
    """v (S, N) <- the samples with the numbers `order` of the packed training set `data` (B, words) uint64.

    rows: (S, words) uint64, overwritten.
    """
    for place in range(order.shape[0]):  # first copy all rows: the processor then loads several from memory at once
        for k in range(data.shape[1]):
            rows[place, k] = data[order[place], k]
    unpack_rows(rows, order.shape[0], v)


@strict
def load_fresh(unit, v, first_row, plan, rows):
    """v (S, N) <- samples number first_row, first_row + 1, ... of the streamed data. rows: overwritten."""
    fill(rows, v.shape[1], plan.law, plan.data_seed, first_row)
    unpack_rows(rows, v.shape[0], v)


@fast
def _inputs_of_few(v, h, w):
    """`inputs_h` for at least four rows, in steps of four rows and two units, so that all sums stay in registers.

    The last step repeats rows and units of the step before where their numbers are no multiples of four and two.
    """
    for row in range(0, v.shape[0], 4):
        r = min(row, v.shape[0] - 4)
        for mu in range(0, w.shape[0], 2):
            one, two = mu, min(mu + 1, w.shape[0] - 1)
            a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = float32(0.0)
            for i in range(v.shape[1]):
                x, y = w[one, i], w[two, i]
                a0 += v[r, i] * x
                a1 += v[r + 1, i] * x
                a2 += v[r + 2, i] * x
                a3 += v[r + 3, i] * x
                b0 += v[r, i] * y
                b1 += v[r + 1, i] * y
                b2 += v[r + 2, i] * y
                b3 += v[r + 3, i] * y
            h[r, one], h[r + 1, one], h[r + 2, one], h[r + 3, one] = a0, a1, a2, a3
            h[r, two], h[r + 1, two], h[r + 2, two], h[r + 3, two] = b0, b1, b2, b3


@strict
def arrange(unit, w, eights):
    """Does nothing: the weights (M, N) of spins are read as they are."""


@strict
def inputs_h(unit, v, h, w, eights):
    """h (rows, M) <- inputs sum_i w_{mu i} v_i. w: (M, N). eights: not used."""
    if h.shape[1] == 1:
        np.dot(v, w[0], h.reshape(-1))  # twice as fast as a product of matrices
    elif h.shape[1] <= FEW and h.shape[0] >= 4:
        _inputs_of_few(v, h, w)
    else:
        np.dot(v, w.T, h)


@fast
def _sum_moment_of_few(v, h, total):
    """`sum_moment` in steps of four rows, so that loading and storing the sums costs little."""
    total[:] = float32(0.0)
    whole = v.shape[0] // 4 * 4
    for r in range(0, whole, 4):
        for mu in range(h.shape[1]):
            a, b, c, d = h[r, mu], h[r + 1, mu], h[r + 2, mu], h[r + 3, mu]
            for i in range(v.shape[1]):
                total[mu, i] += a * v[r, i] + b * v[r + 1, i] + c * v[r + 2, i] + d * v[r + 3, i]
    for r in range(whole, v.shape[0]):
        for mu in range(h.shape[1]):
            for i in range(v.shape[1]):
                total[mu, i] += h[r, mu] * v[r, i]


@strict
def sum_moment(unit, v, h, total, eights):
    """total (M, N) <- sum over rows of h_mu v_i. eights: not used."""
    if h.shape[1] == 1:
        np.dot(h.reshape(-1), v, total[0])
    elif h.shape[1] <= FEW:
        _sum_moment_of_few(v, h, total)
    else:
        np.dot(h.T, v, total)


@fast
def _add_rows(v, scale, total):
    """total (N,) += scale * sum over rows of v (rows, N)."""
    for row in range(v.shape[0]):
        for i in range(v.shape[1]):
            total[i] += scale * v[row, i]


@strict
def add_gradients(unit, v, scale, total, plan):
    """If the field is learned: total.field (N,) += scale * sum over rows of v (rows, N). total: a Spin."""
    if plan.visible_learned[0]:
        _add_rows(v, scale, total.field)


@fast
def _means(inputs, field):
    """inputs (rows, N) <- tanh(inputs + field), field (N,)."""
    for row in range(inputs.shape[0]):
        for i in range(inputs.shape[1]):
            inputs[row, i] = tanh32(float32(inputs[row, i] + field[i]))


@njit(inline="always")
def _threshold(mean):
    """Threshold of a spin of this mean, an int32 stored in the bits of a float32.

    A random int32 is below the threshold with probability (1 + mean)/2.
    """
    return np.int32(mean * LARGEST).view(np.float32)


@fast
def _round(means):
    """means (rows, N) <- the thresholds of spins with these means."""
    for row in range(means.shape[0]):
        for i in range(means.shape[1]):
            means[row, i] = _threshold(means[row, i])


@strict
def thresholds_of_means(unit, means):
    """means (rows, N) <- the thresholds with which `draw` draws spins of these means."""
    _round(means)


@strict
def thresholds(unit, inputs, scratch):
    """inputs (rows, N) <- the thresholds with which `draw` draws spins of the means tanh(inputs + field)."""
    _means(inputs, unit.field)
    _round(inputs)


@fast
def _round_weights(weights):
    """weights (rows, N), exp(x) on entry <- the thresholds of spins with the means tanh(x)."""
    for row in range(weights.shape[0]):
        for i in range(weights.shape[1]):
            odds = weights[row, i] * weights[row, i]
            weights[row, i] = _threshold(float32(1.0) - float32(2.0) / (float32(1.0) + odds))


@strict
def thresholds_of_weights(unit, weights):
    """weights (rows, N), exp(x) on entry <- the thresholds with which `draw` draws spins of the means tanh(x)."""
    _round_weights(weights)


@fast
def _compare(words, thresholds, spins):
    """spins <- +1 where a random word is below its threshold, else -1; all arrays (N,)."""
    for i in range(spins.shape[0]):
        spins[i] = float32(1.0) if words[i] < thresholds[i] else float32(-1.0)


@strict
def draw(unit, v, thresholds, words, row, scratch):
    """v (C, N) <- random spins with random words (C N,). Chain c uses row `row[c]` of the thresholds (rows, N)."""
    sites, bits, words = v.shape[1], thresholds.view(np.int32), words.view(np.int32)
    for chain in range(v.shape[0]):
        _compare(words[chain * sites : (chain + 1) * sites], bits[row[chain]], v[chain])


@fast
def _cumulant(inputs, field):
    """sum_i log 2 cosh(x_i) = sum_i [|x_i| + log(1 + exp(-2 |x_i|))], x = inputs + field, of at most 64 sites.

    The logarithm is taken of the product of all 1 + exp(-2 |x_i|), which for 64 sites stays within float32.
    """
    size, product = float32(0.0), float32(1.0)
    for i in range(inputs.shape[0]):
        x = abs(float32(inputs[i] + field[i]))
        size += x
        product *= float32(1.0) + exp32(float32(-2.0) * x)
    return size + np.log(float64(product))


@strict
def mean_and_norm(unit, inputs, log_norm, scratch, more_scratch):
    """inputs (rows, N) <- tanh(inputs + field); log_norm (rows,) += sum_i log 2 cosh(inputs_i + field_i)."""
    for row in range(inputs.shape[0]):
        for first in range(0, inputs.shape[1], 64):
            log_norm[row] += _cumulant(inputs[row, first : first + 64], unit.field[first : first + 64])
    _means(inputs, unit.field)


@fast
def _add_inverse(weights, total):
    """total (N,) <- weights + 1 / weights."""
    for i in range(weights.shape[0]):
        total[i] = weights[i] + float32(1.0) / weights[i]


@strict
def norm_of_weights(unit, weights, log_norm, total):
    """log_norm (rows,) += sum_i log 2 cosh(x_i), weights (rows, N) = exp(x). total: (N,), overwritten."""
    for row in range(weights.shape[0]):
        _add_inverse(weights[row], total)
        log_norm[row] += sum_of_logs(total)


@strict
def gauge(unit, weights, scratch):
    """Does nothing: spins have no gauge freedom."""


# What a run with this kind of unit needs outside compiled code:
CHAINS = np.float32  # type of the configurations of chains


def no_law():
    """A law in the place of that of streamed data, for runs that have a training set. Nothing is drawn from it."""
    return ring_law(3, 0.0)


def inward(values):
    """Parameters (..., N) of an RBM in the layout of the kernels: a copy."""
    return np.array(values)


def outward(values, shape):
    """Parameters (..., N) of the kernels in the layout of an RBM: unchanged, no copy."""
    return values


def rows_of(v):
    """Configurations (B, N) of -1 and +1 as the kernels read them: packed spins (B, words) uint64."""
    return words_from_bytes(pack(v))


def empty_rows(count, sites):
    """An array for `count` packed configurations of N = `sites` spins, (count, words) uint64, filled with zeros."""
    return np.zeros((count, -(-sites // 64)), np.uint64)
