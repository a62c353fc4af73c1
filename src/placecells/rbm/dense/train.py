"""Training of replicas of a dense machine: `train`, for a notebook, and `follow`, for a job with checkpoints."""

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np

from placecells.rbm import checkpoint
from placecells.rbm.dense import records, training
from placecells.rbm.dense.backends import backend as backend_of
from placecells.rbm.dense.machine import Dense
from placecells.rbm.optimisers import Adam
from placecells.rbm.run import TrainingError, check_finite
from placecells.rbm.train import one_blas_thread
from placecells.rbm.units.tree import leaves

MONITORED = 1000  # so many of the first configurations have their pseudo-likelihood recorded by default


class Task(NamedTuple):
    """One training of R replicas."""

    machine: Dense  # before the first update, NumPy arrays
    data: np.ndarray  # configurations (B, N) of 0 and 1
    optimiser: NamedTuple  # of `rbm.optimisers`
    settings: training.Settings
    updates: np.ndarray  # (records,) int64, ascending: numbers of updates after which records are taken
    snapshots: tuple  # those of them whose records have the weights and the chains
    monitored: np.ndarray  # configurations (S, N) of 0 and 1, whose pseudo-likelihood is recorded


def train(
    data,
    machine,
    optimiser=None,
    *,
    seeds,
    updates,
    batch=500,
    chains=500,
    gibbs=10,
    every=None,
    snapshots=None,
    monitored=None,
    backend="numpy",
    folder=None,
    **options,
):
    """Train R replicas by PCD. Returns their records, an xarray Dataset, and the machines, a Dense of NumPy arrays.

    data: configurations (B, N) of 0 and 1, the same for all replicas.
    machine: a Dense of NumPy arrays, such as from `machine.start`; it is not changed.
    optimiser: by default Adam(0.001).
    seeds: (R,) integers from 0 to 2^64 - 1, one for the order of the data and the chains of each replica. A replica's
    result depends neither on the other replicas nor on interruptions: bit for bit on the same backend and device.
    updates: number of updates; batch: configurations of each; chains: Markov chains of each replica; gibbs: sweeps of
    the chains per update.
    every: updates between two records, by default all; the machine before the first update is always recorded.
    snapshots: numbers of updates after which weights and chains are recorded, too; by default the last.
    monitored: configurations (S, N), whose pseudo-likelihood is recorded; by default the first 1000 of the data.
    backend: "numpy", "torch" (PyTorch on the processor), or "cuda".
    folder: of the checkpoint, from which an interrupted run goes on, and of records until then; None for no checkpoint.
    options: as for `follow`.

    The Dataset has singular_value (seed, record, mode), visible_field and visible_mean (seed, record, site),
    hidden_field and hidden_mean (seed, record, hidden), pseudo_likelihood (seed, record), weights (seed, snapshot,
    hidden, site) and chains (seed, snapshot, chain, site). Raises BackendError for a backend, a device or memory that
    is missing, TrainingError for arguments that do not fit and for weights that are not finite, and StoreError; each
    says why in one sentence.
    """
    data, settings = np.asarray(data), training.Settings(batch, chains, gibbs, tuple(map(int, seeds)))
    snapshots = {updates} if snapshots is None else set(snapshots)
    taken_at = np.unique([*range(0, updates + 1, every or max(1, updates)), *snapshots, updates]).astype(np.int64)
    monitored = data[:MONITORED] if monitored is None else np.asarray(monitored)
    optimiser = Adam() if optimiser is None else optimiser
    task = Task(machine, data, optimiser, settings, taken_at, tuple(sorted(snapshots)), monitored)
    _check(task, updates)
    found, machine = follow(task, backend_of(backend), folder, **options)
    return records.to_dataset(found, taken_at, len(data) // batch), machine


def follow(task, backend, folder=None, *, seconds=60.0, code="", **options):
    """Do a training, from its checkpoint or from the start. Returns its records, a list, and the machines, a Dense.

    backend: from `backends.backend`. folder: of the checkpoint and of records that are not in memory, which stays until
    the caller removes it; None for no checkpoint. seconds: time between two checkpoints. code: digest of the code; a
    checkpoint of other code, another config or another backend is not used. options: progress, as for
    `checkpoint.in_pieces`. BLAS has one thread, because sums in float32 depend on the number of threads. Raises as
    `train` does.
    """
    key = run_hash(task, backend, code)
    with one_blas_thread():
        run = training.prepare(backend, task.machine, task.data, task.optimiser, task.settings)
        taken = checkpoint.RecordsInMemory() if folder is None else checkpoint.RecordsOnDisk(Path(folder), key)
        saved = None if folder is None else checkpoint.Checkpoint(Path(folder) / "state.npz", key, seconds)
        checkpoint.in_pieces(_steps(task, run), task.updates, taken, saved, **options)
        return [taken.read(number) for number in range(len(task.updates))], training.machine_of(run)


def run_hash(task, backend, code):
    """SHA-256 (hexadecimal) of all that the result of a training depends on; code: a digest of code."""
    optimiser = type(task.optimiser).__name__, task.optimiser
    parts = [optimiser, task.settings, task.updates.tolist(), task.snapshots, backend.name, code]
    digest = hashlib.sha256(json.dumps(parts).encode())
    for array in (*task.machine, task.data, task.monitored):
        digest.update(f"{array.shape} {array.dtype}".encode())
        digest.update(np.ascontiguousarray(array))
    return digest.hexdigest()


def _steps(task, run):
    """The `checkpoint.Steps` of a training."""
    backend, state, replicas = run.backend, leaves(run.state), len(task.settings.seeds)
    monitored = backend.states(replicas, *task.monitored.shape)
    monitored[...] = backend.asarray(task.monitored)

    def advance(done, until):
        with np.errstate(over="ignore", invalid="ignore"):  # no warnings for weights that are not finite
            training.advance(run, until)
        check_finite(training.is_finite(run), until, task.optimiser.rate)  # this waits for the device

    def restore(arrays):
        for name, array in state.items():
            array[...] = backend.asarray(arrays[name])

    return checkpoint.Steps(
        advance=advance,
        take=lambda number: records.take(run, monitored, task.updates[number] in task.snapshots),
        arrays=lambda: {name: backend.to_numpy(array) for name, array in state.items()},
        restore=restore,
    )


def _check(task, updates):
    """Raise TrainingError, in one sentence, where arguments of `train` do not fit."""
    settings, (replicas, sites, _) = task.settings, task.machine.weights.shape
    for name, value in {"updates": updates, "batch": settings.batch, "chains": settings.chains}.items():
        if value < 1:
            raise TrainingError(f"{name} = {value}: it must be at least 1")
    if len(settings.seeds) != replicas:
        raise TrainingError(f"seeds: {len(settings.seeds)} of them, but the machine has {replicas} replicas")
    if not all(0 <= update <= updates for update in task.snapshots):
        raise TrainingError(f"snapshots = {list(task.snapshots)}: they must be from 0 to updates = {updates}")
    for name, array in (("data", task.data), ("monitored", task.monitored)):
        if array.ndim != 2 or array.shape[1] != sites:
            raise TrainingError(f"{name} of shape {array.shape}: (samples, {sites}) is needed")
        if not ((array == 0) | (array == 1)).all():
            raise TrainingError(f"{name} hold other values than 0 and 1")
