"""The compiled path of training for spin visible and binary hidden units: the verbs of `machine`, `exact` and `pcd`.

One call runs many updates of one run without the interpreter's lock. Everything large is float32 in a `Workspace`
allocated once; weights are kept in float64. Random numbers come from streams opened anew at every update (see
`placecells.random`), so a run does not depend on where it was interrupted. `error_model="numpy"` lets the compiler
vectorise divisions.
"""

from typing import NamedTuple

import numpy as np
from numba import float32, njit, uint64

from placecells.data.ising import Law, fill_rows
from placecells.random import CHAINS, STATE, fill_words, permutation, stream, uniform

PCD, EXACT_SAMPLE, EXACT_MOMENT = range(3)
compiled = njit(cache=True, nogil=True, fastmath=True, error_model="numpy")


class Parameters(NamedTuple):
    """What is learned (float64) and the chains' visible configurations: all that one update hands to the next."""

    weights: np.ndarray  # (M, N)
    visible_field: np.ndarray  # (N,)
    hidden_field: np.ndarray  # (M,)
    chains: np.ndarray  # (C, N) float32


class Workspace(NamedTuple):
    """Scratch arrays, float32 unless said otherwise; their content between calls does not matter."""

    w: np.ndarray  # (M, N)
    wT: np.ndarray  # (N, M)
    g: np.ndarray  # (N,)
    c: np.ndarray  # (M,)
    minibatch: np.ndarray  # (S, N)
    rows: np.ndarray  # (S, words) uint64
    h_data: np.ndarray  # (S, M)
    h: np.ndarray  # (C, M)
    field: np.ndarray  # (C, N)
    positive: np.ndarray  # (M, N)
    negative: np.ndarray  # (M, N)
    v_sum: np.ndarray  # (N,) float64, mean visible, data minus model
    h_sum: np.ndarray  # (M,) float64
    states: np.ndarray  # (2^M, M) hidden states, or (0, M) for pcd
    state_field: np.ndarray  # (2^M, N)
    probability: np.ndarray  # (2^M,) float64
    cumulative: np.ndarray  # (2^M,) float64
    words: np.ndarray  # uint64, random bits: at least half as many as the largest array sampled
    order: np.ndarray  # (B,) uint32, this epoch's order of the samples
    order_epoch: np.ndarray  # (1,) int64, the epoch `order` belongs to, -1 for none


class Plan(NamedTuple):
    """The numbers of a run."""

    rate: float
    gibbs: int
    negative: int
    learn_fields: bool
    samples: int  # B, or 0 for a stream of fresh samples
    law: Law  # of the stream's data
    data_seed: int
    noise_seed: int


@njit(inline="always", error_model="numpy")
def tanh32(x):
    """tanh in float32 without a library call, absolute error below 4e-7: the rational approximation used by Eigen."""
    x = min(max(x, float32(-7.9)), float32(7.9))
    y = x * x
    p = float32(-2.76076847742355e-16)
    p = p * y + float32(2.00018790482477e-13)
    p = p * y + float32(-8.60467152213735e-11)
    p = p * y + float32(5.12229709037114e-08)
    p = p * y + float32(1.48572235717979e-05)
    p = p * y + float32(6.37261928875436e-04)
    p = p * y + float32(4.89352455891786e-03)
    q = float32(1.19825839466702e-06)
    q = q * y + float32(1.18534705686654e-04)
    q = q * y + float32(2.26843463243900e-03)
    q = q * y + float32(4.89352518554385e-03)
    return x * p / q


@compiled
def mean(inputs, field):
    """inputs (R, n) <- tanh(inputs + field), field (n,)."""
    for row in range(inputs.shape[0]):
        for i in range(inputs.shape[1]):
            inputs[row, i] = tanh32(float32(inputs[row, i] + field[i]))


@compiled
def _compare(words, means, spins):
    """spins <- +1 where a word, as a fraction in [-1, 1), is below the mean; all one-dimensional."""
    for i in range(spins.shape[0]):
        fraction = float32(words[i]) * float32(2.0**-31)
        spins[i] = float32(1.0) if fraction < means[i] else float32(-1.0)


@njit(cache=True, nogil=True)
def draw(means, spins, start, words):
    """Draw spins (R, n) of the given means (R, n) with the stream `start`; returns the rest of the stream."""
    used = words[: (means.size + 1) // 2]
    rest = fill_words(start, used)
    _compare(used.view(np.int32), means.reshape(-1), spins.reshape(-1))
    return rest


@njit(cache=True, nogil=True)
def sample(inputs, field, spins, start, words):
    """Draw spins (R, n) ~ exp(s (inputs + field)); `inputs` then holds the means. Returns the rest of the stream."""
    mean(inputs, field)
    return draw(inputs, spins, start, words)


@njit(cache=True, nogil=True)
def gibbs(chains, k, start, space):
    """k full sweeps of the chains (C, N), with the random stream `start`."""
    for _ in range(k):
        np.dot(chains, space.wT, space.h)
        start = sample(space.h, space.c, space.h, start, space.words)
        np.dot(space.h, space.w, space.field)
        start = sample(space.field, space.g, chains, start, space.words)


@compiled
def _log_cosh_sum(field, row, g):
    """sum_i log 2 cosh(field_i + g_i) of one row: |x| + log(1 + exp(-2|x|)) with 1 + exp(-2|x|) = 2 / (1 + tanh|x|)."""
    size = 0.0
    log_product = 0.0
    for first in range(0, field.shape[1], 512):
        product = 1.0
        for i in range(first, min(first + 512, field.shape[1])):
            x = abs(float32(field[row, i] + g[i]))
            size += x
            product *= 2.0 / (1.0 + tanh32(x))
        log_product += np.log(product)
    return size + log_product


@njit(cache=True, nogil=True)
def hidden_probability(space):
    """Fill `space.probability` with P(h) of every hidden state and `space.state_field` with its inputs to v."""
    np.dot(space.states, space.w, space.state_field)
    for state in range(space.states.shape[0]):
        bias = 0.0
        for mu in range(space.c.shape[0]):
            bias += space.c[mu] * space.states[state, mu]
        space.probability[state] = bias + _log_cosh_sum(space.state_field, state, space.g)
    largest = space.probability.max()
    total = 0.0
    for state in range(space.states.shape[0]):
        space.probability[state] = np.exp(space.probability[state] - largest)
        total += space.probability[state]
    for state in range(space.states.shape[0]):
        space.probability[state] /= total


@njit(cache=True, nogil=True)
def exact_sample(chains, state_start, start, space):
    """Replace the chains by independent draws of the model: h from P(h), then v given h."""
    hidden_probability(space)
    mean(space.state_field, space.g)
    total = 0.0
    for state in range(space.states.shape[0]):
        total += space.probability[state]
        space.cumulative[state] = total
    last = space.states.shape[0] - 1
    for chain in range(chains.shape[0]):
        state = min(np.searchsorted(space.cumulative, uniform(state_start, chain), side="right"), last)
        for i in range(chains.shape[1]):
            space.field[chain, i] = space.state_field[state, i]
    draw(space.field, chains, start, space.words)


@njit(cache=True, nogil=True)
def exact_moments(space):
    """Subtract the model's exact moments: `space.negative` <- <v_i h_mu>, v_sum and h_sum lowered by <v>, <h>."""
    hidden_probability(space)
    mean(space.state_field, space.g)
    for state in range(space.states.shape[0]):
        p = space.probability[state]
        for i in range(space.v_sum.shape[0]):
            space.v_sum[i] -= p * space.state_field[state, i]
            space.state_field[state, i] *= float32(p)
        for mu in range(space.h_sum.shape[0]):
            space.h_sum[mu] -= p * space.states[state, mu]
    np.dot(space.states.T, space.state_field, space.negative)


@compiled
def _add_means(values, scale, total):
    """total (n,) += scale * sum over rows of values (R, n)."""
    for row in range(values.shape[0]):
        for i in range(values.shape[1]):
            total[i] += scale * values[row, i]


@compiled
def _unpack(rows, row, minibatch, place):
    """minibatch[place] <- the spins of one packed row."""
    sites = minibatch.shape[1]
    for k in range(rows.shape[1]):
        bits = rows[row, k]
        for j in range(min(64, sites - 64 * k)):
            minibatch[place, 64 * k + j] = float32(2.0) * float32((bits >> uint64(j)) & uint64(1)) - float32(1.0)


@njit(cache=True, nogil=True)
def load_minibatch(data, t, plan, space):
    """Fill the minibatch of update t and return its number of rows (the last one of an epoch may be short)."""
    size = space.minibatch.shape[0]
    if plan.samples == 0:
        fill_rows(space.rows, space.minibatch.shape[1], plan.law, plan.data_seed, t * size)
        for place in range(size):
            _unpack(space.rows, place, space.minibatch, place)
        return size
    per_epoch = (plan.samples + size - 1) // size
    epoch = t // per_epoch
    if space.order_epoch[0] != epoch:
        permutation(plan.noise_seed, epoch, space.order)
        space.order_epoch[0] = epoch
    first = (t - epoch * per_epoch) * size
    count = min(size, plan.samples - first)
    for place in range(count):
        _unpack(data, space.order[first + place], space.minibatch, place)
    return count


@njit(cache=True, nogil=True)
def positive_phase(count, plan, space):
    """`space.positive` <- <v_i <h_mu|v>> over the first `count` rows of the minibatch; v_sum, h_sum <- <v>, <h>."""
    v = space.minibatch[:count]
    h = space.h_data[:count]
    np.dot(v, space.wT, h)
    mean(h, space.c)
    np.dot(h.T, v, space.positive)
    if plan.learn_fields:
        space.v_sum[:] = 0.0
        space.h_sum[:] = 0.0
        _add_means(v, 1.0 / count, space.v_sum)
        _add_means(h, 1.0 / count, space.h_sum)


@njit(cache=True, nogil=True)
def negative_phase(parameters, t, plan, space):
    """`space.negative` <- the model's <v_i <h_mu|v>>; v_sum and h_sum lowered by the model's means. Returns the weight
    of `negative`: 1 for exact moments, 1 / chains for a sum over chains."""
    if plan.negative == EXACT_MOMENT:
        exact_moments(space)
        return 1.0
    chains = parameters.chains
    start = stream(plan.noise_seed, CHAINS, t)
    if plan.negative == PCD:
        gibbs(chains, plan.gibbs, start, space)
    else:
        exact_sample(chains, stream(plan.noise_seed, STATE, t), start, space)
    np.dot(chains, space.wT, space.h)
    mean(space.h, space.c)
    np.dot(space.h.T, chains, space.negative)
    scale = 1.0 / chains.shape[0]
    if plan.learn_fields:
        _add_means(chains, -scale, space.v_sum)
        _add_means(space.h, -scale, space.h_sum)
    return scale


@njit(cache=True, nogil=True)
def step(parameters, data_scale, model_scale, plan, space):
    """w <- w + rate * (data moment - model moment), equation (7), and the fields where they are learned."""
    for mu in range(parameters.weights.shape[0]):
        for i in range(parameters.weights.shape[1]):
            gradient = data_scale * space.positive[mu, i] - model_scale * space.negative[mu, i]
            parameters.weights[mu, i] += plan.rate * gradient
    if plan.learn_fields:
        for i in range(parameters.visible_field.shape[0]):
            parameters.visible_field[i] += plan.rate * space.v_sum[i]
        for mu in range(parameters.hidden_field.shape[0]):
            parameters.hidden_field[mu] += plan.rate * space.h_sum[mu]


@njit(cache=True, nogil=True)
def load_parameters(parameters, space):
    """Copy the float64 parameters into the float32 workspace."""
    space.w[:] = parameters.weights
    space.wT[:] = parameters.weights.T
    space.g[:] = parameters.visible_field
    space.c[:] = parameters.hidden_field


@njit(cache=True, nogil=True)
def train(parameters, data, first, last, plan, space):
    """Updates first, ..., last - 1 of a run, in place on `parameters`; `data` (B, words) uint64, empty for a stream."""
    for t in range(first, last):
        load_parameters(parameters, space)
        count = load_minibatch(data, t, plan, space)
        positive_phase(count, plan, space)
        model_scale = negative_phase(parameters, t, plan, space)
        step(parameters, 1.0 / count, model_scale, plan, space)
