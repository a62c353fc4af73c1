"""Compiled verbs of visible units with colours, v uint8 (rows, N); `units.potts` is the readable path.

Features lie colour by colour: colour a of site i at a N + i, so that loops over sites run along memory.
"""

import numpy as np
from numba import float32, njit

from placecells.data.xy import fill_rows
from placecells.random import fill_words
from placecells.rbm.kernels.vector import compiled, exp32


@compiled
def load(v, place, data, row):
    """v[place] <- row `row` of the data (B, N) uint8."""
    for i in range(v.shape[1]):
        v[place, i] = data[row, i]


@njit(cache=True, nogil=True)
def load_fresh(v, first_row, plan, space):
    """v <- rows first_row, first_row + 1, ... of the endless data of the plan's seed."""
    fill_rows(v, plan.law, plan.data_seed, first_row)


@compiled
def inputs_h(v, h, space):
    """h (rows, M) <- sum_i w_{mu i}(v_i)."""
    rows, sites = v.shape
    for row in range(rows):
        for mu in range(h.shape[1]):
            total = float32(0.0)
            for i in range(sites):
                total += space.w[mu, np.uint32(v[row, i]) * np.uint32(sites) + np.uint32(i)]
            h[row, mu] = total


@compiled
def sum_moment(v, h, total):
    """total (M, q N) <- sum over rows of h_mu at the colours of v."""
    rows, sites = v.shape
    total[:] = float32(0.0)
    for row in range(rows):
        for mu in range(h.shape[1]):
            share = h[row, mu]
            for i in range(sites):
                total[mu, np.uint32(v[row, i]) * np.uint32(sites) + np.uint32(i)] += share


@compiled
def add_means(v, scale, total):
    """total (q N,) += scale * how often each colour stands on each site of v."""
    rows, sites = v.shape
    for row in range(rows):
        for i in range(sites):
            total[np.uint32(v[row, i]) * np.uint32(sites) + np.uint32(i)] += scale


@compiled
def _boltzmann_weights(inputs, field, largest, total):
    """inputs (q, N) <- exp(inputs + field - largest); largest (N,) <- maximum, total (N,) <- sum over colours."""
    colours, sites = inputs.shape
    for i in range(sites):
        inputs[0, i] += field[0, i]
        largest[i] = inputs[0, i]
        total[i] = float32(0.0)
    for a in range(1, colours):
        for i in range(sites):
            inputs[a, i] += field[a, i]
            largest[i] = max(largest[i], inputs[a, i])
    for a in range(colours):
        for i in range(sites):
            weight = exp32(float32(inputs[a, i] - largest[i]))
            inputs[a, i] = weight
            total[i] += weight


@compiled
def _normalise(inputs, largest, total):
    """inputs (q, N) <- inputs / total (N,), which is lost; returns sum_i largest_i + log total_i."""
    log_norm = 0.0
    for i in range(largest.shape[0]):
        log_norm += largest[i] + np.log(total[i])
        total[i] = float32(1.0) / total[i]
    for a in range(inputs.shape[0]):
        for i in range(largest.shape[0]):
            inputs[a, i] *= total[i]
    return log_norm


@njit(cache=True, nogil=True)
def mean_and_norm(v, inputs, field, log_norm, space):
    """inputs (rows, q N) <- probability of each colour; log_norm (rows,) += sum_i log sum_a exp(inputs + field)."""
    sites = v.shape[1]
    for row in range(inputs.shape[0]):
        part = inputs[row].reshape(-1, sites)
        _boltzmann_weights(part, field.reshape(-1, sites), space.site_a, space.site_b)
        log_norm[row] += _normalise(part, space.site_a, space.site_b)


@njit(cache=True, nogil=True)
def sample(v, inputs, field, start, space):
    """v <- a draw from P(v) ~ exp(inputs + field), inputs (rows, q N), which are used up; returns the stream's rest."""
    sites = v.shape[1]
    used = space.words[: (v.size + 1) // 2]
    rest = fill_words(start, used)
    words = used.view(np.uint32)
    for row in range(inputs.shape[0]):
        part = inputs[row].reshape(-1, sites)
        _boltzmann_weights(part, field.reshape(-1, sites), space.site_a, space.site_b)
        _count_below(words[row * sites : (row + 1) * sites], part, space.site_b, v[row], space.site_a)
    return rest


@compiled
def _count_below(words, weights, total, v, left):
    """v (N,) <- the colour at which the cumulative weights (q, N) exceed a random fraction of their total (N,)."""
    sites = v.shape[0]
    for i in range(sites):
        left[i] = float32(words[i] >> np.uint32(8)) * float32(2.0**-24) * total[i]
        v[i] = np.uint8(0)
    for a in range(weights.shape[0] - 1):  # what is left falls to the last colour
        for i in range(sites):
            left[i] -= weights[a, i]
            v[i] += np.uint8(left[i] >= float32(0.0))


@njit(cache=True, nogil=True)
def draw(v, means, start, space):
    """v <- colours of the given probabilities (rows, q N) with the stream `start`; returns the rest of the stream."""
    sites = v.shape[1]
    used = space.words[: (v.size + 1) // 2]
    rest = fill_words(start, used)
    words = used.view(np.uint32)
    space.site_b[:] = float32(1.0)
    for row in range(v.shape[0]):
        part = means[row].reshape(-1, sites)
        _count_below(words[row * sites : (row + 1) * sites], part, space.site_b, v[row], space.site_a)
    return rest


@compiled
def gauge(v, weights):
    """Weights (rows, q N), in place, without their mean over colours."""
    sites = v.shape[1]
    for row in range(weights.shape[0]):
        for i in range(sites):
            total = 0.0
            for first in range(0, weights.shape[1], sites):
                total += weights[row, first + i]
            total *= sites / weights.shape[1]
            for first in range(0, weights.shape[1], sites):
                weights[row, first + i] -= total
