"""Training of a cell of the config: its machine, its optimiser and its runs, one for each seed, several in parallel."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from placecells.io import store
from placecells.rbm import checkpoint, records
from placecells.rbm.compiled import AT_EVERY_SCALE, warm_up
from placecells.rbm.kernels import is_compiled
from placecells.rbm.machine import new_machine
from placecells.rbm.optimisers import OPTIMISERS
from placecells.rbm.run import Rows, Settings, Stream, TrainingError
from placecells.rbm.schedule import schedule, updates_per_epoch
from placecells.rbm.train import Checkpoint, Task, follow, one_blas_thread
from placecells.rbm.units import UNITS
from placecells.rbm.units.names import unit_names

PART = 1 << 20  # bytes: about so much of a variable's records is written to the file at once


def initial_machine(cell, seeds):
    """The machine of a run before its first update, an RBM.

    Weights are training.initial_scale * normal, with the seed seeds["weights"]; fields are 0; theta is machine.theta.
    """
    data, machine, (visible, hidden) = cell["data"], cell["machine"], unit_names(cell)
    return new_machine(
        visible,
        hidden,
        sites=data["sites"],
        units=machine["hidden"],
        colours=data.get("colours"),
        scale=cell["training"].get("initial_scale", 0.01),
        seed=seeds["weights"],
        **{name: machine[name] for name in UNITS[hidden]._fields if name in machine},
    )


def optimiser(training):
    """The optimiser of a cell's block `training`: {rate[, optimiser, beta1, beta2, epsilon]}."""
    kind = OPTIMISERS[training.get("optimiser", "sgd")]
    return kind(**{name: float(training[name]) for name in kind._fields if name in training})


def task(cell, seeds, rows=None):
    """The `Task` of one run.

    seeds: {data, weights, noise}. rows: the training set as from `data.draw.training_rows`, None for streamed data.
    """
    training, machine = cell["training"], cell["machine"]
    learned = {"field": machine.get("fields") == "learned", "theta": machine.get("theta_learned", False)}
    settings = Settings(
        batch=training["batch"],
        chains=training.get("chains", training["batch"]),
        negative=training["negative"],
        gibbs=training.get("gibbs", 0),
        learned=tuple(name for name, is_learned in learned.items() if is_learned),
        seed=seeds["noise"],
    )
    data = Stream(cell["data"], seeds["data"]) if rows is None else Rows(rows, cell["data"]["model"])
    quantities = tuple(cell["record"].get("state", ("weights",)))
    return Task(initial_machine(cell, seeds), data, optimiser(training), settings, schedule(cell), quantities)


def further_kernels(cell):
    """The kernels that the runs of a cell need beside those that the set-up compiles with `compiled.warm_up`.

    Returns their name and a function that compiles them, or None where the runs need no further kernels.
    """
    pair, kind = unit_names(cell), cell["training"].get("optimiser", "sgd")
    if not is_compiled(pair, kind) or (pair in AT_EVERY_SCALE and kind == "sgd"):
        return None
    return f"{'-'.join(pair)}-{kind}", partial(warm_up, (pair,), kind)


def train_cell(cell, seeds, rows=None, threads=1, **options):
    """Train all runs of a cell, `threads` at a time, with one BLAS thread each; all records stay in memory.

    seeds: list of {data, weights, noise}, one for each run. rows: function of the index of a run that returns the run's
    training set as for `task`, or None for streamed data. options: as for `train.follow`. Returns the Dataset of
    `records.to_dataset`. Raises TrainingError, which names the seed.
    """

    def one(index):
        taken, one_task = checkpoint.RecordsInMemory(), task(cell, seeds[index], rows and rows(index))
        _follow(index, one_task, taken, **options)
        return one_task, [taken.read(number) for number in range(len(one_task.updates))]

    tasks, runs = zip(*_in_threads(one, len(seeds), threads), strict=True)
    return records.to_dataset(tasks[0], runs, updates_per_epoch(cell))


def write_cell(cell, seeds, rows, path, attributes, *, folder, code="", seconds=60.0, threads=1, **options):
    """Train all runs of a cell as `train_cell` does, and write the same Dataset to the NetCDF file `path`.

    The Dataset is written part by part and is never whole in memory. attributes: global attributes of the file. folder:
    for checkpoints and records while runs are under way. code: digest of the code; checkpoints with another digest are
    not used. seconds: time between two checkpoints. Raises TrainingError, which names the seed, and StoreError.
    """

    def one(index):
        data = rows and rows(index)
        key = checkpoint.run_hash(cell, seeds[index], () if data is None else data, code)
        taken = checkpoint.RecordsOnDisk(folder / f"seed{index}", key)
        saved = Checkpoint(folder / f"seed{index}.npz", key, seconds)
        _follow(index, task(cell, seeds[index], data), taken, saved=saved, **options)
        return taken

    taken = _in_threads(one, len(seeds), threads)
    layout = task(cell, seeds[0])
    number = len(layout.updates)
    count = max(1, min(number, PART // layout.machine.weights.size // 4))  # number of records written at once
    coordinates = records.coordinates(layout, len(seeds), updates_per_epoch(cell))
    store.write_by_parts(
        coordinates, _in_parts(layout, count), lambda: _parts(number, count, taken, one), path, attributes
    )


def _in_parts(layout, count):
    """{name: `store.InParts`} of the variables of a task, of which `count` records are written at once."""
    sizes = records.sizes(layout)
    return {
        name: store.InParts(
            ("seed", "record", *variable.dimensions),
            np.float32,
            records.attributes(variable),
            (1, count, *(sizes[dimension] for dimension in variable.dimensions)),
        )
        for name, variable in records.variables(layout).items()
    }


def _parts(number, count, taken, one):
    """Yield (name, place, values) for `store.write_by_parts`, `count` records of a run at a time.

    number: records of a run. taken: for every run its `RecordsOnDisk`. one: function of the index of a run that trains
    the run again; it is called where a record of the run is missing or damaged.
    """
    for index, records_of_run in enumerate(taken):
        for first in range(0, number, count):
            part = range(first, min(first + count, number))
            found = [records_of_run.read(k) for k in part]
            if any(record is None for record in found):
                with one_blas_thread():
                    one(index)
                found = [records_of_run.read(k) for k in part]
            for name in found[0]:
                yield name, (index, slice(part.start, part.stop)), np.stack([record[name] for record in found])


def _follow(index, one_task, taken, **options):
    try:
        follow(one_task, taken, **options)
    except TrainingError as error:
        raise TrainingError(f"seed {index}: {error}") from error


def _in_threads(one, count, threads):
    with one_blas_thread(), ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(count)))
