"""Compiled verbs of visible units with colours, v uint8 (rows, N); `units.potts` is the readable path.

Features lie colour by colour: colour a of site i at a N + i, so that loops over sites run along memory.
"""

import numpy as np
from numba import float32, int32, uint32

from placecells.data.xy import fill_rows
from placecells.jit import fast, strict
from placecells.rbm.kernels.vector import exp32

LARGEST_EXPONENT = float32(40.0)  # up to here sums of exponentials are safe in float32


@fast
def load(v, data, order, rows):
    """v <- the rows `order` of the data (B, N) uint8."""
    for place in range(order.shape[0]):
        for i in range(v.shape[1]):
            v[place, i] = data[order[place], i]


@strict
def load_fresh(v, first_row, plan, rows):
    """v <- rows first_row, first_row + 1, ... of the endless data of the plan's seed."""
    fill_rows(v, plan.law, plan.data_seed, first_row)


@strict
def inputs_h(v, h, w):
    """h (rows, M) <- sum_i w_{mu i}(v_i)."""
    last = v.shape[0] - 1
    for row in range(0, v.shape[0], 4):
        one, two, three = min(row + 1, last), min(row + 2, last), min(row + 3, last)
        for mu in range(h.shape[1]):
            h[row, mu], h[one, mu], h[two, mu], h[three, mu] = _four_inputs(w[mu], v[row], v[one], v[two], v[three])


@strict  # not `fast`: the compiler would gather weights into vectors, which takes twice as long
def _four_inputs(w, one, two, three, four):
    """sum_i w_i(v_i) of four configurations (N,): four sums that do not wait for each other."""
    sites = uint32(one.shape[0])
    a, b, c, d = float32(0.0), float32(0.0), float32(0.0), float32(0.0)
    for i in range(sites):
        a += w[uint32(one[i]) * sites + i]
        b += w[uint32(two[i]) * sites + i]
        c += w[uint32(three[i]) * sites + i]
        d += w[uint32(four[i]) * sites + i]
    return a, b, c, d


@fast
def sum_moment(v, h, total):
    """total (M, q N) <- sum over rows of h_mu at the colours of v."""
    rows, sites = v.shape
    total[:] = float32(0.0)
    for row in range(rows):
        for mu in range(h.shape[1]):
            share = h[row, mu]
            for i in range(sites):
                total[mu, np.uint32(v[row, i]) * np.uint32(sites) + np.uint32(i)] += share


@fast
def add_means(v, scale, total):
    """total (q N,) += scale * how often each colour stands on each site of v."""
    rows, sites = v.shape
    for row in range(rows):
        for i in range(sites):
            total[np.uint32(v[row, i]) * np.uint32(sites) + np.uint32(i)] += scale


@fast
def _add_field(inputs, field):
    """inputs (n,) += field; returns whether their exponentials may leave float32."""
    large = False  # a maximum would take longer: it is not vectorised
    for feature in range(inputs.shape[0]):
        inputs[feature] += field[feature]
        large |= abs(inputs[feature]) >= LARGEST_EXPONENT
    return large


@fast
def _subtract_largest(inputs, largest):
    """inputs (q, N) <- inputs - largest, largest (N,) <- maximum over colours."""
    largest[:] = inputs[0]
    for a in range(1, inputs.shape[0]):
        for i in range(inputs.shape[1]):
            largest[i] = max(largest[i], inputs[a, i])
    for a in range(inputs.shape[0]):
        for i in range(inputs.shape[1]):
            inputs[a, i] -= largest[i]


@fast
def _exponentials(inputs):
    """inputs (n,) <- exp(inputs)."""
    for feature in range(inputs.shape[0]):
        inputs[feature] = exp32(inputs[feature])


@fast
def _normalise(weights, largest, total):
    """weights (q, N) <- weights / total, total (N,) their sum over colours; returns sum_i largest_i + log total_i."""
    total[:] = weights[0]
    for a in range(1, weights.shape[0]):
        for i in range(weights.shape[1]):
            total[i] += weights[a, i]
    log_norm = 0.0
    for i in range(largest.shape[0]):
        log_norm += largest[i] + np.log(total[i])
        total[i] = float32(1.0) / total[i]
    for a in range(weights.shape[0]):
        for i in range(largest.shape[0]):
            weights[a, i] *= total[i]
    return log_norm


@strict
def mean_and_norm(v, inputs, field, log_norm, largest, total):
    """inputs (rows, q N) <- probability of each colour; log_norm (rows,) += sum_i log sum_a exp(inputs + field)."""
    for row in range(inputs.shape[0]):
        part = inputs[row].reshape(-1, v.shape[1])
        _add_field(inputs[row], field)
        _subtract_largest(part, largest)
        _exponentials(inputs[row])
        log_norm[row] += _normalise(part, largest, total)


@strict
def thresholds(v, inputs, field, largest):
    """inputs (rows, q N) <- what `draw` compares random numbers with: the sum of exp(inputs + field) up to a colour,
    on each site up to a factor."""
    for row in range(inputs.shape[0]):
        part = inputs[row].reshape(-1, v.shape[1])
        if _add_field(inputs[row], field):
            _subtract_largest(part, largest)
        _exponentials(inputs[row])
        _accumulate(part)


@strict
def thresholds_of_means(v, means):
    """means (rows, q N) <- the thresholds for colours of these probabilities."""
    for row in range(means.shape[0]):
        _accumulate(means[row].reshape(-1, v.shape[1]))


thresholds_of_weights = thresholds_of_means


@fast
def _accumulate(weights):
    """weights (q, N) <- their sums over this and all colours before."""
    for a in range(1, weights.shape[0]):
        for i in range(weights.shape[1]):
            weights[a, i] += weights[a - 1, i]


@strict
def draw(v, cumulative, words, row, mark):
    """Colours of chain c <- a draw with the thresholds (rows, q N) of its row `row[c]`, random words (C N,)."""
    sites = v.shape[1]
    for chain in range(v.shape[0]):
        part = cumulative[row[chain]].reshape(-1, sites)
        _count_below(words[chain * sites : (chain + 1) * sites], part, v[chain], mark)


@strict
def sweep_unseen(v, sweeps, plan, space):
    """No sweeps of colours go without writing them: returns 0."""
    return 0


@fast
def _count_below(words, cumulative, v, mark):
    """v (N,) <- how many colours' cumulative weights (q, N) a random part `mark` of the whole reaches."""
    last = cumulative.shape[0] - 1
    for i in range(v.shape[0]):
        mark[i] = float32(int32(words[i] >> uint32(8))) * float32(2.0**-24) * cumulative[last, i]
        v[i] = np.uint8(0)
    for a in range(last):
        for i in range(v.shape[0]):
            v[i] += np.uint8(mark[i] >= cumulative[a, i])


@fast
def gauge(v, weights, mean):
    """Weights (rows, q N), in place, without their mean (N,) over colours."""
    for row in range(weights.shape[0]):
        part = weights[row].reshape(-1, v.shape[1])
        mean[:] = 0.0
        for a in range(part.shape[0]):
            for i in range(part.shape[1]):
                mean[i] += part[a, i] / part.shape[0]
        for a in range(part.shape[0]):
            for i in range(part.shape[1]):
                part[a, i] -= mean[i]
