"""The readable path of a training run: equation (7) with the three negative phases, in NumPy.

The readable path works for every pair of units, and trains the pairs that have no compiled kernels. The module
`compiled` has the same functions `prepare`, `advance` and `machine_of` for the other pairs; a test compares the two.
"""

from typing import NamedTuple

import numpy as np

from placecells.data.draw import model_of
from placecells.rbm import exact
from placecells.rbm.hidden_states import MAX_REACH
from placecells.rbm.machine import RBM, gradient, moments, sample_h_from_v, sample_v_from_h, step
from placecells.rbm.run import Rows, Settings, Stream, autocorrelation, outcome
from placecells.rbm.units.tree import is_finite, tree_map


class State(NamedTuple):
    """The state of a run between two updates."""

    machine: RBM
    memory: tuple  # memory of the optimiser
    chains: np.ndarray  # (C, N), visible configurations of the Markov chains


class Run(NamedTuple):
    """One run: the state, which updates overwrite, and what updates read."""

    state: State
    data: np.ndarray | Stream  # training set (B, N), or streamed data
    optimiser: NamedTuple
    settings: Settings


def gibbs(rbm, v, k, rng):
    """The chains v (C, N) after k Gibbs sweeps (h given v, then v given h), in a new array. rng: a numpy Generator."""
    for _ in range(k):
        v = sample_v_from_h(rbm, sample_h_from_v(rbm, v, rng), rng)
    return v


def negative_phase(rbm, chains, settings, rng):
    """The moments of the machine, an RBM, by `settings.negative`, and the chains (C, N) after the negative phase.

    Raises ValueError as `exact.states` does, for the exact phases.
    """
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
    """The `State` after one update (7) on a minibatch (S, N), in new arrays."""
    model, chains = negative_phase(state.machine, state.chains, settings, rng)
    difference = gradient(moments(state.machine, minibatch), model)
    change, memory = optimiser.update(difference, state.memory)
    return State(step(state.machine, change, settings.learned), memory, chains)


def prepare(machine, data, optimiser, settings):
    """A `Run` before its first update.

    machine: an RBM, which is copied. data: configurations (B, N), `Rows` or a `Stream`. optimiser: one of `optimisers`.
    settings: `Settings`. Raises ValueError where the machine has no exact negative phase but `settings` ask for one,
    for data that the visible units cannot take, and for real visible and real hidden units without a finite partition
    function.
    """
    machine = tree_map(lambda array: np.array(array, float), machine)
    exact.check_finite(machine)
    if settings.negative != "pcd":
        exact.states(machine)
    if isinstance(data, Rows):
        data = model_of(data.model).from_training_rows(data.rows, machine.weights.shape[1])
    wrong = machine.visible.wrong(_of_stream(data, 10, 0) if isinstance(data, Stream) else data)
    if wrong:
        raise ValueError(f"the data hold {wrong}, which {type(machine.visible).__name__} units do not take")
    chains = machine.visible.start(settings.chains, np.random.Generator(np.random.Philox(settings.seed)))
    return Run(State(machine, optimiser.init(machine), chains), data, optimiser, settings)


def advance(run, first, last, correlate=False):
    """Do updates number first, ..., last - 1, at least one; `run.state` is overwritten. Returns an `Outcome`.

    The function ends early, without raising an error, where parameters are not finite, where the exact negative phase
    is out of reach, and where the partition function is not finite; the `Outcome` says so. correlate: whether to
    measure the autocorrelation of the chains.
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
    """The present machine of a run: an RBM, whose arrays later updates overwrite."""
    return run.state.machine


def _largest_input(run):
    """The largest |h|, in standard deviations of h, that the quadrature of the negative phase has to reach.

    0 where no quadrature is needed, infinite where the partition function is not finite.
    """
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
    """The configurations (S, N) of update t: fresh samples of a stream, else the next S of the epoch.

    The last minibatch of an epoch may be shorter.
    """
    size, data = run.settings.batch, run.data
    if isinstance(data, Stream):
        return _of_stream(data, size, t * size)
    per_epoch = -(-len(data) // size)
    epoch, part = divmod(t, per_epoch)
    rng = _generator(run.settings.seed, 2**63 + epoch)
    order = rng.integers(len(data), size=len(data)) if run.settings.replacement else rng.permutation(len(data))
    return data[order[part * size : (part + 1) * size]]


def _of_stream(stream, count, first):
    """Configurations number first, ..., first + count - 1 of a `Stream`: (count, N)."""
    model = model_of(stream.law["model"])
    return model.decode(model.sample(stream.law, count, stream.seed, first), stream.law["sites"])


def _generator(seed, counter):
    """The numpy Generator of one update of a run, or, with a counter of 2^63 + epoch, of the order of one epoch."""
    return np.random.Generator(np.random.Philox(key=np.array([seed, counter], np.uint64)))
