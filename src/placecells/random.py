"""Counter-seeded random streams for compiled kernels.

A stream is a SplitMix64 counter whose start is a hash of (seed, purpose, counter). Every update of a training run and
every row of a data set opens its own streams, so no generator state is carried along: results depend on neither
threads nor interruptions, a checkpoint holds no generator, and a row of a data set is the same however many follow.
"""

from numba import njit, uint64

GOLDEN = uint64(0x9E3779B97F4A7C15)

# What a stream is for: streams of one seed with different purposes are independent.
CONFIGURATION, ORDER, CHAINS, STATE = range(4)


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


@njit(cache=True, nogil=True)
def fill_words(start, words):
    """Fill `words` (uint64, any length) from the stream and return the start of the draws that follow."""
    for n in range(words.shape[0]):
        words[n] = word(start, n)
    return start + uint64(words.shape[0]) * GOLDEN


@njit(cache=True, nogil=True)
def permutation(seed, epoch, order):
    """Fill `order` (uint32, length n) with the uniform random permutation of 0..n-1 of one epoch (Fisher-Yates)."""
    start = stream(seed, ORDER, epoch)
    for i in range(order.shape[0]):
        order[i] = i
    for i in range(order.shape[0] - 1, 0, -1):
        # multiply-shift on 32 bits: each index is off uniform by less than n / 2^32
        j = ((word(start, i) >> uint64(32)) * uint64(i + 1)) >> uint64(32)
        order[i], order[j] = order[j], order[i]
