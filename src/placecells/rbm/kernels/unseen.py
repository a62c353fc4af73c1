"""Gibbs sweeps 1 to k-1 of PCD-k.

The visible spins of these sweeps are used only to compute the hidden inputs I_mu of the next sweep. The spins are
therefore not stored; only the inputs are kept.
"""

import numpy as np
from numba import float32, int32, int64, uint32, uint64

from placecells.jit import apart, fast, strict
from placecells.random import fill_lanes, turn
from placecells.rbm.kernels.numbers.fours import FOUR, add_up
from placecells.rbm.kernels.numbers.registers import WIDTH, add, below, read16, write, zeros16
from placecells.rbm.kernels.numbers.vector import copy
from placecells.rbm.kernels.units.two_valued import draw_states, sample

LAST = int64(2147483647)  # largest int32
SEVERAL = 4  # smallest number of units above one for which the table of `sum_fours` is faster than plain loops


@fast
def _round(thresholds, words, rounded):
    """rounded (2, n) <- the thresholds (2, N), rounded to 16 bits, up or down at random so that their mean stays.

    words: random words (2 N,). All chains of a sweep share one rounding. The draw of every chain has exactly its law;
    the draws of two chains have a covariance below 2^-32.
    """
    sites = thresholds.shape[1]
    for state in range(2):
        for i in range(sites):
            threshold = thresholds[state, i]
            up = (words[state * sites + i] >> uint32(16)) < (uint32(threshold) & uint32(0xFFFF))
            rounded[state, i] = int32(min((int64(threshold >> int32(16)) + up) << int64(16), LAST))


@fast
def _sum_draws(lanes, thresholds, w, h, sums):
    """sums (n,) <- sum_i w_i v_i for n chains, whose spins v_i are drawn here and not stored.

    thresholds: (2, N), rounded to 16 bits; row 0 is for chains whose hidden unit has its lower value, row 1 for the
    upper value. h: values of the hidden unit, (n,). lanes: (4, n), one generator for each chain, which advances; a
    random word gives two spins.
    """
    a, b, c, d = lanes[0], lanes[1], lanes[2], lanes[3]
    zero = float32(0.0)
    below_all = -w.sum()
    for k in range(sums.shape[0]):
        sums[k] = below_all
    for i in range(0, w.shape[0], 4):  # four sites per visit of a chain: loading and storing its lane costs little
        low0, low1, low2, low3 = thresholds[0, i], thresholds[0, i + 1], thresholds[0, i + 2], thresholds[0, i + 3]
        high0, high1, high2, high3 = thresholds[1, i], thresholds[1, i + 1], thresholds[1, i + 2], thresholds[1, i + 3]
        w0, w1, w2, w3 = w[i] + w[i], w[i + 1] + w[i + 1], w[i + 2] + w[i + 2], w[i + 3] + w[i + 3]
        for k in range(sums.shape[0]):
            up = h[k] > zero
            word, p, q, r, s = turn(a[k], b[k], c[k], d[k])
            total = w0 if int32(word) < (high0 if up else low0) else zero
            total += w1 if int32(word << uint32(16)) < (high1 if up else low1) else zero
            word, a[k], b[k], c[k], d[k] = turn(p, q, r, s)
            total += w2 if int32(word) < (high2 if up else low2) else zero
            total += w3 if int32(word << uint32(16)) < (high3 if up else low3) else zero
            sums[k] += total


@apart
def _sweep_one_unit(v, sweeps, plan, space):
    """`sweep_unseen` for one hidden unit."""
    chains, sites, width = v.shape[0], v.shape[1], space.lanes.shape[1]
    words, thresholds = space.words.reshape(-1), space.state_field.view(np.int32)
    h, sums = space.lane_h[0], space.lane_h[1]
    copy(space.w[0], space.site_w)
    copy(space.h[:, 0], sums)
    used = words.shape[0]
    for _ in range(sweeps):
        if used + h.shape[0] + 2 * sites > words.shape[0]:
            fill_lanes(space.lanes, space.words)
            used = 0
        copy(sums, h)
        sample(space.hidden, h.reshape(-1, 1), words[used : used + h.shape[0]], uint64(0), plan)
        used += h.shape[0]
        _round(thresholds, words[used : used + 2 * sites], space.rounded)
        used += 2 * sites
        for first in range(0, h.shape[0], width):
            last = min(first + width, h.shape[0])
            _sum_draws(space.lanes, space.rounded, space.site_w, h[first:last], sums[first:last])
    copy(sums[:chains], space.h[:, 0])


@fast
def sum_fours(w, fours):
    """fours (n, 16, 16) <- sums of w_{mu i} v_i over four sites, for each of their 16 configurations and each unit mu.

    The indices are the block of four sites (site // 4), the configuration, and the unit. Bit i of the configuration is
    1 where spin i of the four is +1. Entries of sites and units that do not exist are 0.
    """
    fours[:] = float32(0.0)
    for mu in range(w.shape[0]):
        for i in range(w.shape[1]):
            fours[i >> 2, 0, mu] -= w[mu, i]
            fours[i >> 2, 1 << (i & 3), mu] = w[mu, i] + w[mu, i]
    add_up(fours.reshape(-1))


@fast
def sum_draws(words, thresholds, row, sites, fours, h):
    """h (C 16,) <- inputs sum_i w_{mu i} v_i of C chains, whose spins are drawn here and not stored.

    The spins are those that `visible.draw` would draw. words: random words (C N or more,) int32. thresholds: flat
    (rows N,) int32, of which chain c uses row `row[c]`. fours: the table of `sum_fours`.
    """
    table = fours.reshape(-1)
    for chain in range(row.shape[0]):
        total = zeros16()
        for block in range((sites + WIDTH - 1) // WIDTH):
            site = min(block * WIDTH, sites - WIDTH)  # the last block overlaps the one before; the shift drops the rest
            up = below(words, chain * sites + site, thresholds, row[chain] * sites + site) >> (block * WIDTH - site)
            first = block * 4 * FOUR
            for _ in range(4):
                total = add(total, read16(table, first + (up & 15) * WIDTH))
                up >>= 4
                first += FOUR
        write(total, h, chain * WIDTH)


@apart
def _sweep_several_units(v, sweeps, plan, space):
    """`sweep_unseen` for 16 hidden units at most, and 16 spins at least."""
    (chains, units), sites = space.h.shape, v.shape[1]
    words, bits = space.words.reshape(-1).view(np.int32), space.state_field.reshape(-1).view(np.int32)
    h, thresholds = space.unit_h.reshape(-1), space.unit_threshold.reshape(-1)
    sum_fours(space.w, space.fours)
    copy(space.hidden.field, space.unit_c)
    for chain in range(chains):
        copy(space.h[chain], space.unit_h[chain])
    for _ in range(sweeps):
        fill_lanes(space.lanes, space.words)
        draw_states(h, units, plan, words, space.unit_c, thresholds, space.row)
        sum_draws(words[chains * units :], bits, space.row, sites, space.fours, h)
    for chain in range(chains):
        copy(space.unit_h[chain, :units], space.h[chain])


@strict
def sweep_unseen(unit, v, sweeps, plan, space):
    """space.h (C, M), the inputs of two-valued hidden units, <- their inputs after `sweeps` Gibbs sweeps.

    The spins of the chains v (C, N) are not changed. `space.state_field` (2^M, N) holds the thresholds of all hidden
    states. Returns the number of sweeps done: `sweeps`, or 0 where no faster way than the plain one exists for these
    numbers of units and spins.
    """
    if space.h.shape[1] == 1:
        _sweep_one_unit(v, sweeps, plan, space)
        return sweeps
    if sweeps > 0 and SEVERAL <= space.h.shape[1] <= WIDTH <= v.shape[1]:
        _sweep_several_units(v, sweeps, plan, space)
        return sweeps
    return 0


@strict
def sweep_no_colours(unit, v, sweeps, plan, space):
    """`sweep_unseen` for visible units with colours, for which it does no sweeps. Returns 0."""
    return 0
