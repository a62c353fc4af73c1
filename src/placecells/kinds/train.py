"""Kind `train`: training of machines, and quantities that are measured on the recorded weights."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import xarray as xr

from placecells.io import store
from placecells.io.user_array import UserFileError
from placecells.kinds.kind import RUN, Kind
from placecells.measure.quantities import measure


def needs(cell: Mapping) -> list[str]:
    """The files of the runs."""
    return [RUN]


def state(cell: Mapping) -> list[str]:
    """Names in `rbm.records.QUANTITIES` that the runs of a cell record.

    These are the weights, where a quantity of record.quantities is measured on them, and spectrum and means, where
    record.quantities names them.
    """
    quantities = cell["record"]["quantities"]
    weights = [] if set(quantities) <= {"spectrum", "means"} else ["weights"]
    return weights + [name for name in ("spectrum", "means") if name in quantities]


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Dataset with the quantities of record.quantities of a cell's runs: see `measure.quantities.measure`."""
    runs = [store.read(file) for file in files[RUN]]
    together = xr.concat(runs, "seed", data_vars="minimal", coords="minimal", compat="override", join="exact")
    return measure(together, cell, log_likelihood_of(seeds))


def log_likelihood_of(seeds: list[dict]) -> Callable[[xr.Dataset, Mapping], dict[str, xr.DataArray]]:
    """The function that measures the log-likelihoods of the runs with these seeds."""
    return partial(_log_likelihood, seeds=seeds)


def _log_likelihood(run: xr.Dataset, cell: Mapping, seeds: list[dict]) -> dict[str, xr.DataArray]:
    """Log-likelihoods of the runs. The function imports what it needs, because loading compiled samplers is slow."""
    from placecells.data.draw import first_configurations
    from placecells.measure.likelihood import log_likelihood

    def rows(index, number):
        """The first `number` samples of the training set of run `index`; None for streamed data."""
        if cell["data"]["sampling"] == "stream":
            return None
        return first_configurations(cell["data"], seeds[index]["data"], number)

    return log_likelihood(run, cell, seeds, rows)


KIND = Kind(run=run, needs=needs, errors=(UserFileError,))
