"""Training of a cell of the config: its machine, its optimiser and its runs, one for each seed, several in parallel."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from placecells.io import parts, store, weights_file
from placecells.io.checksum import file_checksum
from placecells.io.user_array import UserFileError, on_disk
from placecells.rbm import checkpoint, records
from placecells.rbm.kernels import is_compiled
from placecells.rbm.machine import new_machine
from placecells.rbm.optimisers import OPTIMISERS
from placecells.rbm.run import Rows, Settings, Stream, TrainingError
from placecells.rbm.schedule import schedule, updates_per_epoch
from placecells.rbm.train import Task, follow, one_blas_thread
from placecells.rbm.units import UNITS
from placecells.rbm.units.coding import ZeroOneMachine, from_zero_one, with_parameters
from placecells.rbm.units.names import unit_names

RUN_HASH = "run_hash"  # attribute of the file of a run, from `checkpoint.run_hash`
PART = 1 << 20  # bytes: about so much of a variable's records is written to the file at once


def initial_machine(cell, seeds):
    """The machine of a run before its first update, an RBM.

    It is that of the file training.initial, or else its weights are training.initial_scale * normal, with the seed
    seeds["weights"], its fields 0, and its theta machine.theta. Raises UserFileError for a file that does not fit.
    """
    if "initial" in cell["training"]:
        return brought_machine(cell, cell["training"]["initial"])
    return _random_machine(cell, cell["training"].get("initial_scale", 0.01), seeds["weights"])


def brought_machine(cell, path):
    """The machine of a user's file with the units of a cell, an RBM. Raises UserFileError where it does not fit."""
    found, own = weights_file.read(path), _random_machine(cell, 0.0, 0)
    parameters = found.weights, found.visible_field, found.hidden_field
    try:
        if found.is_zero_one:
            rbm = from_zero_one(own, ZeroOneMachine(*parameters))
        else:
            rbm = with_parameters(own, *parameters)
    except ValueError as error:
        raise UserFileError(f"{path} does not fit data.sites, data.colours and machine: {error}") from None
    if "theta" in rbm.hidden._fields and found.theta is not None:
        rbm = rbm._replace(hidden=rbm.hidden._replace(theta=np.array(found.theta, float)))
    return rbm


def _start(cell):
    """{"initial": checksum} of the file that a run starts from; nothing where it starts from random weights."""
    path = cell["training"].get("initial")
    return {} if path is None else {"initial": file_checksum(on_disk(path))}


def _random_machine(cell, scale, seed):
    data, machine, (visible, hidden) = cell["data"], cell["machine"], unit_names(cell)
    return new_machine(
        visible,
        hidden,
        sites=data["sites"],
        units=machine["hidden"],
        colours=data.get("colours"),
        scale=scale,
        seed=seed,
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
        replacement=training.get("replacement", False),
    )
    data = Stream(cell["data"], seeds["data"]) if rows is None else Rows(rows, cell["data"]["model"])
    quantities = tuple(cell["record"].get("state", ("weights",)))
    return Task(initial_machine(cell, seeds), data, optimiser(training), settings, schedule(cell), quantities)


def kernels(cell):
    """(visible, hidden, negative, optimiser) by name: what the kernels of a cell depend on; None without kernels.

    They are the arguments of `compiled.compile_kernels`.
    """
    pair, training = unit_names(cell), cell["training"]
    kind = training.get("optimiser", "sgd")
    return (*pair, training["negative"], kind) if is_compiled(pair, kind) else None


def train_cell(cell, seeds, rows=None, threads=1, **options):
    """Train all runs of a cell, `threads` at a time, with one BLAS thread each; all records stay in memory.

    seeds: list of {data, weights, noise}, one for each run. rows: function of the index of a run that returns the run's
    training set as for `task`, or None for streamed data. options: as for `checkpoint.in_pieces`. Returns the Dataset
    of `records.to_dataset`. Raises TrainingError, which names the seed.
    """

    def one(index):
        taken, one_task = checkpoint.RecordsInMemory(), task(cell, seeds[index], rows and rows(index))
        _follow(index, one_task, taken, **options)
        return one_task, [taken.read(number) for number in range(len(one_task.updates))]

    tasks, runs = zip(*_in_threads(one, len(seeds), threads), strict=True)
    return records.to_dataset(tasks[0], runs, updates_per_epoch(cell))


def write_run(cell, index, seeds, rows, path, attributes, *, code="", seconds=60.0, **options):
    """Train one run of a cell as `train_cell` does, and write its Dataset to the NetCDF file `path`.

    index: number of the run, the coordinate `seed`. seeds: {data, weights, noise} of the run. rows: its training set as
    for `task`, None for streamed data. attributes: global attributes of the file. code: digest of the code. seconds:
    time between two checkpoints. Returns whether anything was trained: a file that holds the run already, by the hash
    of its config, data and code, stays as it is. The Dataset is written part by part and is never whole in memory.
    Checkpoints and records of the run are beside the file, in the folder `checkpoints(path)`, until the caller removes
    it. Raises TrainingError, which names the seed, and StoreError.
    """
    key = checkpoint.run_hash(cell, seeds | _start(cell), () if rows is None else rows, code)
    if holds(path, key):
        return False
    folder, layout = checkpoints(path), task(cell, seeds, rows)
    taken = checkpoint.RecordsOnDisk(folder, key)

    def train():
        with one_blas_thread():
            _follow(index, layout, taken, saved=checkpoint.Checkpoint(folder / "state.npz", key, seconds), **options)

    train()
    number = len(layout.updates)
    count = max(1, min(number, PART // layout.machine.weights.size // 4))  # number of records written at once
    yielded = partial(_parts, number, count, taken, train)
    coordinates = records.coordinates(layout, [index], updates_per_epoch(cell))
    parts.write_by_parts(coordinates, _in_parts(layout, count), yielded, path, attributes | {RUN_HASH: key})
    return True


def checkpoints(path):
    """The folder for checkpoints and records of the run whose file is `path`."""
    return path.with_name(f".{path.stem}.checkpoints")


def holds(path, key):
    """Whether the file `path` is whole and holds the run with this hash."""
    if not path.exists():
        return False
    try:
        return store.read(path).attrs.get(RUN_HASH) == key
    except store.StoreError:  # it is made anew
        return False


def _in_parts(layout, count):
    """{name: `parts.InParts`} of the variables of a task, of which `count` records are written at once."""
    sizes = records.sizes(layout)
    return {
        name: parts.InParts(
            ("seed", "record", *variable.dimensions),
            np.float32,
            records.attributes(variable),
            (1, count, *(sizes[dimension] for dimension in variable.dimensions)),
        )
        for name, variable in records.variables(layout).items()
    }


def _parts(number, count, taken, train):
    """Yield (name, place, values) for `parts.write_by_parts`, `count` records of a run at a time.

    number: records of the run. taken: its `RecordsOnDisk`. train: function that trains the run again; it is called
    where a record is missing or damaged.
    """
    for first in range(0, number, count):
        part = range(first, min(first + count, number))
        found = [taken.read(k) for k in part]
        if any(record is None for record in found):
            train()
            found = [taken.read(k) for k in part]
        for name in found[0]:
            yield name, (0, slice(part.start, part.stop)), np.stack([record[name] for record in found])


def _follow(index, one_task, taken, **options):
    try:
        follow(one_task, taken, **options)
    except TrainingError as error:
        raise TrainingError(f"seed {index}: {error}") from error


def _in_threads(one, count, threads):
    with one_blas_thread(), ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(count)))
