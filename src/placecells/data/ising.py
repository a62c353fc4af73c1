"""Exact, independent samples of the periodic Ising ring (8): P(v) ~ exp(beta sum_i v_i v_{i+1}).

No Markov chain: the bonds b_i = v_i v_{i+1} are independent with P(b = -1) = p = (1 - t)/2, t = tanh beta, but for the
ring's closure, which asks for an even number of -1. Write a bond as "in play" with probability 2p = 1 - t, and -1 with
probability 1/2 if in play. Any subset of the bonds in play is then equally likely, so evenness is had by turning one of
them, without rejection; only "no bond in play", of probability t^N and always even, has to be given its double weight.
Bits in play are drawn 64 at a time, by comparing random bits with the binary digits of 1 - t.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, uint64

from placecells.data.packing import bytes_from_words, pack, unpack, words_from_bytes
from placecells.jit import strict
from placecells.random import CONFIGURATION, stream, uniform, word

ONES = uint64(0xFFFFFFFFFFFFFFFF)

# how configurations are stored
DIMENSION = "byte"
ATTRIBUTES = {
    "long_name": "configurations, one bit a spin",
    "bit_order": "little",
    "spin_of_bit": "1 is +1, 0 is -1; bits beyond `sites` are 0",
    "decode": "numpy.unpackbits(row, axis=-1, count=sites, bitorder='little').astype('i1') * 2 - 1",
}


class Law(NamedTuple):
    """The ring's law as the sampler needs it."""

    digits: np.uint64  # 1 - t, the probability that a bond is in play, as a 64-bit binary fraction
    aligned: float  # 2 t^N / (1 + t^N), the probability that no bond is in play on a closed ring


def ring_law(sites, beta):
    """The `Law` of N sites at inverse temperature beta >= 0.

    Raises ValueError for a negative or non-finite beta.
    """
    if not (np.isfinite(beta) and beta >= 0):
        raise ValueError(f"beta = {beta} must be finite and not negative")
    in_play = 2.0 / (1.0 + np.exp(min(2.0 * beta, 700.0)))
    power = np.tanh(beta) ** sites
    return Law(np.uint64(min(int(in_play * 2.0**64), 2**64 - 1)), float(2.0 * power / (1.0 + power)))


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


@njit(inline="always")
def _draw_walls(walls, row, law, start, last_mask):
    """walls[row] <- bits of the bonds that are -1, an even number of them, not all aligned by `law.aligned`."""
    last = walls.shape[1] - 1
    draw = 1  # draw 0 has decided about `aligned`
    chosen, chosen_bit, odd = -1, uint64(0), uint64(0)
    while chosen < 0:
        for k in range(walls.shape[1]):
            in_play, draw = _bernoulli_word(law.digits, start, draw)
            if k == last:
                in_play &= last_mask
            if chosen < 0 and in_play:
                chosen, chosen_bit = k, in_play & (~in_play + uint64(1))
            walls[row, k] = in_play & word(start, draw)
            draw += 1
            odd ^= _prefix_xor(walls[row, k]) >> uint64(63)
    if odd:
        walls[row, chosen] ^= chosen_bit
    return draw


@strict
def fill_rows(rows, sites, law, seed, first_row):
    """Fill `rows`, uint64 (S, ceil(N/64)), with rows first_row, first_row + 1, ... of the endless data of `seed`."""
    last = rows.shape[1] - 1
    last_mask = ONES >> uint64(64 * rows.shape[1] - sites)
    for row in range(rows.shape[0]):
        start = stream(seed, CONFIGURATION, first_row + row)
        if uniform(start, 0) < law.aligned:
            rows[row] = 0
            draw = 1
        else:
            draw = _draw_walls(rows, row, law, start, last_mask)
        flip = (word(start, draw) & uint64(1)) * ONES  # the first spin, unbiased
        for k in range(rows.shape[1]):
            inclusive = _prefix_xor(rows[row, k])  # parity of the walls up to and including bond i
            rows[row, k] = (inclusive << uint64(1)) ^ flip
            if inclusive >> uint64(63):
                flip = ~flip
        rows[row, last] &= last_mask


def sample(data, samples, seed, first_row=0):
    """Rows first_row, ... of the endless data set of `seed` for a data block {sites, beta}.

    Bytes (samples, ceil(N/8)) uint8, packed as in `packing`; a longer data set begins with the same rows.
    """
    sites = data["sites"]
    rows = np.empty((samples, -(-sites // 64)), np.uint64)
    fill_rows(rows, sites, ring_law(sites, data["beta"]), np.uint64(seed), first_row)
    return bytes_from_words(rows, sites)


def symmetrised(data, samples, seed):
    """Exactly rotation-invariant data: each of samples/N configurations followed by its N rotations; as `sample`.

    Raises ValueError if `samples` is not a multiple of N.
    """
    sites = data["sites"]
    if samples % sites:
        raise ValueError(f"samples = {samples} must be a multiple of sites = {sites} to hold every rotation")
    rotated = sample(data, samples // sites, seed)
    rows = np.empty((samples, rotated.shape[1]), np.uint8)
    for shift in range(sites):
        rows[shift::sites] = rotated
        rotated = _rotate(rotated, sites)
    return rows


def _rotate(rows, sites):
    """Stored rows with every spin one site further on the ring."""
    last = (sites - 1) % 8  # bit of the last spin in its byte
    rotated = rows << 1
    rotated[:, 1:] |= rows[:, :-1] >> 7
    rotated[:, 0] |= rows[:, -1] >> last
    rotated[:, -1] &= 0xFF >> (7 - last)
    return rotated


def encode(spins):
    """Stored rows of spins (..., N) in {-1, +1}."""
    return pack(spins)


def decode(stored, sites):
    """Spins (..., N) int8 in {-1, +1} of stored rows."""
    return unpack(stored, sites)


def training_rows(stored):
    """Rows (B, words) uint64 that training reads, of stored rows."""
    return words_from_bytes(stored)


def from_training_rows(rows, sites):
    """Spins (B, N) int8 in {-1, +1} of the rows that training reads."""
    return unpack(bytes_from_words(rows, sites), sites)


def law_of(data):
    """The `Law` of a data block {sites, beta}."""
    return ring_law(data["sites"], data["beta"])
