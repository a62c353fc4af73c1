"""Exact, independent samples of the periodic Ising ring (8): P(v) ~ exp(beta sum_i v_i v_{i+1}).

No Markov chain: the bonds b_i = v_i v_{i+1} are independent with P(b = -1) = 1/(1 + exp(2 beta)) but for the ring's
closure, which asks for an even number of -1. A word of 64 bonds is drawn at once by comparing random bits with the
binary digits of that probability; a row with an odd number is drawn again (accepted with probability (1 + t^N)/2).
"""

import numpy as np
from numba import njit, uint64

from placecells.data.packing import bytes_from_words, pack, unpack
from placecells.random import CONFIGURATION, stream, word

ONES = uint64(0xFFFFFFFFFFFFFFFF)


def wall_probability(beta):
    """P(b = -1) of a bond as a 64-bit binary fraction (np.uint64), for inverse temperature beta >= 0.

    Raises ValueError for a negative or non-finite beta.
    """
    if not (np.isfinite(beta) and beta >= 0):
        raise ValueError(f"beta = {beta} must be finite and not negative")
    return np.uint64(int(2.0**64 / (1.0 + np.exp(min(2.0 * beta, 700.0)))))


@njit(inline="always")
def _bernoulli_word(digits, start, draw):
    """64 independent bits, each 1 with probability digits / 2^64, and the number of draws used so far."""
    ones = uint64(0)
    undecided = ONES
    shift = uint64(64)
    while undecided != uint64(0) and shift > uint64(0):
        shift -= uint64(1)
        bits = word(start, draw)
        draw += 1
        if (digits >> shift) & uint64(1):
            ones |= undecided & ~bits
            undecided &= bits
        else:
            undecided &= ~bits
    return ones, draw


@njit(inline="always")
def _prefix_xor(x):
    """Bit i of the result is the parity of bits 0..i of x."""
    x ^= x << uint64(1)
    x ^= x << uint64(2)
    x ^= x << uint64(4)
    x ^= x << uint64(8)
    x ^= x << uint64(16)
    return x ^ (x << uint64(32))


@njit(cache=True, nogil=True)
def fill_rows(rows, sites, digits, seed, first_row):
    """Fill `rows`, uint64 (S, ceil(N/64)), with rows first_row, first_row + 1, ... of the endless data of `seed`."""
    last = rows.shape[1] - 1
    last_mask = ONES >> uint64(64 * rows.shape[1] - sites)
    for row in range(rows.shape[0]):
        start = stream(seed, CONFIGURATION, first_row + row)
        draw = 0
        odd = uint64(1)
        while odd:
            odd = uint64(0)
            for k in range(rows.shape[1]):
                walls, draw = _bernoulli_word(digits, start, draw)
                if k == last:
                    walls &= last_mask
                rows[row, k] = _prefix_xor(walls)  # parity of the walls up to and including bond i
                odd ^= rows[row, k] >> uint64(63)
        flip = (word(start, draw) & uint64(1)) * ONES  # the first spin, unbiased
        for k in range(rows.shape[1]):
            inclusive = rows[row, k]
            rows[row, k] = (inclusive << uint64(1)) ^ flip
            if inclusive >> uint64(63):
                flip = ~flip
        rows[row, last] &= last_mask


def sample(sites, beta, samples, seed):
    """Rows 0..samples-1 of the data set of `seed`: bytes (samples, ceil(N/8)) uint8, packed as in `packing`.

    A longer data set of the same seed begins with the same rows.
    """
    rows = np.empty((samples, -(-sites // 64)), np.uint64)
    fill_rows(rows, sites, wall_probability(beta), np.uint64(seed), 0)
    return bytes_from_words(rows, sites)


def symmetrised(sites, beta, samples, seed):
    """Exactly rotation-invariant data: each of samples/N configurations followed by its N rotations; as `sample`.

    Raises ValueError if `samples` is not a multiple of `sites`.
    """
    if samples % sites:
        raise ValueError(f"samples = {samples} must be a multiple of sites = {sites} to hold every rotation")
    configurations = unpack(sample(sites, beta, samples // sites, seed), sites)
    rows = np.empty((samples, -(-sites // 8)), np.uint8)
    for shift in range(sites):
        rows[shift::sites] = pack(np.roll(configurations, shift, axis=1))
    return rows
