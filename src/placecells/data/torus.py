"""Exact, independent samples of the Ising model on a torus (C.1), from infinite temperature up to the transition.

A configuration is drawn by monotone coupling from the past (Propp and Wilson 1996). Two chains start at time -T, one
from all spins up and one from all spins down, and see the same random numbers. A heat-bath update keeps the order of
the two chains, so where the two have met at time 0, every chain that began at -T has met them. The common configuration
has exactly the law (C.1). Where the two have not met, T doubles, and the random numbers of the last steps are used
again.

A word of 64 bits holds one site of 64 configurations. Every configuration has random bits of its own; only the loop
over the sites is shared. The two chains of 64 configurations are followed until the slowest pair has met, which changes
nothing for the others: they stay together.

A heat-bath update sets a spin to +1 where a random number is below the probability p(n) = 1/(1 + exp(-2 beta (2n - 4)))
of n neighbours +1. One random number is compared with p(0) ... p(4), digit by digit for 64 configurations.
"""

import math

import numpy as np
from numba import njit, uint64

from placecells.data.packing import bytes_from_words, pack, unpack, words_from_bytes
from placecells.jit import entry, strict
from placecells.random import CONFIGURATION, stream, word

ONES = uint64(0xFFFFFFFFFFFFFFFF)
CRITICAL = math.log(1.0 + math.sqrt(2.0)) / 2.0  # beta of the transition of the infinite lattice (Onsager 1944)
SHORTEST = 3  # sites: on a shorter side two neighbours of a site are one site
LANES = 64  # configurations of a word

# how configurations are stored, as those of the ring
DIMENSION = "byte"
ATTRIBUTES = {
    "long_name": "configurations, one bit a spin",
    "bit_order": "little",
    "spin_of_bit": "1 is +1, 0 is -1; bits beyond `sites` are 0",
    "decode": "numpy.unpackbits(row, axis=-1, count=sites, bitorder='little').astype('i1') * 2 - 1",
    "order_of_sites": "site x * sides[1] + y is at the place (x, y)",
}


def torus_law(sides, beta):
    """p(0) ... p(4), the probability of a spin +1 beside n neighbours +1, as 64-bit binary fractions (5,) uint64.

    Raises ValueError unless there are two sides of at least SHORTEST sites and 0 <= beta < CRITICAL.
    """
    if len(sides) != 2 or min(sides) < SHORTEST:
        raise ValueError(f"sides = {list(sides)} must be two integers, each at least {SHORTEST}")
    if not 0 <= beta < CRITICAL:
        raise ValueError(f"beta = {beta} must be at least 0 and below {CRITICAL:.4f}, where the spins order")
    above = 1.0 / (1.0 + np.exp(-2.0 * beta * (2.0 * np.arange(5) - 4.0)))
    return np.array([min(int(p * 2.0**64), 2**64 - 1) for p in above], np.uint64)


@njit(inline="always")
def _nested_words(digits, start, draw, below, open_):
    """below[n] <- 64 bits, 1 where a random number is below digits[n] / 2^64. Returns the number of the next draw.

    The same 64 random numbers are compared with all five fractions. below, open_: (5,) uint64, overwritten.
    """
    below[:] = uint64(0)
    open_[:] = ONES  # where a comparison is not decided yet
    undecided, shift = ONES, uint64(64)
    while undecided != uint64(0) and shift > uint64(0):
        shift -= uint64(1)
        bits = word(start, draw)
        draw += 1
        undecided = uint64(0)
        for n in range(5):
            if (digits[n] >> shift) & uint64(1):
                below[n] |= open_[n] & ~bits
                open_[n] &= bits
            else:
                open_[n] &= ~bits
            undecided |= open_[n]
    return draw


@njit(inline="always")
def _updated(a, b, c, d, below):
    """64 spins after a heat-bath update; a, b, c, d: their neighbours, one bit a configuration."""
    both, other_both, one, other_one = a & b, c & d, a | b, c | d
    at_least_2 = both | other_both | (one & other_one)
    at_least_3 = (both & other_one) | (other_both & one)
    spins = below[0] | ((one | other_one) & below[1]) | (at_least_2 & below[2])
    return spins | (at_least_3 & below[3]) | (both & other_both & below[4])


@strict
def _sweep(chains, sides, digits, start, below, open_):
    """One heat-bath update of every site of both chains (2, N) uint64, in the order of the sites, in place."""
    long, short = sides
    draw = 0
    for x in range(long):
        west, east = (x - 1 if x else long - 1) * short, (x + 1 if x < long - 1 else 0) * short
        for y in range(short):
            south, north = x * short + (y - 1 if y else short - 1), x * short + (y + 1 if y < short - 1 else 0)
            draw = _nested_words(digits, start, draw, below, open_)
            for chain in range(2):
                spins = chains[chain]
                spins[x * short + y] = _updated(spins[west + y], spins[east + y], spins[south], spins[north], below)


@strict
def _meet(chains, sides, digits, start):
    """Overwrite chains[0], (N,) uint64, with 64 configurations of the law. Returns T, in sweeps.

    chains: (2, N) uint64. start: start of the stream of these 64 configurations.
    """
    below, open_ = np.empty(5, np.uint64), np.empty(5, np.uint64)
    span = 1
    while True:
        chains[0, :], chains[1, :] = ONES, uint64(0)
        for before in range(span, 0, -1):  # the sweep at time -before has the same random numbers for every T
            _sweep(chains, sides, digits, word(start, before), below, open_)
        apart = uint64(0)
        for i in range(chains.shape[1]):
            apart |= chains[0, i] ^ chains[1, i]
        if apart == uint64(0):
            return span
        span *= 2


@entry
def fill_rows(rows, sides, digits, seed, first_row):
    """Overwrite `rows`, uint64 (S, ceil(N/64)), with packed configurations number first_row, first_row + 1, ...

    The configurations of one `seed` are an endless sequence. sides: tuple of two integers. digits: as from
    `torus_law`. Returns the largest T of the coupling from the past, in sweeps.
    """
    sites = sides[0] * sides[1]
    chains = np.empty((2, sites), np.uint64)
    rows[:] = uint64(0)
    longest, row = 0, 0
    while row < rows.shape[0]:
        group, lane = (first_row + row) // LANES, (first_row + row) % LANES
        longest = max(longest, _meet(chains, sides, digits, stream(seed, CONFIGURATION, group)))
        while lane < LANES and row < rows.shape[0]:
            for i in range(sites):
                rows[row, i // 64] |= ((chains[0, i] >> uint64(lane)) & uint64(1)) << uint64(i % 64)
            row, lane = row + 1, lane + 1
    return longest


def sample(data, samples, seed, first_row=0):
    """Independent samples of a data block {sides, beta}: packed bytes (samples, ceil(N/8)) uint8, see `packing`.

    The samples of one `seed` are an endless sequence, and the first sample returned has the number first_row. So a
    larger training set of the same seed begins with the same samples. Raises ValueError as `torus_law` does.
    """
    sides, sites = tuple(data["sides"]), math.prod(data["sides"])
    rows = np.empty((samples, -(-sites // 64)), np.uint64)
    fill_rows(rows, sides, torus_law(sides, data["beta"]), np.uint64(seed), first_row)
    return bytes_from_words(rows, sites)


def symmetrised(data, samples, seed):
    """Raises ValueError: there are no symmetrised data of a torus."""
    raise ValueError("a torus has no symmetrised data: draw independent samples")


def law_of(data):
    """Raises ValueError: the training kernels draw fresh samples of rings only."""
    raise ValueError("a torus has no stream of samples: draw a training set")


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
