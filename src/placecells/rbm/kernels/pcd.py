"""Compiled training: functions of the readable modules `machine`, `exact` and `pcd` under the same names.

One call of a `trainer` does many updates of one run, without holding the lock of the Python interpreter. Large arrays
are float32, in a `Workspace` that is allocated once; parameters are float64. Every update opens streams of random
numbers of its own (see `placecells.random`), so the result does not depend on interruptions of the run.
"""

from functools import cache

from placecells.jit import apart, entry, strict
from placecells.random import HIDDEN, LANES, drawn_numbers, fill_lanes, open_lanes, permutation, stream
from placecells.rbm.kernels.choice import chosen
from placecells.rbm.kernels.exact import exact_moments, exact_sample
from placecells.rbm.kernels.hidden import draw_v, first_sweeps, mean_and_gradients, sample
from placecells.rbm.kernels.numbers.vector import copy
from placecells.rbm.kernels.optimisers import ascend
from placecells.rbm.kernels.state import PCD, ExactMoment, ExactSample
from placecells.rbm.kernels.visible import add_gradients, arrange, gauge, inputs_h, load, load_fresh, sum_moment


@apart
def gibbs(chains, sweeps, plan, start, space):
    """chains (C, N) <- the chains after the Gibbs sweeps of an update.

    Random numbers come from the words of the lanes and, for real hidden units, from the stream `start`. Where the
    hidden units have few states, P(v | h) is tabulated once for all states. Where `unseen` has a faster way, only the
    last sweep stores its spins. Where the states are too many for a table, `bits` does all sweeps of spins.
    """
    words = space.words.reshape(-1)
    left = sweeps - first_sweeps(space.hidden, chains, sweeps, plan, space)
    for sweep in range(left):
        if sweep:
            inputs_h(space.visible, chains, space.h, space.w, space.eights)
        fill_lanes(space.lanes, space.words)
        start = sample(space.hidden, space.h, words[chains.size :], start, plan)
        draw_v(space.hidden, chains, words, plan, space)


@strict
def load_minibatch(data, t, plan, space):
    """space.minibatch <- the configurations of update t. Returns their number: S, or fewer at the end of an epoch."""
    size = space.minibatch.shape[0]
    if plan.samples == 0:
        load_fresh(space.visible, space.minibatch, t * size, plan, space.rows)
        return size
    per_epoch = (plan.samples + size - 1) // size
    epoch = t // per_epoch
    if space.order_epoch[0] != epoch:
        if plan.replacement:
            drawn_numbers(plan.noise_seed, epoch, space.order)
        else:
            permutation(plan.noise_seed, epoch, space.order)
        space.order_epoch[0] = epoch
    first = (t - epoch * per_epoch) * size
    count = min(size, plan.samples - first)
    load(space.visible, space.minibatch, data, space.order[first : first + count], space.rows)
    return count


@strict
def add_moments(v, h, scale, total, plan, space):
    """Moments over configurations v (rows, N): total (M, n) <- sum over rows of <h_mu | v> v_i.

    h (rows, M) <- <h_mu | v>. To `space.gradient` of the learned parameters of units, scale times the sum over rows of
    their moments is added.
    """
    inputs_h(space.visible, v, h, space.w, space.eights)
    mean_and_gradients(space.hidden, h, scale, space.gradient.hidden, plan)
    sum_moment(space.visible, v, h, total, space.eights)
    add_gradients(space.visible, v, scale, space.gradient.visible, plan)


@strict
def _open(t, plan, space):
    """Seed the lanes of update t. Returns the start of the stream of the hidden units."""
    open_lanes(stream(plan.noise_seed, LANES, t), space.lanes)
    return stream(plan.noise_seed, HIDDEN, t)


@strict
def _sum_over_chains(chains, plan, space):
    """What `negative_phase` does after the chains have advanced."""
    scale = 1.0 / chains.shape[0]
    add_moments(chains, space.h, -scale, space.negative, plan, space)
    return scale


@strict
def pcd_phase(phase, chains, t, plan, space):
    """`negative_phase` by Gibbs sweeps."""
    gibbs(chains, phase.gibbs, plan, _open(t, plan, space), space)
    return _sum_over_chains(chains, plan, space)


@strict
def exact_sample_phase(phase, chains, t, plan, space):
    """`negative_phase` by independent samples."""
    exact_sample(chains, plan, _open(t, plan, space), space)
    return _sum_over_chains(chains, plan, space)


@strict
def exact_moment_phase(phase, chains, t, plan, space):
    """`negative_phase` by exact moments."""
    exact_moments(chains, plan, space)
    return 1.0


# negative_phase(phase, chains, t, plan, space): the negative phase of update t.
# `space.negative` (M, n) <- moments <v_i <h_mu|v>> of the machine, over a scale. Returns that scale: 1 for exact
# moments, 1/C where `space.negative` is a sum over the C chains. The chains (C, N) advance. From `space.gradient` of
# the parameters of units, the moments of the machine are subtracted.
negative_phase = chosen({PCD: pcd_phase, ExactSample: exact_sample_phase, ExactMoment: exact_moment_phase})


@strict
def step(state, data_scale, model_scale, t, plan, optimiser, space):
    """Equation (7): `state.machine` <- the machine after update t, in the gauge of the visible units.

    The gradient of the weights is data_scale * space.positive - model_scale * space.negative; `space.gradient` holds
    that of the parameters of units. The memory of the optimiser, `state.memory`, is overwritten too.
    """
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
    """Copy the float64 parameters to the float32 workspace, and set the gradient of the parameters of units to 0."""
    copy(machine.weights.reshape(-1), space.w.reshape(-1))
    arrange(space.visible, space.w, space.eights)
    for k in range(len(machine.visible)):
        copy(machine.visible[k].reshape(-1), space.visible[k].reshape(-1))
        space.gradient.visible[k][:] = 0.0
    for k in range(len(machine.hidden)):
        copy(machine.hidden[k], space.hidden[k])
        space.gradient.hidden[k][:] = 0.0


@cache
def trainer(name):
    """The function `train`, compiled for one choice of classes of units, negative phase and optimiser.

    name: of that choice. The machine code has a file of its own, so that other processes can compile other choices.
    """

    def train(state, data, first, last, plan, phase, optimiser, space):
        """Do updates number first, ..., last - 1 of a run; `state` and the arrays of `space` are overwritten.

        data: the training set, packed spins (B, words) uint64 or colours (B, N) uint8; without rows for streamed data.
        """
        for t in range(first, last):
            load_parameters(state.machine, space)
            count = load_minibatch(data, t, plan, space)
            add_moments(space.minibatch[:count], space.h_data[:count], 1.0 / count, space.positive, plan, space)
            model_scale = negative_phase(phase, state.chains, t, plan, space)
            step(state, 1.0 / count, model_scale, t, plan, optimiser, space)

    train.__qualname__ = f"train-{name}"  # numba names the file after it
    return entry(train)
