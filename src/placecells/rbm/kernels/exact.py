"""Compiled exact negative phases: the sum over hidden states; `rbm.exact` is the readable path."""

import numpy as np
from numba import float32

from placecells.jit import fast, strict
from placecells.random import fill_lanes, uniform
from placecells.rbm.hidden_states import TAIL
from placecells.rbm.kernels import hidden
from placecells.rbm.kernels.visible import draw, mean_and_norm, thresholds_of_means


@strict
def reach(sites, space):
    """Largest |h| that matters for one real hidden unit of N visible ones."""
    total = abs(space.c[0]) + abs(space.theta[0]) + TAIL
    for i in range(sites):
        largest = float32(0.0)
        for feature in range(i, space.w.shape[1], sites):
            largest = max(largest, abs(space.w[0, feature]))
        total += largest
    return total


@strict
def hidden_probability(v, plan, space):
    """Fill `space.probability` with P(h) of each hidden state, `space.state_field` with the mean features given h."""
    space.probability[:] = 0.0
    if space.nodes.shape[0] > 0:
        scale = reach(v.shape[1], space)
        for state in range(space.states.shape[0]):
            space.states[state, 0] = scale * space.nodes[state]
            space.probability[state] = space.log_weights[state]
    np.dot(space.states, space.w, space.state_field)
    mean_and_norm(v, space.state_field, space.g, space.probability, space.site_a, space.site_b)
    for state in range(space.states.shape[0]):
        space.probability[state] -= hidden.potential(space.states[state], plan, space.c, space.theta)
    largest = space.probability.max()
    total = 0.0
    for state in range(space.states.shape[0]):
        space.probability[state] = np.exp(space.probability[state] - largest)
        total += space.probability[state]
    for state in range(space.states.shape[0]):
        space.probability[state] /= total


@fast
def _count_below(cumulative, u):
    """How many of the numbers are at most u; counting all of few is faster than a search."""
    count = 0
    for state in range(cumulative.shape[0]):
        count += cumulative[state] <= u
    return count


@strict
def exact_sample(v, plan, start, space):
    """Replace the chains v by independent draws of the model: h from P(h) with the stream `start`, then v given h."""
    hidden_probability(v, plan, space)
    total = 0.0
    for state in range(space.states.shape[0]):
        total += space.probability[state]
        space.cumulative[state] = total
    for chain in range(v.shape[0]):
        space.row[chain] = _count_below(space.cumulative[:-1], uniform(start, chain))
    thresholds_of_means(v, space.state_field)
    fill_lanes(space.lanes, space.words)
    draw(v, space.state_field, space.words.reshape(-1), space.row, space.site_a)


@strict
def exact_moments(v, plan, space):
    """Subtract the model's exact moments: `space.negative` <- <v_i h_mu>, the sums lowered by <v>, <h>, -<|h|>."""
    hidden_probability(v, plan, space)
    for state in range(space.states.shape[0]):
        p = space.probability[state]
        for feature in range(space.v_sum.shape[0]):
            space.v_sum[feature] -= p * space.state_field[state, feature]
            space.state_field[state, feature] *= float32(p)
        for mu in range(space.h_sum.shape[0]):
            space.h_sum[mu] -= p * space.states[state, mu]
            space.theta_sum[mu] += p * abs(space.states[state, mu])
    np.dot(space.states.T, space.state_field, space.negative)
