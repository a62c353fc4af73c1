"""Sums over sites with colours, for eight hidden units at a time.

The weights of eight units at one feature lie next to each other in memory. One vector instruction then adds the share
of a site to the inputs of eight units. All sums are taken in the order of the sites and of the rows.
"""

from typing import NamedTuple

import numpy as np
from numba import float32, int64, uint32

from placecells.arrays import zeros
from placecells.jit import fast, strict
from placecells.rbm.kernels.numbers.registers import EIGHT, add, read8, write, zeros8


class Eights(NamedTuple):
    """Arrays of these sums, float32. Entry [b, f, k] is that of hidden unit 8 b + k and feature f."""

    weights: np.ndarray  # (blocks, n, 8), 0 for units that do not exist
    moments: np.ndarray  # (blocks, n, 8), overwritten
    four: np.ndarray  # (4, 8), overwritten


def eights_for(units, features):
    """An `Eights` of zeros for so many hidden units and features."""
    shape = (-(-units // EIGHT), features, EIGHT)
    return Eights(zeros(shape), zeros(shape), zeros((4, EIGHT)))


@fast
def arrange(w, eights):
    """eights.weights <- the weights w (M, n)."""
    for mu in range(w.shape[0]):
        for feature in range(w.shape[1]):
            eights.weights[mu // EIGHT, feature, mu % EIGHT] = w[mu, feature]


@strict
def sum_inputs(v, h, eights):
    """h (rows, M) <- inputs sum_i w_{mu i}(v_i) of configurations v (rows, N) of colours, for `eights.weights`."""
    weights, four = eights.weights.reshape(-1), eights.four.reshape(-1)
    last, sites = v.shape[0] - 1, uint32(v.shape[1])
    for block in range(eights.weights.shape[0]):
        begin, first = block * eights.weights.shape[1], block * EIGHT
        for row in range(0, v.shape[0], 4):  # four independent sums, which the processor adds up in parallel
            one, two, three = min(row + 1, last), min(row + 2, last), min(row + 3, last)
            a, b, c, d = zeros8(), zeros8(), zeros8(), zeros8()
            for i in range(sites):
                a = add(a, read8(weights, (begin + int64(uint32(v[row, i]) * sites + i)) * EIGHT))
                b = add(b, read8(weights, (begin + int64(uint32(v[one, i]) * sites + i)) * EIGHT))
                c = add(c, read8(weights, (begin + int64(uint32(v[two, i]) * sites + i)) * EIGHT))
                d = add(d, read8(weights, (begin + int64(uint32(v[three, i]) * sites + i)) * EIGHT))
            write(a, four, 0)
            write(b, four, EIGHT)
            write(c, four, 2 * EIGHT)
            write(d, four, 3 * EIGHT)
            for mu in range(first, min(first + EIGHT, h.shape[1])):
                h[row, mu], h[one, mu] = eights.four[0, mu - first], eights.four[1, mu - first]
                h[two, mu], h[three, mu] = eights.four[2, mu - first], eights.four[3, mu - first]


@strict
def sum_moments(v, h, total, eights):
    """total (M, q N) <- sum over rows of h_mu, h (rows, M), at the colours of v (rows, N)."""
    moments, four, sites = eights.moments.reshape(-1), eights.four.reshape(-1), uint32(v.shape[1])
    for k in range(moments.shape[0]):
        moments[k] = float32(0.0)
    for block in range(eights.moments.shape[0]):
        begin, first = block * eights.moments.shape[1], block * EIGHT
        for row in range(v.shape[0]):
            for mu in range(first, min(first + EIGHT, h.shape[1])):
                four[mu - first] = h[row, mu]
            share = read8(four, 0)
            for i in range(sites):
                place = (begin + int64(uint32(v[row, i]) * sites + i)) * EIGHT
                write(add(read8(moments, place), share), moments, place)
    for mu in range(total.shape[0]):
        for feature in range(total.shape[1]):
            total[mu, feature] = eights.moments[mu // EIGHT, feature, mu % EIGHT]
