"""Random streams of the compiled kernels.

A stream is a sequence of random 64-bit words. Its start is a hash of (seed, purpose, counter), and word n of a stream
is a hash of the start and n (SplitMix64). Every update of a training and every configuration of a training set has
streams of its own. So no state of a generator is handed on: results depend neither on threads nor on interruptions, a
checkpoint holds no generator, and a configuration is the same whatever the number of configurations after it.

Where very many random numbers are needed, a stream seeds lanes. A lane is a small 32-bit generator; the compiler
advances eight or sixteen lanes at a time.
"""

import numpy as np
from numba import njit, uint32, uint64

from placecells.arrays import zeros
from placecells.jit import strict

GOLDEN = uint64(0x9E3779B97F4A7C15)
MAX_LANES = 640

# The purposes of streams: streams of one seed with different purposes are independent.
CONFIGURATION, ORDER, HIDDEN, LANES = range(4)


@njit(inline="always")
def mix(z):
    """A bijective hash of 64 bits, uint64 -> uint64: the finaliser of SplitMix64 (Steele, Lea and Flood 2014)."""
    z = (z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB)
    return z ^ (z >> uint64(31))


@njit(inline="always")
def stream(seed, purpose, counter):
    """Start (uint64) of the stream of a seed, a purpose and a counter.

    The counter numbers updates, epochs or configurations, depending on the purpose.
    """
    return mix(mix(uint64(seed) + uint64(purpose) * GOLDEN) + uint64(counter) * GOLDEN)


@njit(inline="always")
def word(start, n):
    """Word n (uint64) of the stream that begins at `start`."""
    return mix(start + (uint64(n) + uint64(1)) * GOLDEN)


@njit(inline="always")
def uniform(start, n):
    """Word n of the stream that begins at `start`, as a float64 in [0, 1)."""
    return (word(start, n) >> uint64(11)) * 2.0**-53


@strict
def open_lanes(start, lanes):
    """Overwrite `lanes`, (4, n) uint32, the states of n lanes, with words of the stream that begins at `start`."""
    for i in range(lanes.shape[1]):
        one, other = word(start, 2 * i), word(start, 2 * i + 1)
        lanes[0, i], lanes[1, i] = uint32(one), uint32(one >> uint64(32))
        lanes[2, i], lanes[3, i] = uint32(other), uint32(other >> uint64(32))


@njit(inline="always")
def turn(a, b, c, d):
    """One step of the generator xoshiro128+ (Blackman and Vigna 2018) from the state (a, b, c, d).

    Returns a random word and the four numbers of the next state, all uint32.
    """
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
    """Overwrite `words`, (rows, n) uint32, with random words, column i from the lane lanes[:, i], which advances.

    lanes: (4, n) uint32. The number of rows is a multiple of eight.
    """
    for row in range(0, words.shape[0], 8):
        for i in range(lanes.shape[1]):  # eight words per visit of a lane: loading and storing its state costs little
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
    """Arrays for `fill_lanes` with at least `total` words: lanes (4, n) and words (rows, n), uint32, filled with zeros.

    n is at most MAX_LANES, so that the lanes fit into the processor's first cache, and a multiple of 16, the width of
    vectors.
    """
    visits = -(-total // (8 * MAX_LANES))
    lanes = -(-total // (8 * visits * 16)) * 16
    return zeros((4, lanes), np.uint32), zeros((8 * visits, lanes), np.uint32)


@strict
def permutation(seed, epoch, order):
    """Overwrite `order`, (n,) uint32, with a random permutation of 0 ... n-1, one for each seed and epoch.

    Fisher and Yates' algorithm; all permutations are equally likely.
    """
    start = stream(seed, ORDER, epoch)
    for i in range(order.shape[0]):
        order[i] = i
    for i in range(order.shape[0] - 1, 0, -1):
        # A product and a shift instead of a remainder: no index's probability is off by more than a share n / 2^32.
        j = ((word(start, i) >> uint64(32)) * uint64(i + 1)) >> uint64(32)
        order[i], order[j] = order[j], order[i]


@strict
def drawn_numbers(seed, epoch, numbers):
    """Overwrite `numbers`, (n,) uint32, with independent integers of 0 ... n-1, others for each seed and epoch."""
    start = stream(seed, ORDER, epoch)
    for i in range(numbers.shape[0]):
        numbers[i] = ((word(start, i) >> uint64(32)) * uint64(numbers.shape[0])) >> uint64(32)
