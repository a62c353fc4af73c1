"""Compiled sweeps of spins that nobody sees: all of PCD-k but the last. Of the spins they draw they keep what the next
draw of the hidden units needs, the inputs."""

import numpy as np
from numba import float32, int32, int64, uint32, uint64

from placecells.jit import apart, fast, strict
from placecells.random import fill_lanes, turn
from placecells.rbm.kernels.numbers.sixteen import WIDTH, add, below, read, write, zeros
from placecells.rbm.kernels.numbers.vector import copy
from placecells.rbm.kernels.units.two_valued import draw_states, sample

LAST = int64(2147483647)  # of int32
FOUR = 16 * WIDTH  # numbers that `sum_fours` has for four spins: 16 configurations, each with the sums of all units
SEVERAL = 4  # with fewer units, but one, plain loops are as fast


@fast
def _round(thresholds, words, rounded):
    """rounded (2, n) <- the thresholds (2, N) to 16 bits, up or down at random so that their mean stays; words (2 N,).

    One rounding for all chains of a sweep: each chain's draw has exactly its law, those of two chains have a covariance
    below 2^-32.
    """
    sites = thresholds.shape[1]
    for state in range(2):
        for i in range(sites):
            threshold = thresholds[state, i]
            up = (words[state * sites + i] >> uint32(16)) < (uint32(threshold) & uint32(0xFFFF))
            rounded[state, i] = int32(min((int64(threshold >> int32(16)) + up) << int64(16), LAST))


@fast
def _sum_draws(lanes, thresholds, w, h, sums):
    """sums (n,) <- sum_i w_i v_i of spins drawn by thresholds (2, N) of 16 bits, the second row where h (n,) > 0.

    One generator of `lanes` (4, n) a chain, two spins a word: nothing is written but the sums.
    """
    a, b, c, d = lanes[0], lanes[1], lanes[2], lanes[3]
    zero = float32(0.0)
    below_all = -w.sum()
    for k in range(sums.shape[0]):
        sums[k] = below_all
    for i in range(0, w.shape[0], 4):  # four sites a visit, so that loading and storing states costs little
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
    """`sweep_unseen` of one unit."""
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
    """fours (n, 16, 16), first index site // 4 <- sum_i w_{mu i} v_i of four sites, for each v of theirs and each unit.

    Bit i of the second index is 1 where spin i of the four is up. Sites and units that do not exist have zeros.
    """
    fours[:] = float32(0.0)
    for mu in range(w.shape[0]):
        for i in range(w.shape[1]):
            fours[i >> 2, 0, mu] -= w[mu, i]
            fours[i >> 2, 1 << (i & 3), mu] = w[mu, i] + w[mu, i]
    flat = fours.reshape(-1)
    for four in range(fours.shape[0]):
        first = four * FOUR
        for bit in range(4):
            turned = read(flat, first + (WIDTH << bit))
            for v in range(1 << bit):
                below_it = read(flat, first + v * WIDTH)
                write(add(below_it, turned), flat, first + (v + (1 << bit)) * WIDTH)


@fast
def sum_draws(words, thresholds, row, sites, fours, h):
    """h (C 16,) <- sum_i w_{mu i} v_i, of `sum_fours`, of spins drawn as `draw` draws them from flat int32 arrays."""
    table = fours.reshape(-1)
    for chain in range(row.shape[0]):
        total = zeros()
        for block in range((sites + WIDTH - 1) // WIDTH):
            site = min(block * WIDTH, sites - WIDTH)  # the last block repeats some of the one before
            up = below(words, chain * sites + site, thresholds, row[chain] * sites + site) >> (block * WIDTH - site)
            first = block * 4 * FOUR
            for _ in range(4):
                total = add(total, read(table, first + (up & 15) * WIDTH))
                up >>= 4
                first += FOUR
        write(total, h, chain * WIDTH)


@apart
def _sweep_several_units(v, sweeps, plan, space):
    """`sweep_unseen` of several units, 16 at most, and at least 16 spins."""
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
    """space.h (C, M), the inputs of two-valued units, <- those after `sweeps` sweeps, without writing the spins.

    `space.state_field` (2^M, N) holds the thresholds of all states. Returns the number of sweeps done: all, or none
    where the numbers of units and spins are not those of a faster way.
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
    """`sweep_unseen` of colours: none go without writing them. Returns 0."""
    return 0
