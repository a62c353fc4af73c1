"""Exact log-likelihood of a run's records, by enumeration of the hidden states."""

import numpy as np
import xarray as xr

from placecells.data.draw import held_out
from placecells.data.packing import unpack
from placecells.rbm import exact
from placecells.rbm.machine import RBM


def log_likelihood(run, cell, seeds, rows):
    """Mean log-likelihood per sample (nats) of training and held-out data, each (seed, record).

    seeds: list of {data, ...} of the runs; rows: function of a run's index that returns its training rows as bytes
    (B, ceil(N/8)), or None for a stream, whose training data are as good as held-out ones. At most
    record.test_samples samples of each kind are used.
    """
    samples, sites = cell["record"]["test_samples"], cell["data"]["sites"]
    values = np.empty((2, run.sizes["seed"], run.sizes["record"]))
    for index, seed in enumerate(seeds):
        test = held_out(cell["data"], samples, seed["data"])
        packed = rows(index)
        train = test if packed is None else unpack(packed[:samples], sites)
        for record in range(run.sizes["record"]):
            rbm = _machine(run, index, record)
            values[:, index, record] = [exact.log_likelihood(rbm, v).mean() for v in (train, test)]
    names = ("log_likelihood_train", "log_likelihood_test")
    return {name: xr.DataArray(value, dims=("seed", "record")) for name, value in zip(names, values, strict=True)}


def _machine(run, index, record):
    """The machine of one seed at one record."""
    here = run.isel(seed=index, record=record)
    hidden, sites = here["weights"].shape
    learned = "visible_field" in run
    return RBM(
        here["weights"].values.astype(float),
        here["visible_field"].values.astype(float) if learned else np.zeros(sites),
        here["hidden_field"].values.astype(float) if learned else np.zeros(hidden),
    )
