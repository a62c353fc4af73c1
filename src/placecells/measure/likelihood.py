"""Exact log-likelihood of a run's records, by a sum over the hidden states."""

import numpy as np
import xarray as xr

from placecells.data.draw import held_out, is_sampled
from placecells.rbm import exact
from placecells.rbm.machine import RBM, free_energy
from placecells.rbm.units import UNITS
from placecells.rbm.units.names import unit_names

ROWS = 1000  # configurations whose features are held in memory at once


def log_likelihood(run, cell, seeds, rows):
    """Mean log-likelihood per sample (nats) of training and held-out data, each (seed, record).

    seeds: list of {data, ...} of the runs; rows: function (index, number) that returns the first so many training
    configurations of a run, (number, N), or None for a stream, whose training data are as good as held-out ones. At
    most record.test_samples samples of each kind are used. Raises UserFileError if held-out data of a file are wrong.
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
    """Exact mean log P(v) (nats) over configurations v (samples, N)."""
    blocks = np.array_split(v, -(-len(v) // ROWS))
    return -sum(free_energy(rbm, block).sum() for block in blocks) / len(v) - exact.log_Z(rbm)


def machine(parameters, cell):
    """The machine of one record: `parameters` a Dataset with weights (hidden, site[, colour]) and what was learned."""
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
