"""Kind `train`: training of machines, and quantities that are measured on the recorded weights."""

from collections.abc import Mapping
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import xarray as xr

from placecells.io import store
from placecells.io.user_array import UserFileError
from placecells.kinds.kind import DATA, RUN, Kind
from placecells.measure.quantities import measure


def needs(cell: Mapping) -> list[str]:
    """The file of the runs, and that of the data where their log-likelihood is measured; streamed data have no file."""
    asks = "log_likelihood" in cell["record"]["quantities"] and cell["data"]["sampling"] != "stream"
    return [RUN, DATA] if asks else [RUN]


def state(cell: Mapping) -> list[str]:
    """Names in `rbm.records.QUANTITIES` that the runs of a cell record.

    These are the weights, where a quantity of record.quantities is measured on them, and spectrum and means, where
    record.quantities names them.
    """
    quantities = cell["record"]["quantities"]
    weights = [] if set(quantities) <= {"spectrum", "means"} else ["weights"]
    return weights + [name for name in ("spectrum", "means") if name in quantities]


def run(cell: dict, seeds: list[dict], files: Mapping[str, Path]) -> xr.Dataset:
    """Dataset with the quantities of record.quantities of a cell's runs: see `measure.quantities.measure`."""
    return measure(store.read(files[RUN]), cell, partial(_log_likelihood, seeds=seeds, file=files.get(DATA)))


def _log_likelihood(run: xr.Dataset, cell: Mapping, seeds: list[dict], file: Path | None) -> dict[str, xr.DataArray]:
    """Log-likelihoods of the runs. The function imports what it needs, because loading compiled samplers is slow."""
    from placecells.data.draw import first_configurations
    from placecells.measure.likelihood import log_likelihood

    with store.open_lazily(file) if file else nullcontext() as data:

        def rows(index, number):
            """The first `number` samples of the training set of run `index`; None for streamed data."""
            if data is None:
                return None
            with store.reading(file):
                return first_configurations(data, index, number)

        return log_likelihood(run, cell, seeds, rows)


KIND = Kind(run=run, needs=needs, errors=(UserFileError,))
