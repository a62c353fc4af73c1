"""Training runs of one cell: records, checkpoints; every seed in its own thread."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import xarray as xr
from threadpoolctl import threadpool_limits

from placecells.rbm import checkpoint
from placecells.rbm.run import TrainingError, advance, no_data, outward, prepare, site_shape
from placecells.rbm.schedule import schedule, updates_per_epoch

PIECE_SECONDS = 1.0  # a compiled call lasts about this long: how soon checkpoints, progress and errors are noticed


def _empty_records(cell, count):
    """Arrays (record, ...) float32 for what is recorded."""
    hidden, shape = cell["machine"]["hidden"], site_shape(cell)
    shapes = {"weights": (hidden, *shape)}
    if cell["machine"]["fields"] == "learned":
        shapes |= {"visible_field": shape, "hidden_field": (hidden,)}
    if cell["machine"].get("theta_learned"):
        shapes["theta"] = (hidden,)
    return {name: np.zeros((count, *shape), np.float32) for name, shape in shapes.items()}


def _take(records, k, parameters, cell):
    """Store record k."""
    for name, array in records.items():
        values = getattr(parameters, name)
        array[k] = outward(values, cell) if name in ("weights", "visible_field") else values


def train(cell, seeds, data, path=None, code="", checkpoint_seconds=60.0, progress=lambda updates, saved=False: None):
    """One run from its checkpoint at `path` (or from the start): the records, a dict of arrays (record, ...).

    A checkpoint is used only by the `code` (a digest) that has written it. `progress` is called with the number of
    updates done since its last call; first, with saved=True, with the number that the checkpoint had. Raises
    TrainingError.
    """
    updates = schedule(cell)
    run, records = prepare(cell, seeds), _empty_records(cell, len(updates))
    key = checkpoint.run_hash(cell, seeds, data, code) if path else None
    done, taken = 0, 0
    saved = checkpoint.load(path, key) if path else None
    if saved:
        done, taken = int(saved.pop("done")), int(saved.pop("taken"))
        for name, array in run.parameters._asdict().items():
            array[:] = saved[name]
        for name, array in records.items():
            array[:taken] = saved[f"record_{name}"]
    progress(done, saved=True)

    piece, last_save = 1, time.monotonic()
    while taken < len(updates):
        if done == updates[taken]:
            _take(records, taken, run.parameters, cell)
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
    """Records of all seeds as a Dataset: weights (seed, record, hidden, site[, colour]), update and epoch (record)."""
    updates = schedule(cell)
    per_epoch = updates_per_epoch(cell)
    at = ("site", "colour") if "colours" in cell["data"] else ("site",)
    dims = {"weights": ("hidden", *at), "visible_field": at, "hidden_field": ("hidden",), "theta": ("hidden",)}
    names = {
        "weights": "weights w",
        "visible_field": "visible fields g",
        "hidden_field": "hidden fields c",
        "theta": "theta of the double wells",
    }
    axes = {"hidden": cell["machine"]["hidden"]} | dict(zip(at, site_shape(cell), strict=True))
    dataset = xr.Dataset(
        {
            name: (
                ("seed", "record", *dims[name]),
                np.stack([run[name] for run in runs]),
                {"long_name": names[name], "units": "1"},
            )
            for name in runs[0]
        },
        coords={"seed": np.arange(len(runs)), "record": np.arange(len(updates))}
        | {name: np.arange(size) for name, size in axes.items()},
    )
    epochs = updates / per_epoch if per_epoch else np.full(len(updates), np.nan)
    return dataset.assign_coords(
        update=("record", updates, {"long_name": "weight updates", "units": "1"}),
        epoch=("record", epochs, {"long_name": "passes over the data", "units": "1"}),
    )


def _load_blas():
    """Load SciPy's BLAS, so that the limit of one thread reaches it: numba loads it later, at its first product.

    Jobs of the workflow have the limit in their environment, and are spared a third of a second.
    """
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        import scipy.linalg.cython_blas  # noqa: F401


def train_cell(
    cell, seeds, rows, threads=1, checkpoints: Path | None = None, code="", checkpoint_seconds=60.0, progress=None
):
    """All runs of a cell, `threads` at a time, one BLAS thread each.

    seeds: list of {data, weights, noise}; rows: function of the run's index that returns its data, as for `advance`;
    checkpoints: a folder, or None; code, checkpoint_seconds and progress: as for `train`. Returns the Dataset of
    `to_dataset`; raises TrainingError naming the seed.
    """
    _load_blas()
    options = {} if progress is None else {"progress": progress}

    def one(index):
        path = checkpoints and checkpoints / f"seed{index}.npz"
        try:
            return train(cell, seeds[index], rows(index), path, code, checkpoint_seconds, **options)
        except TrainingError as error:
            raise TrainingError(f"seed {index}: {error}") from error

    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        return to_dataset(cell, list(pool.map(one, range(len(seeds)))))


def warm_up():
    """Run one update for each kind of visible unit at tiny size: numba's cache then holds every kernel."""
    training = {"rate": 0.1, "batch": 2, "chains": 2, "gibbs": 1, "initial_scale": 0.01, "negative": "pcd"}
    machine = {"hidden": 1, "unit": "binary", "fields": "zero"}
    for data in ({"sites": 3, "beta": 1.0}, {"model": "xy", "sites": 3, "beta": 1.0, "colours": 3}):
        cell = {"data": data, "machine": machine, "training": training}
        advance(prepare(cell, {"data": 0, "weights": 0, "noise": 0}), no_data(cell), 0, 1)
