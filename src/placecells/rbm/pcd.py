"""The readable path of a training run: persistent contrastive divergence, as the paper writes it.

It serves every pair of units and trains those that have no kernels. The compiled path, with the same `prepare`,
`advance` and `machine_of`, is `compiled`; a test ties the two.
"""

from typing import NamedTuple

import numpy as np

from placecells.data.draw import MODELS
from placecells.rbm import exact
from placecells.rbm.hidden_states import MAX_REACH
from placecells.rbm.machine import RBM, gradient, moments, sample_h_from_v, sample_v_from_h, step
from placecells.rbm.run import Rows, Settings, Stream, autocorrelation, outcome
from placecells.rbm.units.tree import is_finite, tree_map


class State(NamedTuple):
    """All that one update hands to the next."""

    machine: RBM
    memory: tuple  # of the optimiser
    chains: np.ndarray  # (C, N)


class Run(NamedTuple):
    """All of one run: what an update changes, and what it reads."""

    state: State
    data: np.ndarray | Stream  # (B, N)
    optimiser: NamedTuple
    settings: Settings


def gibbs(rbm, v, k, rng):
    """k full Gibbs sweeps (h given v, then v given h) of the chains v (C, N)."""
    for _ in range(k):
        v = sample_v_from_h(rbm, sample_h_from_v(rbm, v, rng), rng)
    return v


def negative_phase(rbm, chains, settings, rng):
    """Model moments by `settings.negative`, and the chains (C, N) after it."""
    match settings.negative:
        case "pcd":
            chains = gibbs(rbm, chains, settings.gibbs, rng)
            return moments(rbm, chains), chains
        case "exact-sample":
            chains, _ = exact.sample(rbm, len(chains), rng)
            return moments(rbm, chains), chains
        case "exact-moment":
            return exact.moments(rbm), chains


def update(state, minibatch, optimiser, settings, rng):
    """The `State` after one update (7) on a minibatch (S, N)."""
    model, chains = negative_phase(state.machine, state.chains, settings, rng)
    difference = gradient(moments(state.machine, minibatch), model)
    change, memory = optimiser.update(difference, state.memory)
    return State(step(state.machine, change, settings.learned), memory, chains)


def prepare(machine, data, optimiser, settings):
    """A `Run` before its first update.

    machine: an RBM; data: configurations (B, N), `Rows` or a `Stream`; optimiser: of `optimisers`; settings:
    `Settings`. Raises ValueError for exact phases of machines that have none, and for weights of real visible and real
    hidden units without a finite partition function.
    """
    machine = tree_map(lambda array: np.array(array, float), machine)
    exact.check_finite(machine)
    if settings.negative != "pcd":
        exact.states(machine)
    if isinstance(data, Rows):
        data = MODELS[data.model].from_training_rows(data.rows, machine.weights.shape[1])
    wrong = machine.visible.wrong(_of_stream(data, 10, 0) if isinstance(data, Stream) else data)
    if wrong:
        raise ValueError(f"the data hold {wrong}, which {type(machine.visible).__name__} units do not take")
    chains = machine.visible.start(settings.chains, np.random.Generator(np.random.Philox(settings.seed)))
    return Run(State(machine, optimiser.init(machine), chains), data, optimiser, settings)


def advance(run, first, last, correlate=False):
    """Updates first, ..., last - 1, at least one, in place on `run.state`. Returns an `Outcome`; raises nothing.

    Ends early where parameters are not finite, and where there is no exact phase or no finite partition function.
    correlate: whether to measure the chains' autocorrelation.
    """
    machine, before = run.state.machine, run.state.machine.weights.copy()
    encode = machine.visible.encode
    earlier = encode(run.state.chains) if correlate else None
    for t in range(first, last):
        if _largest_input(run) > MAX_REACH or not is_finite(machine):
            break
        before = machine.weights.copy()
        rng = _generator(run.settings.seed, t)
        after = update(run.state, _minibatch(run, t), *run[2:], rng)
        tree_map(lambda old, new: np.copyto(old, new, casting="unsafe"), run.state, after)
    memory = autocorrelation(earlier, encode(run.state.chains)) if correlate else np.nan
    return outcome(before, machine.weights, is_finite(machine), _largest_input(run), memory)


def machine_of(run):
    """The machine of a run as it is now: an RBM whose arrays updates change."""
    return run.state.machine


def _largest_input(run):
    """The largest |h|, in standard deviations, that a quadrature has to reach; inf without a partition function."""
    machine = run.state.machine
    if machine.hidden.VALUES is not None or not is_finite(machine):
        return 0.0
    try:
        exact.check_finite(machine)
    except ValueError:
        return np.inf
    if run.settings.negative == "pcd":
        return 0.0
    scale, deviation = exact.reach(machine)
    return scale / deviation


def _minibatch(run, t):
    """The configurations (S, N) of update t: of a stream, new ones; else part of the epoch's random order."""
    size, data = run.settings.batch, run.data
    if isinstance(data, Stream):
        return _of_stream(data, size, t * size)
    per_epoch = -(-len(data) // size)
    epoch, part = divmod(t, per_epoch)
    order = _generator(run.settings.seed, 2**63 + epoch).permutation(len(data))
    return data[order[part * size : (part + 1) * size]]


def _of_stream(stream, count, first):
    """Configurations first, ..., first + count - 1 (count, N) of a stream."""
    model = MODELS[stream.law["model"]]
    return model.decode(model.sample(stream.law, count, stream.seed, first), stream.law["sites"])


def _generator(seed, counter):
    """The random numbers of one update, or, with a counter from 2^63 on, of one epoch."""
    return np.random.Generator(np.random.Philox(key=np.array([seed, counter], np.uint64)))
