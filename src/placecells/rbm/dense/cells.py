"""Dense training of a cell of the config: its runs are the replicas of one batch, and every run has a file."""

import numpy as np

from placecells.io import store
from placecells.rbm.cells import RUN_HASH, checkpoints, holds, optimiser
from placecells.rbm.dense import machine, records
from placecells.rbm.dense.backends import backend
from placecells.rbm.dense.machine import Dense
from placecells.rbm.dense.train import MONITORED, Task, follow, run_hash
from placecells.rbm.dense.training import Settings
from placecells.rbm.run import TrainingError
from placecells.rbm.schedule import schedule


def task(cell, seeds, images):
    """The `Task` of runs of a cell.

    cell: blocks machine {hidden}; training {rate, batch, chains, gibbs, stop[, optimiser, beta1, beta2, epsilon,
    initial_scale]}, where initial_scale is the standard deviation of a hidden unit's input, by default 0.1; record
    {every[, snapshots]}, where snapshots is the number of records with weights and chains, evenly spaced, by default 1,
    the last. An epoch has B // batch updates. seeds: list of {data, weights, noise}, one for each run. images:
    configurations (B, N) of 0 and 1, the training set of all runs. Raises TrainingError for runs with different seeds
    of the data.
    """
    if len({own["data"] for own in seeds}) > 1:
        raise TrainingError("vary: replicas train on the same images, so data cannot vary; allowed are weights, noise")
    training = cell["training"]
    settings = Settings(
        training["batch"],
        training.get("chains", training["batch"]),
        training["gibbs"],
        tuple(own["noise"] for own in seeds),
    )
    weights = [own["weights"] for own in seeds]
    start = machine.start(images, cell["machine"]["hidden"], weights, training.get("initial_scale", 0.1))
    updates = schedule(cell, len(images) // settings.batch)
    number = cell["record"].get("snapshots", 1)
    chosen = np.linspace(len(updates) - 1, 0, number).round().astype(int)
    snapshots = tuple(np.unique(updates[chosen]).tolist())
    return Task(start, images, optimiser(training), settings, updates, snapshots, images[:MONITORED])


def updates(cell, images):
    """Number of updates of a run of the cell on these images (B, N)."""
    return int(schedule(cell, len(images) // cell["training"]["batch"])[-1])


def write_runs(cell, seeds, images, files, attributes, *, code="", **options):
    """Train runs of a cell together, and write the Dataset of each to a NetCDF file. Returns the indices it trained.

    seeds: {index of the run: {data, weights, noise}}; files: {index: path}. images: as for `task`. attributes: global
    attributes of the files. code: digest of the code. options: seconds and progress, as for `train.follow`. The backend
    is training.backend, by default numpy. A file that holds its run already, by the hash of its start, settings, data,
    backend and code, stays as it is, and its run is not trained. The checkpoint is beside the first file that is made,
    in the folder `cells.checkpoints(path)`, until the caller removes it. Raises BackendError, TrainingError and
    StoreError.
    """
    device = backend(cell["training"].get("backend", "numpy"))
    whole, keys = task(cell, list(seeds.values()), images), {}
    for place, index in enumerate(seeds):
        keys[index] = run_hash(_chosen(whole, [place]), device, code)
    missing = [index for index in seeds if not holds(files[index], keys[index])]
    if not missing:
        return missing
    part = _chosen(whole, [list(seeds).index(index) for index in missing])
    found, _ = follow(part, device, checkpoints(files[missing[0]]), code=code, **options)
    dataset = records.to_dataset(found, whole.updates, len(images) // whole.settings.batch)
    for place, index in enumerate(missing):
        run = dataset.isel(seed=[place]).assign_coords(seed=[index])
        store.write(run, files[index], attributes | {RUN_HASH: keys[index]})
    return missing


def _chosen(whole, places):
    """The task of some of the replicas of a task."""
    start = Dense(*(array[places] for array in whole.machine))
    seeds = tuple(whole.settings.seeds[place] for place in places)
    return whole._replace(machine=start, settings=whole.settings._replace(seeds=seeds))
