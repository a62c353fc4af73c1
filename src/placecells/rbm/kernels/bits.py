"""Gibbs sweeps of spins and of many two-valued hidden units, whose states are too many for a table of P(v | h).

The states of both layers are bits. The inputs of sixteen units of one layer are sums over groups of four units of the
other layer; a table holds the contributions of all 16 states of each group. The tables of sixteen units fit into the
processor's first cache, so all chains take their draws of sixteen units before those of the next sixteen.
"""

from typing import NamedTuple

import numpy as np
from numba import float32, int64, uint64

from placecells.arrays import zeros
from placecells.jit import apart, fast, strict
from placecells.random import fill_lanes
from placecells.rbm.kernels.numbers.fours import FOUR, add_up
from placecells.rbm.kernels.numbers.registers import WIDTH, add, positive, read16, write, zeros16
from placecells.rbm.kernels.numbers.vector import tanh_parts, uniform
from placecells.rbm.kernels.units.spin import unpack_rows


class Layer(NamedTuple):
    """Arrays of one layer of units, which updates overwrite. Units that do not exist have entries 0 in `fours`."""

    bits: np.ndarray  # (C, words) uint64, states: bit j of word k is 1 where unit 64 k + j has its upper value
    fours: np.ndarray  # (blocks, n', 16, 16): contributions of four units of the other layer to sixteen of this one
    field: np.ndarray  # (blocks, 16), external fields of this layer, as they stand in the argument of tanh


class Bits(NamedTuple):
    """Arrays of `sweep_bits`."""

    visible: Layer
    hidden: Layer
    sums: np.ndarray  # (C, 16), inputs of sixteen units


def bits_for(chains, sites, units):
    """A `Bits` of zeros for so many chains, spins and hidden units."""
    sizes = ((sites, units), (units, sites))
    return Bits(*(_layer(chains, *pair) for pair in sizes), zeros((chains, WIDTH)))


def words_of(chains, sites, units):
    """The number of random words of one sweep. A block of sixteen units takes sixteen, also where some do not exist."""
    return chains * WIDTH * (-(-sites // WIDTH) - (-units // WIDTH))


def _layer(chains, units, others):
    blocks = -(-units // WIDTH)
    fours = zeros((blocks, -(-others // 4), 16, WIDTH))
    return Layer(zeros((chains, -(-units // 64)), np.uint64), fours, zeros((blocks, WIDTH)))


@fast
def _sum_fours(w, low, high, fours):
    """fours (blocks, n', 16, 16) <- sums of w_{ab} x_b over four units b, for each of their 16 states and each unit a.

    w: (units a, units b). x_b is `low` where the bit of unit b is 0, else `high`.
    """
    fours[:] = float32(0.0)
    for a in range(w.shape[0]):
        for b in range(w.shape[1]):
            fours[a // WIDTH, b // 4, 0, a % WIDTH] += low * w[a, b]
            fours[a // WIDTH, b // 4, 1 << (b % 4), a % WIDTH] = (high - low) * w[a, b]
    add_up(fours.reshape(-1))


@fast
def _sum_inputs(bits, fours, first, count, field, sums):
    """sums (C 16,) <- inputs plus fields (16,) of sixteen units, for states `bits` (C, words) of the other layer.

    fours: the flat table, where that of the sixteen units begins at `first` and has `count` groups of four units.
    """
    for chain in range(bits.shape[0]):
        one, two, place = read16(field, 0), zeros16(), first  # two independent sums, for the sake of speed
        for word in range(bits.shape[1]):
            states, here = bits[chain, word], min(count - 16 * word, 16)
            for _ in range(here // 2):
                one = add(one, read16(fours, place + int64(states & uint64(15)) * WIDTH))
                two = add(two, read16(fours, place + FOUR + int64((states >> uint64(4)) & uint64(15)) * WIDTH))
                states >>= uint64(8)
                place += 2 * FOUR
            if here % 2:
                one = add(one, read16(fours, place + int64(states & uint64(15)) * WIDTH))
                place += FOUR
        write(add(one, two), sums, chain * WIDTH)


@fast
def _compare(sums, words):
    """sums (n,) <- numbers that are positive where a unit with the mean tanh(sum) is drawn up, by random words (n,)."""
    for k in range(sums.shape[0]):
        numerator, denominator = tanh_parts(sums[k])
        sums[k] = numerator - uniform(words[k]) * denominator  # a product takes less time than a division


@strict
def _draw(layer, others, words, sums):
    """layer.bits <- a draw of the layer given the states `others` (C, words) of the other layer.

    words: at least C 16 random words, uint32, for each block of sixteen units. sums: (C 16,), overwritten.
    """
    table, blocks, chains = layer.fours.reshape(-1), layer.bits.view(np.uint16), others.shape[0]
    for block in range(layer.fours.shape[0]):
        count = layer.fours.shape[1]
        _sum_inputs(others, table, block * count * FOUR, count, layer.field[block], sums)
        _compare(sums, words[block * sums.shape[0] : (block + 1) * sums.shape[0]])
        for chain in range(chains):
            blocks[chain, block] = positive(sums, chain * WIDTH)


@fast
def _pack(v, bits):
    """bits (rows, words) uint64 <- spins v (rows, N)."""
    bits[:] = uint64(0)
    for row in range(v.shape[0]):
        for i in range(v.shape[1]):
            bits[row, i // 64] |= uint64(v[row, i] > float32(0.0)) << uint64(i % 64)


@fast
def _load(w, visible_field, hidden_field, plan, bits):
    """The tables and fields of both layers in `bits` <- those of the machine, so that sums are arguments of tanh.

    w: weights (M, N). visible_field: (N,). hidden_field: (M,).
    """
    half, low, high = plan.half, plan.centre - plan.half, plan.centre + plan.half
    _sum_fours(w.T, low, high, bits.visible.fours)
    _sum_fours(w, -half, half, bits.hidden.fours)
    for i in range(w.shape[1]):
        bits.visible.field[i // WIDTH, i % WIDTH] = visible_field[i]
    for mu in range(w.shape[0]):
        bits.hidden.field[mu // WIDTH, mu % WIDTH] = half * hidden_field[mu]


@apart
def _sweep(chains, sweeps, plan, space):
    bits, words = space.bits, space.words.reshape(-1)
    sums, visible, hidden = bits.sums.reshape(-1), bits.visible, bits.hidden
    _load(space.w, space.visible.field, space.hidden.field, plan, bits)
    _pack(chains, visible.bits)
    for _ in range(sweeps):
        fill_lanes(space.lanes, space.words)
        _draw(hidden, visible.bits, words, sums)
        _draw(visible, hidden.bits, words[hidden.fours.shape[0] * sums.shape[0] :], sums)
    unpack_rows(visible.bits, chains.shape[0], chains)


@strict
def sweep_bits(unit, chains, sweeps, plan, space):
    """chains (C, N) <- the chains after `sweeps` Gibbs sweeps. Returns the number of sweeps done: `sweeps`."""
    _sweep(chains, sweeps, plan, space)
    return sweeps
