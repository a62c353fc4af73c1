"""Compiled exact negative phases, by the sum over hidden states (P.7); `rbm.exact` is the readable path."""

import numpy as np
from numba import float32

from placecells.jit import apart, fast, strict
from placecells.random import fill_lanes, uniform
from placecells.rbm.kernels.hidden import add_gradients_at, energy, set_states, weigh_by_products
from placecells.rbm.kernels.visible import (
    draw,
    mean_and_norm,
    norm_of_weights,
    thresholds_of_means,
    thresholds_of_weights,
)


@strict
def hidden_probability(v, plan, space):
    """space.probability (K,) <- P(h) of each hidden state; space.state_field (K, n) <- mean features of v given h.

    Returns the number of states, K, or less where a quadrature needs fewer nodes: the rest of either array is not used.
    v: the chains (C, N), of which only the number of sites is used.
    """
    space.probability[:] = 0.0
    states = set_states(space.hidden, v.shape[1], plan, space)
    means = space.state_field[:states]
    np.dot(space.states[:states], space.w, means)
    mean_and_norm(space.visible, means, space.probability, space.site_a, space.site_b)
    _add_energies(space.probability[:states], space)
    return states


@strict
def _add_energies(probability, space):
    """probability (states,), log sum_v exp(-E(v, h) - U(h)) on entry, <- P(h)."""
    for state in range(probability.shape[0]):
        probability[state] -= energy(space.hidden, space.states[state])
    largest = probability.max()
    total = 0.0
    for state in range(probability.shape[0]):
        probability[state] = np.exp(probability[state] - largest)
        total += probability[state]
    for state in range(probability.shape[0]):
        probability[state] /= total


@fast
def _count_below(cumulative, u):
    """How many of the numbers are at most u. The numbers are few, so counting is faster than a search."""
    count = 0
    for state in range(cumulative.shape[0]):
        count += cumulative[state] <= u
    return count


@strict
def _weigh_states(v, plan, space):
    """space.probability (K,) <- P(h) of each hidden state; space.state_field (K, n) <- what v is drawn from.

    Returns the number of states, as `hidden_probability` does, and True where `state_field` holds weights exp(x) of the
    features, which is faster, or False where it holds their means. v: the chains (C, N), of which only the number of
    sites is used. `space.negative` is overwritten.
    """
    if not weigh_by_products(space.hidden, plan, space):
        return hidden_probability(v, plan, space), False
    space.probability[:] = 0.0
    norm_of_weights(space.visible, space.state_field, space.probability, space.site_a)
    _add_energies(space.probability, space)
    return space.states.shape[0], True


@apart
def exact_sample(v, plan, start, space):
    """v (C, N) <- independent samples of the machine: h from P(h), with the stream `start`, then v given h.

    `space.negative` is overwritten.
    """
    states, are_weights = _weigh_states(v, plan, space)
    total = 0.0
    for state in range(states):
        total += space.probability[state]
        space.cumulative[state] = total
    for chain in range(v.shape[0]):
        space.row[chain] = _count_below(space.cumulative[: states - 1], uniform(start, chain))
    for chain in range(v.shape[0]):
        state = space.row[chain]
        if space.cumulative[state] >= 0.0:  # the thresholds of each state that was drawn, once
            space.cumulative[state] = -1.0
            part = space.state_field[state : state + 1]
            if are_weights:
                thresholds_of_weights(space.visible, part)
            else:
                thresholds_of_means(space.visible, part)
    fill_lanes(space.lanes, space.words)
    draw(space.visible, v, space.state_field, space.words.reshape(-1), space.row, space.site_a)


@apart
def exact_moments(v, plan, space):
    """The exact moments of the machine. v: the chains (C, N), which do not change.

    `space.negative` (M, n) <- <v_i h_mu>. From `space.gradient` of the parameters of units, the exact averages of
    -dU/d(parameter) are subtracted.
    """
    states = hidden_probability(v, plan, space)
    v_sum = space.gradient.visible.field.reshape(-1)
    for state in range(states):
        p = space.probability[state]
        for feature in range(v_sum.shape[0]):
            v_sum[feature] -= p * space.state_field[state, feature]
            space.state_field[state, feature] *= float32(p)
        add_gradients_at(space.hidden, space.states[state], -p, space.gradient.hidden)
    np.dot(space.states[:states].T, space.state_field[:states], space.negative)
