"""Counter-seeded random streams for compiled kernels.

A stream is a SplitMix64 counter whose start is a hash of (seed, purpose, counter). Every update of a training run and
every row of a data set opens its own streams, so no generator state is carried along: results depend on neither
threads nor interruptions, a checkpoint holds no generator, and a row of a data set is the same however many follow.

Where very many numbers are drawn, a stream seeds lanes: small 32-bit generators side by side, which the compiler
advances eight or sixteen at a time.
"""

import numpy as np
from numba import njit, uint32, uint64

from placecells.jit import strict

GOLDEN = uint64(0x9E3779B97F4A7C15)
MAX_LANES = 640

# What a stream is for: streams of one seed with different purposes are independent.
CONFIGURATION, ORDER, HIDDEN, LANES = range(4)


@njit(inline="always")
def mix(z):
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijective hash of 64 bits."""
    z = (z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB)
    return z ^ (z >> uint64(31))


@njit(inline="always")
def stream(seed, purpose, counter):
    """Start (uint64) of the stream for one purpose and one counter (an update, an epoch, a row) of a seed."""
    return mix(mix(uint64(seed) + uint64(purpose) * GOLDEN) + uint64(counter) * GOLDEN)


@njit(inline="always")
def word(start, n):
    """Word n (uint64) of the stream that begins at `start`."""
    return mix(start + (uint64(n) + uint64(1)) * GOLDEN)


@njit(inline="always")
def uniform(start, n):
    """Draw n of the stream as a float64 in [0, 1)."""
    return (word(start, n) >> uint64(11)) * 2.0**-53


@strict
def open_lanes(start, lanes):
    """Seed one generator a column: lanes (4, n) uint32 <- words of the stream that begins at `start`."""
    for i in range(lanes.shape[1]):
        one, other = word(start, 2 * i), word(start, 2 * i + 1)
        lanes[0, i], lanes[1, i] = uint32(one), uint32(one >> uint64(32))
        lanes[2, i], lanes[3, i] = uint32(other), uint32(other >> uint64(32))


@njit(inline="always")
def turn(a, b, c, d):
    """A word (uint32) of the generator xoshiro128+ (Blackman and Vigna 2018) and its next state."""
    result = uint32(a + d)
    t = uint32(b << uint32(9))
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    return result, a, b, c, uint32((d << uint32(11)) | (d >> uint32(21)))


@strict
def fill_lanes(lanes, words):
    """Fill `words` (rows, n) uint32, rows a multiple of eight: column i from the generator lanes[:, i]."""
    for row in range(0, words.shape[0], 8):
        for i in range(lanes.shape[1]):  # eight words a visit, so that loading and storing states costs little
            p, q, r, s = lanes[0, i], lanes[1, i], lanes[2, i], lanes[3, i]
            words[row, i], p, q, r, s = turn(p, q, r, s)
            words[row + 1, i], p, q, r, s = turn(p, q, r, s)
            words[row + 2, i], p, q, r, s = turn(p, q, r, s)
            words[row + 3, i], p, q, r, s = turn(p, q, r, s)
            words[row + 4, i], p, q, r, s = turn(p, q, r, s)
            words[row + 5, i], p, q, r, s = turn(p, q, r, s)
            words[row + 6, i], p, q, r, s = turn(p, q, r, s)
            words[row + 7, i], lanes[0, i], lanes[1, i], lanes[2, i], lanes[3, i] = turn(p, q, r, s)


def lanes_for(total):
    """Empty (lanes, words) for `fill_lanes` with at least `total` words: as many lanes as the first cache has room for,
    a multiple of the width of vectors."""
    visits = -(-total // (8 * MAX_LANES))
    lanes = -(-total // (8 * visits * 16)) * 16
    return np.zeros((4, lanes), np.uint32), np.zeros((8 * visits, lanes), np.uint32)


@strict
def permutation(seed, epoch, order):
    """Fill `order` (uint32, length n) with the uniform random permutation of 0..n-1 of one epoch (Fisher-Yates)."""
    start = stream(seed, ORDER, epoch)
    for i in range(order.shape[0]):
        order[i] = i
    for i in range(order.shape[0] - 1, 0, -1):
        # multiply-shift on 32 bits: each index is off uniform by less than n / 2^32
        j = ((word(start, i) >> uint64(32)) * uint64(i + 1)) >> uint64(32)
        order[i], order[j] = order[j], order[i]
