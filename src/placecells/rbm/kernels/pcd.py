"""The compiled path of training: the verbs of `machine`, `exact` and `pcd`.

One call runs many updates of one run without the interpreter's lock. Everything large is float32 in a `Workspace`
allocated once; parameters are kept in float64. Random numbers come from streams opened anew at every update (see
`placecells.random`), so a run does not depend on where it was interrupted.
"""

from placecells.jit import apart, strict
from placecells.random import HIDDEN, LANES, fill_lanes, open_lanes, permutation, stream
from placecells.rbm.kernels.exact import exact_moments, exact_sample
from placecells.rbm.kernels.hidden import draw_v, first_sweeps, mean_and_gradients, sample
from placecells.rbm.kernels.numbers.vector import copy
from placecells.rbm.kernels.optimisers import ascend
from placecells.rbm.kernels.state import EXACT_MOMENT, PCD
from placecells.rbm.kernels.visible import add_gradients, gauge, inputs_h, load, load_fresh, sum_moment


@apart
def gibbs(chains, plan, start, space):
    """k full sweeps of the chains (C, N), with the lanes' words and, for real hidden units, the stream `start`.

    Where the hidden units have few states, v given h is tabulated once for all of them, and of most numbers of units
    and spins only the last sweep writes its spins, see `unseen`.
    """
    words = space.words.reshape(-1)
    inputs_h(space.visible, chains, space.h, space.w)
    left = plan.gibbs
    left -= first_sweeps(space.hidden, chains, plan, space)
    for sweep in range(left):
        if sweep:
            inputs_h(space.visible, chains, space.h, space.w)
        fill_lanes(space.lanes, space.words)
        start = sample(space.hidden, space.h, words[chains.size :], start, plan)
        draw_v(space.hidden, chains, words, plan, space)


@strict
def load_minibatch(data, t, plan, space):
    """Fill the minibatch of update t and return its number of rows (the last one of an epoch may be short)."""
    size = space.minibatch.shape[0]
    if plan.samples == 0:
        load_fresh(space.visible, space.minibatch, t * size, plan, space.rows)
        return size
    per_epoch = (plan.samples + size - 1) // size
    epoch = t // per_epoch
    if space.order_epoch[0] != epoch:
        permutation(plan.noise_seed, epoch, space.order)
        space.order_epoch[0] = epoch
    first = (t - epoch * per_epoch) * size
    count = min(size, plan.samples - first)
    load(space.visible, space.minibatch, data, space.order[first : first + count], space.rows)
    return count


@strict
def add_moments(v, h, scale, total, plan, space):
    """total (M, n) <- sum over rows of <h_mu | v> v_i; `space.gradient` of the units' parameters is raised by `scale` a
    row, where they are learned."""
    inputs_h(space.visible, v, h, space.w)
    mean_and_gradients(space.hidden, h, scale, space.gradient.hidden, plan)
    sum_moment(space.visible, v, h, total)
    add_gradients(space.visible, v, scale, space.gradient.visible, plan)


@strict
def negative_phase(chains, t, plan, space):
    """`space.negative` <- the model's <v_i <h_mu|v>>; `space.gradient` of the units' parameters is lowered by the
    model's averages. Returns the weight of `negative`: 1 for exact moments, 1 / chains for a sum over chains."""
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
def step(state, data_scale, model_scale, t, plan, optimiser, space):
    """The machine after update t: the optimiser's ascent along data moment - model moment, equation (7), in the visible
    units' gauge."""
    machine, gradient = state.machine, space.gradient
    for mu in range(machine.weights.shape[0]):
        for i in range(machine.weights.shape[1]):
            gradient.weights[mu, i] = data_scale * space.positive[mu, i] - model_scale * space.negative[mu, i]
    ascend(optimiser, state.memory, t, machine, gradient, plan)
    gauge(machine.visible, machine.weights, space.site_sum)
    for k in range(len(machine.visible)):
        if plan.visible_learned[k]:
            gauge(machine.visible, machine.visible[k].reshape(1, -1), space.site_sum)


@strict
def load_parameters(machine, space):
    """Copy the float64 parameters into the float32 workspace, and clear the gradient of the units' parameters."""
    copy(machine.weights.reshape(-1), space.w.reshape(-1))
    for k in range(len(machine.visible)):
        copy(machine.visible[k].reshape(-1), space.visible[k].reshape(-1))
        space.gradient.visible[k][:] = 0.0
    for k in range(len(machine.hidden)):
        copy(machine.hidden[k], space.hidden[k])
        space.gradient.hidden[k][:] = 0.0


@strict
def train(state, data, first, last, plan, optimiser, space):
    """Updates first, ..., last - 1 of a run, in place on `state`.

    data: (B, words) uint64 for spins, (B, N) uint8 for colours, with no rows for a stream.
    """
    for t in range(first, last):
        load_parameters(state.machine, space)
        count = load_minibatch(data, t, plan, space)
        add_moments(space.minibatch[:count], space.h_data[:count], 1.0 / count, space.positive, plan, space)
        model_scale = negative_phase(state.chains, t, plan, space)
        step(state, 1.0 / count, model_scale, t, plan, optimiser, space)
