"""Kind `dual_messages`: message passing on dual networks against a sum over their hidden states."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.kind import Kind
from placecells.studies.binary_synapses.model.bound import spread
from placecells.studies.binary_synapses.model.messages import enumerate_states, pass_messages
from placecells.studies.binary_synapses.model.teacher import synapses

VARIABLES = {  # name: long name; the last three say how the iteration ended
    "log_partition_error": "largest |error| of log Z over sets of fields",
    "partition_error": "largest |error| of the mean of log Z over sets of fields, over N",
    "hidden_error": "largest |error| of <h_mu> over units and sets of fields",
    "pairs_error": "largest |error| of <v_i h_mu>, mean over sets of fields, times sqrt(N)",
    "untrained_error": "the same if the messages are those of fields alone, before the first sweep",
    "converged": "1 where the message passing converged",
    "sweeps": "sweeps of message passing",
    "residual": "largest change of a message in the last sweep",
}


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Errors (seed,) of message passing, and how its iteration ended."""
    found = [_compared(np.random.default_rng(own["weights"]), **cell["dual"]) for own in seeds]
    columns = zip(VARIABLES.items(), zip(*found, strict=True), strict=True)
    return dataset({name: ("seed", values, text, "1") for (name, text), values in columns}).assign_coords(
        seed=np.arange(len(seeds))
    )


def _compared(rng, units, sites, beta, polarisation, correlation, fields, damping):
    """The values of VARIABLES for one dual network, whose weights are polarisation times synapses of a teacher."""
    m = polarisation * synapses(units, sites, correlation, rng)
    b = rng.standard_normal((fields, units)) * spread(m)
    exact = enumerate_states(m, b, beta)
    passed = pass_messages(m, b, beta, damping=damping)
    start = pass_messages(m, b, beta, most=0)
    error = passed.log_partition - exact.log_partition
    return (
        np.abs(error).max(),
        abs(error.mean()) / sites,
        np.abs(passed.hidden - exact.hidden).max(),
        _pairs_error(passed, exact, sites),
        _pairs_error(start, exact, sites),
        float(passed.converged),
        passed.sweeps,
        passed.residual,
    )


def _pairs_error(found, exact, sites):
    return np.abs(found.pairs - exact.pairs).max() * np.sqrt(sites)


KIND = Kind(run=run)
