"""From a cell of the config to its runs: the machine, the optimiser, and training of all seeds, each in its thread."""

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

PART = 1 << 20  # bytes of the records that are written at once


def initial_machine(cell, seeds):
    """The RBM before its first update: weights initial_scale * normal (seed `weights`), no fields, theta as given."""
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

    seeds: {data, weights, noise}; rows: the data as `data.draw.training_rows` gives them, None for a stream.
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
    """(name, function that compiles them) of the kernels that a cell's runs call beside those of `compiled.warm_up`;
    None where there are none."""
    pair, kind = unit_names(cell), cell["training"].get("optimiser", "sgd")
    if not is_compiled(pair, kind) or (pair in AT_EVERY_SCALE and kind == "sgd"):
        return None
    return f"{'-'.join(pair)}-{kind}", partial(warm_up, (pair,), kind)


def train_cell(cell, seeds, rows=None, threads=1, **options):
    """All runs of a cell, `threads` at a time, one BLAS thread each, all records in memory.

    seeds: list of {data, weights, noise}; rows: function of the run's index that returns its data as for `task`, None
    for a stream; options: as for `follow`. Returns the Dataset of `records.to_dataset`; raises TrainingError naming
    the seed.
    """

    def one(index):
        taken, one_task = checkpoint.RecordsInMemory(), task(cell, seeds[index], rows and rows(index))
        _follow(index, one_task, taken, **options)
        return one_task, [taken.read(number) for number in range(len(one_task.updates))]

    tasks, runs = zip(*_in_threads(one, len(seeds), threads), strict=True)
    return records.to_dataset(tasks[0], runs, updates_per_epoch(cell))


def write_cell(cell, seeds, rows, path, attributes, *, folder, code="", seconds=60.0, threads=1, **options):
    """All runs of a cell, as by `train_cell`, into the NetCDF file `path`: the same Dataset, never whole in memory.

    attributes: global ones of the file; folder: where checkpoints and records are while runs are under way; code: a
    digest, checkpoints of another one are not used; seconds: between two checkpoints. Raises TrainingError naming the
    seed, and StoreError.
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
    count = max(1, min(number, PART // layout.machine.weights.size // 4))  # records that are written at once
    coordinates = records.coordinates(layout, len(seeds), updates_per_epoch(cell))
    store.write_by_parts(
        coordinates, _in_parts(layout, count), lambda: _parts(number, count, taken, one), path, attributes
    )


def _in_parts(layout, count):
    """{name: `store.InParts`} of a task's variables, `count` records at a time."""
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
    """Yield (name, place, values) of all runs' records, `count` records at a time.

    A run of which a record is gone or damaged is done again, as far as it has to: `one` is a function of its index.
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
