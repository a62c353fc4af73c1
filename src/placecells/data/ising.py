"""Exact, independent samples of the periodic Ising ring (8): P(v) ~ exp(beta sum_i v_i v_{i+1}).

The sampler needs no Markov chain. By (P.1) the bonds b_i = v_i v_{i+1} are independent, with P(b_i = -1) = (1 - t)/2
and t = tanh(beta), under one condition: on a closed ring the number of negative bonds is even.

The sampler draws a bond in two steps. The bond is "in play" with probability 1 - t. A bond in play is -1 or +1 with
probability 1/2 each, and a bond that is not in play is +1. Given the bonds in play, all their signs are equally likely.
So if the number of negative bonds is odd, changing the sign of one chosen bond in play gives exactly the law of an even
number, without rejection. If no bond is in play the number is 0, which is always even, where any other choice of bonds
in play gives an even number with probability 1/2 only. The case without a bond in play, of probability t^N for
independent bonds, therefore has twice its weight on the ring: `Law.aligned`. Whether bonds are in play is drawn for 64
bonds at a time, by comparing random bits with the binary digits of 1 - t.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, uint64

from placecells.data.packing import bytes_from_words, pack, unpack, words_from_bytes
from placecells.jit import entry, strict
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
    """The law of the ring, as the sampler needs it."""

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
    """64 independent bits, each 1 with probability digits / 2^64, and the number of the next draw.

    start: start of a stream of `placecells.random`. draw: number of the first draw to use.
    """
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
    """walls[row] <- one bit a bond, 1 where the bond is -1; an even number of bits is 1. Returns the next draw.

    At least one bond is in play: `fill` itself handles the case without a bond in play. last_mask: 1 at the bits
    of the last word that belong to bonds of the ring.
    """
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
def fill(rows, sites, law, seed, first_row):
    """Overwrite `rows`, uint64 (S, ceil(N/64)), with packed configurations number first_row, first_row + 1, ...

    The configurations of one `seed` are an endless sequence. sites: N. law: as from `ring_law`.
    """
    last = rows.shape[1] - 1
    last_mask = ONES >> uint64(64 * rows.shape[1] - sites)
    for row in range(rows.shape[0]):
        start = stream(seed, CONFIGURATION, first_row + row)
        if uniform(start, 0) < law.aligned:
            rows[row] = 0
            draw = 1
        else:
            draw = _draw_walls(rows, row, law, start, last_mask)
        flip = (word(start, draw) & uint64(1)) * ONES  # the first spin: -1 and +1 are equally likely
        for k in range(rows.shape[1]):
            inclusive = _prefix_xor(rows[row, k])  # parity of the walls up to and including bond i
            rows[row, k] = (inclusive << uint64(1)) ^ flip
            if inclusive >> uint64(63):
                flip = ~flip
        rows[row, last] &= last_mask


fill_rows = entry(fill)  # for calls from Python


def sample(data, samples, seed, first_row=0):
    """Independent samples of a data block {sites, beta}: packed bytes (samples, ceil(N/8)) uint8, see `packing`.

    The samples of one `seed` are an endless sequence, and the first sample returned has the number first_row. So a
    larger training set of the same seed begins with the same samples. Raises ValueError as `ring_law` does.
    """
    sites = data["sites"]
    rows = np.empty((samples, -(-sites // 64)), np.uint64)
    fill_rows(rows, sites, ring_law(sites, data["beta"]), np.uint64(seed), first_row)
    return bytes_from_words(rows, sites)


def symmetrised(data, samples, seed):
    """A training set with exactly the symmetry (10): samples/N configurations, each in all its N rotations.

    Returns packed bytes (samples, ceil(N/8)) uint8; row b N + s is configuration b, rotated by s sites. Raises
    ValueError if `samples` is not a multiple of N.
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
    """Packed configurations, rotated by one site: the spin of site i moves to site i + 1. (..., bytes) uint8."""
    last = (sites - 1) % 8  # bit of the last spin in its byte
    rotated = rows << 1
    rotated[:, 1:] |= rows[:, :-1] >> 7
    rotated[:, 0] |= rows[:, -1] >> last
    rotated[:, -1] &= 0xFF >> (7 - last)
    return rotated


def encode(spins):
    """Packed bytes (..., ceil(N/8)) uint8 of spins (..., N) -1/+1. Raises ValueError for other values."""
    return pack(spins)


def decode(stored, sites):
    """Spins (..., N) int8 -1/+1 of packed bytes (..., ceil(N/8)) uint8. sites: N."""
    return unpack(stored, sites)


def training_rows(stored):
    """Packed words (B, ceil(N/64)) uint64, which training reads, of packed bytes (B, ceil(N/8)) uint8."""
    return words_from_bytes(stored)


def from_training_rows(rows, sites):
    """Spins (B, N) int8 -1/+1 of the packed words (B, ceil(N/64)) uint64 that training reads. sites: N."""
    return unpack(bytes_from_words(rows, sites), sites)


def law_of(data):
    """The `Law` of a data block {sites, beta}. Raises ValueError as `ring_law` does."""
    return ring_law(data["sites"], data["beta"])
