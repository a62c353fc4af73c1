"""PCD-k training of several replicas of a dense machine at once, one function for all backends.

Every replica has its own seed, weights, order of the data and chains. The random numbers of an update are functions of
the seed and the number of the update, and the whole state of a run is a tree of arrays. A run that continues from its
state therefore ends with the same bits.
"""

from typing import NamedTuple

import numpy as np

from placecells.rbm.dense import gibbs
from placecells.rbm.dense.backends import BackendError
from placecells.rbm.dense.machine import Dense, moments
from placecells.rbm.run import TrainingError
from placecells.rbm.units.tree import leaves, tree_map

ORDER = 4  # purpose of the streams that order the data, beside those of `gibbs`


class Settings(NamedTuple):
    """How replicas are trained; the optimiser is given apart."""

    batch: int  # configurations of a minibatch, S; at the end of an epoch, fewer than S left are dropped
    chains: int  # persistent chains, C
    gibbs: int  # Gibbs sweeps of every chain per update, k
    seeds: tuple  # (R,) of integers from 0 to 2^64 - 1, one for each replica


class State(NamedTuple):
    """The state of a run between two updates, arrays of the backend, which updates overwrite."""

    machine: Dense
    memory: tuple  # of the optimiser
    chains: object  # (R, C, N)
    updates: object  # () int64, number of updates done


class Run(NamedTuple):
    """A run, as from `prepare`."""

    backend: object
    settings: Settings
    optimiser: NamedTuple  # of `rbm.optimisers`
    data: object  # (B, N) uint8, array of the backend
    order: object  # (R, B) int64, array of the backend: the order of the data in the present epoch, from the seeds
    offsets: object  # (S,) int64 0 ... S - 1, array of the backend
    seeds: object  # (R,) seeds of the backend
    state: State
    update: object  # function without arguments: does one update


def prepare(backend, machine, data, optimiser, settings):
    """A run before its first update. The chains start as fair bits.

    machine: a Dense of NumPy arrays, which is not changed, such as from `machine.start`. data: configurations (B, N) of
    0 and 1, the same for all replicas. Raises TrainingError for fewer configurations than a minibatch, and BackendError
    where the device has too little memory.
    """
    if len(data) < settings.batch:
        raise TrainingError(f"training.batch = {settings.batch}: the data have {len(data)} configurations only")
    _check_memory(backend, machine, len(data), settings)
    seeds, sites = backend.seeds(settings.seeds), data.shape[1]
    chains = gibbs.fair_bits(backend, seeds, settings.chains, sites)
    memory = tree_map(_number_or_array, optimiser.init(machine))
    state = State(*tree_map(backend.asarray, (machine, memory)), chains, backend.count(0))
    order = backend.asarray(np.tile(np.arange(len(data)), (len(settings.seeds), 1)))
    rows, offsets = (backend.asarray(array) for array in (np.asarray(data, np.uint8), np.arange(settings.batch)))
    run = Run(backend, settings, optimiser, rows, order, offsets, seeds, state, None)
    return run._replace(update=backend.repeated(lambda: _update(run), list(leaves(state).values())))


def memory_needed(shape, samples, settings):
    """Bytes that a run needs, to about 25%: adjusted to what runs of 784 and 500 to 3000 units took on a CUDA device.

    shape: (R, N, M) of the weights. samples: configurations of the data.
    """
    replicas, sites, hidden = shape
    parameters = 12 * 4 * replicas * sites * hidden  # the weights, two averages of Adam, gradients, steps in between
    layers = 8 * 4 * replicas * max(settings.chains, settings.batch) * (sites + hidden)
    return parameters + layers + samples * (sites + 8 * replicas)


def _check_memory(backend, machine, samples, settings):
    """Raise BackendError where a run needs more memory than the device has left."""
    shape, left = machine.weights.shape, backend.memory_left()
    needed = memory_needed(shape, samples, settings)
    if left is not None and needed > left:
        raise BackendError(
            f"{shape[0]} replicas of {shape[1]} visible and {shape[2]} hidden units need about {needed / 2**30:.1f} GiB"
            f", but the device of the backend {backend.name} has {left / 2**30:.1f} GiB left: train fewer at a time"
        )


def _number_or_array(array):
    """Averages of an optimiser as they are; its number of updates as float64, which powers with exponents need."""
    return array if array.ndim else np.array(float(array))


def advance(run, until):
    """Do the updates that are missing to `until` updates; the arrays of `run.state` are overwritten."""
    per_epoch = len(run.data) // run.settings.batch
    done = int(run.state.updates)
    for number in range(done, until):
        if number == done or number % per_epoch == 0:
            run.order[...] = run.backend.asarray(_orders(run, number // per_epoch))
        run.update()


def machine_of(run):
    """The machine of a run, a Dense of NumPy arrays; copies."""
    return tree_map(run.backend.to_numpy, run.state.machine)


def is_finite(run):
    """Whether all parameters of all replicas are finite."""
    return all(bool(run.backend.xp.isfinite(array).all()) for array in run.state.machine)


def _orders(run, epoch):
    """A random permutation of the data for each replica, (R, B) int64, from its seed and the number of the epoch."""
    return np.stack([_permutation(int(seed), epoch, len(run.data)) for seed in run.settings.seeds])


def _permutation(seed, epoch, samples):
    """The order of random 64-bit words: raw words of NumPy's Philox are the same in all versions of NumPy."""
    words = np.random.Philox(key=seed, counter=[0, 0, epoch, ORDER]).random_raw(samples)
    return np.argsort(words, kind="stable")


def _minibatch(run):
    """The configurations of the present update, states (R, S, N)."""
    batch, backend = run.settings.batch, run.backend
    first = run.state.updates % (len(run.data) // batch) * batch
    places = run.order[:, first + run.offsets]
    v = backend.states(*places.shape, run.data.shape[1])
    v[...] = run.data[places]
    return v


def _update(run):
    """One update of PCD-k: `run.state` is overwritten. Nothing waits for the device."""
    backend, state = run.backend, run.state
    positive = moments(backend, state.machine, _minibatch(run))
    key = gibbs.Key(run.seeds, state.updates, gibbs.CHAINS)
    gibbs.sweeps(backend, state.machine, state.chains, run.settings.gibbs, key)
    negative = moments(backend, state.machine, state.chains)
    gradient = tree_map(lambda data, model: data - model, positive, negative)
    change, memory = run.optimiser.update(gradient, state.memory)
    machine = tree_map(lambda values, more: values + more, state.machine, change)
    new = state._replace(machine=machine, memory=memory, updates=state.updates + 1)
    tree_map(_overwrite, state, new)


def _overwrite(array, values):
    array[...] = values
