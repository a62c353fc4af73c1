"""Training of one machine: `train`, for use without a config, and `follow`, which the workflow uses for every run."""

import operator
import os
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from placecells.data import VISIBLE
from placecells.data.draw import model_of
from placecells.rbm import checkpoint, records
from placecells.rbm.hidden_states import MAX_REACH
from placecells.rbm.kernels import is_compiled
from placecells.rbm.machine import RBM
from placecells.rbm.optimisers import OPTIMISERS, SGD
from placecells.rbm.run import Settings, Stream, TrainingError, check_finite
from placecells.rbm.units import UNITS
from placecells.rbm.units.tree import leaves, tree_map

NEGATIVE = ("pcd", "exact-sample", "exact-moment")


class Task(NamedTuple):
    """One run: the machine, the data, how the machine is trained, and which records are taken after which updates."""

    machine: RBM  # before the first update
    data: np.ndarray | Stream  # configurations (B, N), `run.Rows`, or a stream
    optimiser: NamedTuple
    settings: Settings
    updates: np.ndarray  # (records,) int64, ascending: numbers of updates after which records are taken
    quantities: tuple  # recorded quantities, names in `records.QUANTITIES`


def train(
    machine,
    data,
    optimiser=None,
    *,
    updates,
    batch=100,
    chains=None,
    negative="pcd",
    gibbs=10,
    learned=(),
    seed=0,
    every=None,
    record=("weights",),
):
    """Train one machine. Returns its records, an xarray Dataset, and the trained machine, an RBM.

    machine: an RBM, such as from `machine.new_machine`; it is not changed.
    data: configurations (samples, sites), numbers of the kind that the visible units take, or a `Stream`.
    optimiser: SGD(rate), by default SGD(0.01), or Adam(rate, ...).
    updates: number of updates; batch: configurations of each; chains: Markov chains of the negative phase, by default
    as many as `batch`; negative: "pcd", "exact-sample" or "exact-moment"; gibbs: sweeps of the chains per update.
    learned: parameters of the units that are learned beside the weights, such as "field" and "theta".
    seed: an integer from 0 to 2^64 - 1; the same seed gives the same bits.
    every: updates between two records, by default all; the machine before the first update is always recorded.
    record: what is recorded: "weights" (with the learned parameters of the units), "spectrum" (singular values of the
    weights), "means" (of the units over the chains).

    Pairs of units and optimisers that `kernels` lists are trained by compiled code, others by the readable path. Raises
    ValueError for arguments that do not fit, and TrainingError for a machine that cannot be trained, or no further;
    each says why in one sentence.
    """
    optimiser = SGD() if optimiser is None else optimiser
    updates, batch, gibbs = _integer("updates", updates), _integer("batch", batch), _integer("gibbs", gibbs)
    chains = _integer("chains", batch if chains is None else chains)
    every, seed = _integer("every", updates if every is None else every), _integer("seed", seed)
    settings = Settings(batch, chains, negative, gibbs, tuple(learned), seed)
    task = Task(machine, data, optimiser, settings, np.arange(0), tuple(record))
    _check(task, updates, every)
    if not isinstance(data, Stream):
        task = task._replace(data=np.asarray(data))
    task = task._replace(updates=np.unique(np.append(np.arange(0, updates, every), updates)))
    taken = checkpoint.RecordsInMemory()
    with one_blas_thread():
        machine = follow(task, taken)
    samples = None if isinstance(data, Stream) else len(data)
    per_epoch = samples and -(-samples // batch)
    dataset = records.to_dataset(task, [[taken.read(k) for k in range(len(task.updates))]], per_epoch)
    return dataset.isel(seed=0, drop=True), machine


def follow(task, taken, saved=None, **options):
    """Do one run, from its checkpoint or from the start. Returns the machine after the last update, an RBM.

    taken, saved, options: as for `checkpoint.in_pieces`. Raises TrainingError for a machine that cannot be trained or
    not trained further, and StoreError.
    """
    path = engine(task.machine, task.optimiser)
    try:
        run = path.prepare(task.machine, task.data, task.optimiser, task.settings)
    except ValueError as error:
        raise TrainingError(str(error)) from error
    state = leaves(run.state)
    steps = checkpoint.Steps(
        advance=lambda done, until: check_outcome(path.advance(run, done, until), until, task.optimiser),
        take=lambda number: records.take(task, path.machine_of(run), run.state.chains),
        arrays=lambda: state,
        restore=partial(checkpoint.overwrite, state),
    )
    checkpoint.in_pieces(steps, task.updates, taken, saved, **options)
    return tree_map(np.array, path.machine_of(run))


def engine(machine, optimiser):
    """The module that trains a machine's pair of units with this optimiser: `compiled`, or the readable path, `pcd`.

    The module is imported by its name. The digest of code of a job (`jobs.code`) then does not contain the readable
    path, so an edit of it reruns no job that uses kernels; the workflow adds the digest of the path to the other jobs.
    """
    names = {unit: name for name, unit in UNITS.items()}
    pair = names[type(machine.visible)], names[type(machine.hidden)]
    kind = next((name for name, one in OPTIMISERS.items() if isinstance(optimiser, one)), None)
    return import_module("placecells.rbm.compiled" if is_compiled(pair, kind) else "placecells.rbm.pcd")


def check_outcome(outcome, last, optimiser):
    """Raise TrainingError where an `Outcome` says that a run cannot go on after update `last`."""
    check_finite(outcome.is_finite, last, optimiser.rate)
    if np.isinf(outcome.largest_input):
        raise TrainingError(
            f"the largest singular value of the weights is 1 or more after update {last}, where real visible and real "
            f"hidden units have no partition function: training.rate = {optimiser.rate:g} is too large for this cell"
        )
    if outcome.largest_input > MAX_REACH:
        raise TrainingError(
            f"a hidden unit's input may reach {outcome.largest_input:.3g} after update {last}, but the quadrature of "
            f"training.negative goes up to {MAX_REACH:g}: use pcd"
        )


@contextmanager
def one_blas_thread():
    """Context manager that limits BLAS to one thread, because sums in float32 depend on the number of threads.

    The limit reaches only libraries that are loaded, and numba loads SciPy's BLAS at its first matrix product, so the
    function loads it first. Jobs of the workflow have the limit in their environment and save this third of a second.
    """
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        import scipy.linalg.cython_blas  # noqa: F401
    with threadpool_limits(1):
        yield


def _integer(name, value):
    try:
        return operator.index(value)
    except TypeError:
        raise ValueError(f"{name} = {value!r}: an integer is needed") from None


def _check(task, updates, every):
    """Raise ValueError, in one sentence, where arguments of `train` do not fit."""
    settings = task.settings
    counts = {"updates": updates, "batch": settings.batch, "chains": settings.chains, "every": every}
    if settings.negative == "pcd":
        counts["gibbs"] = settings.gibbs
    for name, value in counts.items():
        if value < 1:
            raise ValueError(f"{name} = {value}: it must be at least 1")
    if not 0 <= settings.seed < 2**64:
        raise ValueError(f"seed = {settings.seed}: it must be from 0 to 2^64 - 1")
    _check_names("negative", (settings.negative,), NEGATIVE)
    _check_names("record", task.quantities, records.QUANTITIES)
    _check_machine(task.machine)
    names = dict.fromkeys(task.machine.visible._fields + task.machine.hidden._fields)
    _check_names("learned", settings.learned, names)
    if not hasattr(task.optimiser, "update"):
        raise ValueError(f"optimiser = {task.optimiser!r}: allowed are SGD(rate) and Adam(rate)")
    _check_data(task.machine, task.data)


def _check_names(key, names, allowed):
    for name in names:
        if name not in allowed:
            raise ValueError(f"{key} = {name!r}: allowed are {', '.join(allowed)}")


def _check_machine(machine):
    units = tuple(UNITS.values())
    for layer, unit in (("visible", machine.visible), ("hidden", machine.hidden)):
        if not isinstance(unit, units):
            raise ValueError(f"{layer} units of type {type(unit).__name__}: allowed are {', '.join(UNITS)}")
    if isinstance(machine.hidden, UNITS["potts"]):
        raise ValueError("hidden units of type Potts: units with colours can be visible only")
    hidden, features = np.shape(machine.hidden[0]), np.shape(machine.visible[0])
    if np.shape(machine.weights) != hidden + features:
        raise ValueError(
            f"weights of shape {np.shape(machine.weights)}: {hidden[0]} hidden units and visible units of shape "
            f"{features} need {hidden + features}"
        )


def _check_data(machine, data):
    """Raise ValueError for configurations, or a stream, that the visible units do not take."""
    sites = machine.weights.shape[1]
    kind = type(machine.visible).__name__
    if isinstance(data, Stream):
        _check_names("model", (data.law.get("model"),), VISIBLE)
        if UNITS[VISIBLE[data.law["model"]]] is not type(machine.visible):
            raise ValueError(f"a stream of the model {data.law['model']} has no configurations of {kind} units")
        shape = machine.weights.shape[1:]
        if (data.law.get("sites"), data.law.get("colours"))[: len(shape)] != shape:
            raise ValueError(f"a stream of {data.law}: the visible units have the shape {shape}")
        try:
            model_of(data.law["model"]).law_of(data.law)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"a stream of {data.law}: {error}") from error
        return
    data = np.asarray(data)
    if data.dtype.kind not in "iuf":
        raise ValueError(f"data of type {data.dtype}: integers or floats are needed")
    if data.ndim != 2 or data.shape[1] != sites or len(data) == 0:
        raise ValueError(f"data of shape {data.shape}: (samples, {sites}) is needed, one or more samples")
    wrong = machine.visible.wrong(data)
    if wrong:
        raise ValueError(f"data hold {wrong}, but the visible units are {kind} units")
