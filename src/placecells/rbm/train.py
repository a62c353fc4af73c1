"""Training runs of one cell: records, checkpoints; every seed in its own thread.

A run is a pair (prepare, advance) over a `Run`; all randomness is a function of the run's seeds and the update number,
so that an interrupted run, continued from its checkpoint, ends in the same bits as an uninterrupted one.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import xarray as xr
from threadpoolctl import threadpool_limits

from placecells import random
from placecells.data import ising
from placecells.rbm import checkpoint, exact, kernels
from placecells.rbm.schedule import schedule, updates_per_epoch

NEGATIVE = {"pcd": kernels.PCD, "exact-sample": kernels.EXACT_SAMPLE, "exact-moment": kernels.EXACT_MOMENT}
PIECE_SECONDS = 1.0  # a compiled call lasts about this long: how soon checkpoints, progress and errors are noticed
NO_DATA = np.zeros((0, 1), np.uint64)


class TrainingError(Exception):
    """A run went wrong; the message is one sentence."""


class Run(NamedTuple):
    """All of one run: what is learned, its numbers, its scratch space."""

    parameters: kernels.Parameters
    plan: kernels.Plan
    space: kernels.Workspace


def initial_parameters(cell, seeds):
    """Weights initial_scale * normal (seed `weights`), zero fields, chains of fair coins (seed `noise`)."""
    hidden, sites = cell["machine"]["hidden"], cell["data"]["sites"]
    training = cell["training"]
    weights = training["initial_scale"] * np.random.Generator(np.random.Philox(seeds["weights"])).standard_normal(
        (hidden, sites)
    )
    coins = np.random.Generator(np.random.Philox(seeds["noise"])).integers(0, 2, (training["chains"], sites))
    return kernels.Parameters(weights, np.zeros(sites), np.zeros(hidden), (2 * coins - 1).astype(np.float32))


def _workspace(cell):
    """Scratch arrays of the sizes a cell needs."""
    hidden, sites, samples = cell["machine"]["hidden"], cell["data"]["sites"], cell["data"].get("samples", 0)
    batch, chains = cell["training"]["batch"], cell["training"]["chains"]
    if samples:
        batch = min(batch, samples)
    enumerate_states = cell["training"]["negative"] != "pcd"
    states = (exact.hidden_states(hidden) if enumerate_states else np.zeros((0, hidden))).astype(np.float32)
    shapes = {
        "w": (hidden, sites),
        "wT": (sites, hidden),
        "g": sites,
        "c": hidden,
        "minibatch": (batch, sites),
        "h_data": (batch, hidden),
        "h": (chains, hidden),
        "field": (chains, sites),
        "positive": (hidden, sites),
        "negative": (hidden, sites),
        "state_field": (len(states), sites),
    }
    return kernels.Workspace(
        **{name: np.zeros(shape, np.float32) for name, shape in shapes.items()},
        rows=np.zeros((batch, -(-sites // 64)), np.uint64),
        v_sum=np.zeros(sites),
        h_sum=np.zeros(hidden),
        states=states,
        probability=np.zeros(len(states)),
        cumulative=np.zeros(len(states)),
        words=np.zeros(chains * max(sites, hidden) // 2 + 1, np.uint64),
        order=np.zeros(samples, np.uint32),
        order_epoch=np.full(1, -1),
    )


def prepare(cell, seeds):
    """A `Run` of one cell with the seeds {data, weights, noise} before its first update."""
    training, data = cell["training"], cell["data"]
    plan = kernels.Plan(
        rate=float(training["rate"]),
        gibbs=training.get("gibbs", 0),
        negative=NEGATIVE[training["negative"]],
        learn_fields=cell["machine"]["fields"] == "learned",
        samples=data.get("samples", 0),
        law=ising.ring_law(data["sites"], data["beta"]),
        data_seed=np.uint64(seeds["data"]),
        noise_seed=np.uint64(seeds["noise"]),
    )
    return Run(initial_parameters(cell, seeds), plan, _workspace(cell))


def advance(run, data, first, last):
    """Updates first, ..., last - 1, in place. `data` is (B, words) uint64, `NO_DATA` for a stream.

    Raises TrainingError where a weight or field is no longer finite.
    """
    kernels.train(run.parameters, data, first, last, run.plan, run.space)
    if not all(np.isfinite(learned).all() for learned in run.parameters[:3]):
        raise TrainingError(
            f"weights are not finite after update {last}: training.rate = {run.plan.rate:g} is too large for this cell"
        )


def _take(records, k, parameters):
    """Store record k."""
    for name, array in records.items():
        array[k] = getattr(parameters, name)


def _empty_records(cell, count):
    """Arrays (record, ...) float32 for what is recorded."""
    hidden, sites = cell["machine"]["hidden"], cell["data"]["sites"]
    records = {"weights": np.zeros((count, hidden, sites), np.float32)}
    if cell["machine"]["fields"] == "learned":
        records["visible_field"] = np.zeros((count, sites), np.float32)
        records["hidden_field"] = np.zeros((count, hidden), np.float32)
    return records


def train(cell, seeds, data, path=None, checkpoint_seconds=60.0, progress=lambda updates: None):
    """One run from its checkpoint at `path` (or from the start): the records, a dict of arrays (record, ...).

    `progress` is called with the number of updates done since its last call. Raises TrainingError.
    """
    updates = schedule(cell)
    run, records = prepare(cell, seeds), _empty_records(cell, len(updates))
    key = checkpoint.run_hash(cell, seeds, (random, ising, kernels))
    done, taken = 0, 0
    saved = checkpoint.load(path, key) if path else None
    if saved:
        done, taken = int(saved.pop("done")), int(saved.pop("taken"))
        for name, array in run.parameters._asdict().items():
            array[:] = saved[name]
        for name, array in records.items():
            array[:taken] = saved[f"record_{name}"]
    progress(done)

    piece, last_save = 1, time.monotonic()
    while taken < len(updates):
        if done == updates[taken]:
            _take(records, taken, run.parameters)
            taken += 1
        else:
            until = min(done + piece, int(updates[taken]))
            began = time.monotonic()
            advance(run, data, done, until)
            seconds = time.monotonic() - began
            progress(until - done)
            piece = min(max(1, int((until - done) * PIECE_SECONDS / max(seconds, 1e-6))), 10 * piece)
            done = until
        finished = taken == len(updates)
        if path and (finished or time.monotonic() - last_save > checkpoint_seconds):
            state = {f"record_{name}": array[:taken] for name, array in records.items()}
            checkpoint.save(path, key, run.parameters._asdict() | state | {"done": done, "taken": taken})
            last_save = time.monotonic()
    return records


def to_dataset(cell, runs):
    """Records of all seeds as a Dataset: weights (seed, record, hidden, site), update and epoch (record)."""
    updates = schedule(cell)
    per_epoch = updates_per_epoch(cell)
    dims = {"weights": ("hidden", "site"), "visible_field": ("site",), "hidden_field": ("hidden",)}
    names = {"weights": "weights w", "visible_field": "visible fields g", "hidden_field": "hidden fields c"}
    dataset = xr.Dataset(
        {
            name: (
                ("seed", "record", *dims[name]),
                np.stack([run[name] for run in runs]),
                {"long_name": names[name], "units": "1"},
            )
            for name in runs[0]
        },
        coords={
            "seed": np.arange(len(runs)),
            "record": np.arange(len(updates)),
            "hidden": np.arange(cell["machine"]["hidden"]),
            "site": np.arange(cell["data"]["sites"]),
        },
    )
    epochs = updates / per_epoch if per_epoch else np.full(len(updates), np.nan)
    return dataset.assign_coords(
        update=("record", updates, {"long_name": "weight updates", "units": "1"}),
        epoch=("record", epochs, {"long_name": "passes over the data", "units": "1"}),
    )


def train_cell(cell, seeds, rows, threads=1, checkpoints: Path | None = None, checkpoint_seconds=60.0, progress=None):
    """All runs of a cell, `threads` at a time, one BLAS thread each.

    seeds: list of {data, weights, noise}; rows: function of the run's index that returns its data (B, words) uint64.
    Returns the Dataset of `to_dataset`; raises TrainingError naming the seed.
    """

    def one(index):
        path = checkpoints and checkpoints / f"seed{index}.npz"
        try:
            return train(cell, seeds[index], rows(index), path, checkpoint_seconds, progress or (lambda updates: None))
        except TrainingError as error:
            raise TrainingError(f"seed {index}: {error}") from error

    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        return to_dataset(cell, list(pool.map(one, range(len(seeds)))))


def warm_up():
    """Run one update of every negative phase at tiny size, so that numba's cache holds every kernel."""
    data = {"sites": 3, "beta": 1.0, "samples": 2}
    training = {"rate": 0.1, "batch": 2, "chains": 2, "gibbs": 1, "initial_scale": 0.01}
    for negative in NEGATIVE:
        cell = {
            "data": data,
            "machine": {"hidden": 1, "fields": "zero"},
            "training": training | {"negative": negative},
        }
        seeds = {"data": 0, "weights": 0, "noise": 0}
        rows = np.empty((2, 1), np.uint64)
        ising.fill_rows(rows, 3, ising.ring_law(3, 1.0), np.uint64(0), 0)
        advance(prepare(cell, seeds), rows, 0, 1)
