"""The records of a run: which variables they have, how one is taken, and the Dataset of all of them."""

from typing import NamedTuple

import numpy as np

QUANTITIES = ("weights", "spectrum", "means")


class Variable(NamedTuple):
    """A recorded variable: its dimensions beside (seed, record), and its long name."""

    dimensions: tuple
    long_name: str


def variables(task):
    """{name: `Variable`} of all variables that a task records. task: a `train.Task`."""
    machine, learned = task.machine, task.settings.learned
    at = ("site", "colour")[: machine.weights.ndim - 1]
    found = {}
    if "weights" in task.quantities:
        found["weights"] = Variable(("hidden", *at), "weights w")
        known = {
            "visible_field": "visible fields g",
            "hidden_field": "hidden fields c",
            "theta": "theta of the double wells",
        }
        for name, (layer, _) in _learned(machine, learned).items():
            dimensions = at if layer == "visible" else ("hidden",)
            found[name] = Variable(dimensions, known.get(name, name.replace("_", " ")))
    if "spectrum" in task.quantities:
        found["singular_value"] = Variable(("mode",), "singular values of the weights")
    if "means" in task.quantities:
        found["visible_mean"] = Variable(at, "means of the visible units over the chains")
        found["hidden_mean"] = Variable(("hidden",), "means of the hidden units over the chains")
    return found


def _learned(machine, learned):
    """{name of the variable: (layer, parameter)} of the learned parameters of the units of a machine.

    learned: names of parameters, such as "field". A variable is called as "visible_field"; theta is called "theta".
    """
    both = ((layer, name) for layer in ("visible", "hidden") for name in getattr(machine, layer)._fields)
    names = {("hidden", "theta"): "theta"}
    return {names.get(pair, "_".join(pair)): pair for pair in both if pair[1] in learned}


def take(task, machine, chains):
    """One record, {name of the variable: float32 array}, of a machine (an RBM) and its chains (C, N), as copies."""
    values = {}
    if "weights" in task.quantities:
        values["weights"] = machine.weights
        for name, (layer, parameter) in _learned(machine, task.settings.learned).items():
            values[name] = getattr(getattr(machine, layer), parameter)
    if "spectrum" in task.quantities:
        flat = machine.weights.reshape(len(machine.weights), -1)
        values["singular_value"] = np.linalg.svd(flat, compute_uv=False)
    if "means" in task.quantities:
        values["visible_mean"] = machine.visible.encode(chains).mean(0)
        values["hidden_mean"] = machine.hidden.mean(machine.visible.weigh(chains, machine.weights)).mean(0)
    return {name: np.array(array, np.float32, order="C") for name, array in values.items()}


def sizes(task):
    """{dimension: size} of the variables of a task, without seed and record."""
    shape = task.machine.weights.shape
    features = dict(zip(("hidden", "site", "colour"), shape, strict=False))
    return features | ({"mode": min(shape[0], int(np.prod(shape[1:])))} if "spectrum" in task.quantities else {})


def coordinates(task, runs, per_epoch):
    """The coordinates of records, {name: (dimension, values[, attributes])}.

    The coordinates are seed, record, hidden, site[, colour][, mode], update and epoch; the last two have the dimension
    record. runs: numbers of the runs. per_epoch: number of updates in an epoch,
    or None for streamed data, for which epoch is NaN.
    """
    updates = task.updates
    epochs = updates / per_epoch if per_epoch else np.full(len(updates), np.nan)
    numbers = {"seed": np.array(runs), "record": np.arange(len(updates))}
    numbers |= {name: np.arange(size) for name, size in sizes(task).items()}
    return {name: (name, values) for name, values in numbers.items()} | {
        "update": ("record", updates, {"long_name": "weight updates", "units": "1"}),
        "epoch": ("record", epochs, {"long_name": "passes over the data", "units": "1"}),
    }


def attributes(variable):
    """The attributes of a `Variable` in a Dataset: long_name and units."""
    return {"long_name": variable.long_name, "units": "1"}


def to_dataset(task, runs, per_epoch):
    """Records of several runs as a Dataset: weights (seed, record, hidden, site[, colour]), ..., update and epoch.

    runs: for every run the list of its records, as from `take`. per_epoch: as for `coordinates`.
    """
    import xarray as xr  # here, because the jobs that train do without it

    found = {
        name: (
            ("seed", "record", *variable.dimensions),
            np.stack([np.stack([record[name] for record in run]) for run in runs]),
            attributes(variable),
        )
        for name, variable in variables(task).items()
    }
    return xr.Dataset(found, coordinates(task, np.arange(len(runs)), per_epoch))
