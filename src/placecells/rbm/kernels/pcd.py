"""The compiled path of training: the verbs of `machine`, `exact` and `pcd`.

One call runs many updates of one run without the interpreter's lock. Everything large is float32 in a `Workspace`
allocated once; parameters are kept in float64. Random numbers come from streams opened anew at every update (see
`placecells.random`), so a run does not depend on where it was interrupted.
"""

import numpy as np

from placecells.jit import apart, fast, strict
from placecells.random import HIDDEN, LANES, fill_lanes, open_lanes, permutation, stream
from placecells.rbm.kernels import hidden
from placecells.rbm.kernels.exact import exact_moments, exact_sample
from placecells.rbm.kernels.state import EXACT_MOMENT, PCD
from placecells.rbm.kernels.tables import tabulate
from placecells.rbm.kernels.visible import (
    add_means,
    draw,
    gauge,
    inputs_h,
    load,
    load_fresh,
    sum_moment,
    sweep_unseen,
    thresholds,
)


@apart
def gibbs(chains, plan, start, space):
    """k full sweeps of the chains (C, N), with the lanes' words and, for real hidden units, the stream `start`.

    Where the hidden units have few states, v given h is tabulated once for all of them, and of most numbers of units
    and spins only the last sweep writes its spins, see `unseen`.
    """
    words = space.words.reshape(-1)
    tabulated = space.states.shape[0] > 0
    inputs_h(chains, space.h, space.w)
    left = plan.gibbs
    if tabulated:
        tabulate(chains, plan, space)
        left -= sweep_unseen(chains, left - 1, plan, space)
    for sweep in range(left):
        if sweep:
            inputs_h(chains, space.h, space.w)
        fill_lanes(space.lanes, space.words)
        start = hidden.sample(space.h, plan, words[chains.size :], start, space.c, space.theta)
        table, row = space.state_field, space.row
        if tabulated:
            hidden.number_states(space.h, space.row)
        else:
            table = space.field
            np.dot(space.h, space.w, table)
            thresholds(chains, table, space.g, space.site_a)
        draw(chains, table, words, row, space.site_a)


@strict
def load_minibatch(data, t, plan, space):
    """Fill the minibatch of update t and return its number of rows (the last one of an epoch may be short)."""
    size = space.minibatch.shape[0]
    if plan.samples == 0:
        load_fresh(space.minibatch, t * size, plan, space.rows)
        return size
    per_epoch = (plan.samples + size - 1) // size
    epoch = t // per_epoch
    if space.order_epoch[0] != epoch:
        permutation(plan.noise_seed, epoch, space.order)
        space.order_epoch[0] = epoch
    first = (t - epoch * per_epoch) * size
    count = min(size, plan.samples - first)
    load(space.minibatch, data, space.order[first : first + count], space.rows)
    return count


@fast
def _add_rows(values, scale, total):
    """total (M,) += scale * sum over rows of values (R, M)."""
    for row in range(values.shape[0]):
        for mu in range(values.shape[1]):
            total[mu] += scale * values[row, mu]


@strict
def add_moments(v, h, scale, total, plan, space):
    """total (M, n) <- sum over rows of <h_mu | v> v_i; the sums of <v>, <h>, -<|h|> raised by `scale` a row."""
    inputs_h(v, h, space.w)
    if plan.learn_theta:
        hidden.add_mean_sizes(h, scale, space.c, space.theta, space.theta_sum)
    hidden.mean(h, plan, space.c, space.theta)
    sum_moment(v, h, total)
    if plan.learn_fields:
        add_means(v, scale, space.v_sum)
        _add_rows(h, scale, space.h_sum)


@strict
def negative_phase(parameters, t, plan, space):
    """`space.negative` <- the model's <v_i <h_mu|v>>; the sums lowered by the model's means. Returns the weight of
    `negative`: 1 for exact moments, 1 / chains for a sum over chains."""
    chains = parameters.chains
    if plan.negative == EXACT_MOMENT:
        exact_moments(chains, plan, space)
        return 1.0
    open_lanes(stream(plan.noise_seed, LANES, t), space.lanes)
    start = stream(plan.noise_seed, HIDDEN, t)
    if plan.negative == PCD:
        gibbs(chains, plan, start, space)
    else:
        exact_sample(chains, plan, start, space)
    scale = 1.0 / chains.shape[0]
    add_moments(chains, space.h, -scale, space.negative, plan, space)
    return scale


@strict
def step(parameters, data_scale, model_scale, plan, space):
    """w <- w + rate * (data moment - model moment), equation (7), and fields and theta where they are learned."""
    for mu in range(parameters.weights.shape[0]):
        for i in range(parameters.weights.shape[1]):
            gradient = data_scale * space.positive[mu, i] - model_scale * space.negative[mu, i]
            parameters.weights[mu, i] += plan.rate * gradient
    gauge(parameters.chains, parameters.weights, space.site_sum)
    if plan.learn_fields:
        for i in range(parameters.visible_field.shape[0]):
            parameters.visible_field[i] += plan.rate * space.v_sum[i]
        gauge(parameters.chains, parameters.visible_field.reshape(1, -1), space.site_sum)
        for mu in range(parameters.hidden_field.shape[0]):
            parameters.hidden_field[mu] += plan.rate * space.h_sum[mu]
    if plan.learn_theta:
        for mu in range(parameters.theta.shape[0]):
            parameters.theta[mu] += plan.rate * space.theta_sum[mu]


@strict
def load_parameters(parameters, space):
    """Copy the float64 parameters into the float32 workspace, and clear the sums."""
    space.w[:] = parameters.weights
    space.g[:] = parameters.visible_field
    space.c[:] = parameters.hidden_field
    space.theta[:] = parameters.theta
    space.v_sum[:] = 0.0
    space.h_sum[:] = 0.0
    space.theta_sum[:] = 0.0


@strict
def train(parameters, data, first, last, plan, space):
    """Updates first, ..., last - 1 of a run, in place on `parameters`.

    data: (B, words) uint64 for spins, (B, N) uint8 for colours, with no rows for a stream.
    """
    for t in range(first, last):
        load_parameters(parameters, space)
        count = load_minibatch(data, t, plan, space)
        add_moments(space.minibatch[:count], space.h_data[:count], 1.0 / count, space.positive, plan, space)
        model_scale = negative_phase(parameters, t, plan, space)
        step(parameters, 1.0 / count, model_scale, plan, space)
