"""Exact log-likelihood of trained machines, with the partition function by a sum over the hidden states."""

import numpy as np
import xarray as xr

from placecells.data.draw import held_out, is_sampled
from placecells.rbm import exact
from placecells.rbm.machine import RBM, free_energy
from placecells.rbm.units import UNITS
from placecells.rbm.units.names import unit_names

ROWS = 1000  # configurations whose features are in memory at the same time


def log_likelihood(run, cell, seeds, rows):
    """Mean log-likelihood per sample, in nat, of training data and of held-out data: two variables (seed, record).

    run: weights (seed, record, hidden, site[, colour]) and the parameters that were learned. cell: config of the cell.
    seeds: one dict {"data": seed, ...} per run. rows: function (run, number) that returns the first `number` training
    configurations of a run, (number, N); it returns None for streamed data, for which the held-out data are used
    instead, because no sample of a stream is used twice. At most record.test_samples samples are used. Raises
    UserFileError if the held-out data of a file are not valid.
    """
    samples = cell["record"]["test_samples"]
    values = np.empty((2, run.sizes["seed"], run.sizes["record"]))
    for index, seed in enumerate(seeds):
        if index == 0 or is_sampled(cell["data"]):  # a file holds the same for every seed
            test = held_out(cell["data"], samples, seed["data"])
        train = rows(index, samples)
        for record in range(run.sizes["record"]):
            rbm = machine(run.isel(seed=index, record=record), cell)
            for kind, v in enumerate((test if train is None else train, test)):
                values[kind, index, record] = mean_log_likelihood(rbm, v)
    names = ("log_likelihood_train", "log_likelihood_test")
    return {name: xr.DataArray(value, dims=("seed", "record")) for name, value in zip(names, values, strict=True)}


def mean_log_likelihood(rbm, v):
    """Exact mean of log P(v), in nat, over configurations v (samples, N) of the machine rbm."""
    blocks = np.array_split(v, -(-len(v) // ROWS))
    return -sum(free_energy(rbm, block).sum() for block in blocks) / len(v) - exact.log_Z(rbm)


def machine(parameters, cell):
    """The machine of one record of a run of `cell`.

    parameters: Dataset with weights (hidden, site[, colour]) and, where they were learned, visible_field, hidden_field
    and theta.
    """
    weights = parameters["weights"].values.astype(float)
    learned = {name: parameters[name].values.astype(float) for name in parameters.data_vars}
    visible, hidden = (UNITS[name] for name in unit_names(cell))
    visible, hidden = visible.zeros(*weights.shape[1:]), hidden.zeros(len(weights))
    if "theta" in hidden._fields:
        hidden = hidden._replace(theta=learned.get("theta", np.full(len(weights), cell["machine"].get("theta", 0.0))))
    return RBM(
        weights,
        visible._replace(field=learned.get("visible_field", visible.field)),
        hidden._replace(field=learned.get("hidden_field", hidden.field)),
    )
