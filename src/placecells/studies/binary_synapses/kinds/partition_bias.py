"""Kind `partition_bias`: the two formulas for <log Z> against log Z of synapses drawn one by one."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.kind import Kind
from placecells.studies.binary_synapses.model import bound, teacher
from placecells.studies.binary_synapses.model.messages import enumerate_states


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Errors (seed,) of <log Z> by the dual network and by overlaps, each with what the draws leave uncertain."""
    found = [_errors(np.random.default_rng(own["weights"]), **cell["synapses"]) for own in seeds]
    dual, overlap, uncertainty = (np.array(part) for part in zip(*found, strict=True))
    return dataset(
        {
            "dual_error": ("seed", dual, "<log Z> of the dual network minus the mean of log Z over synapses", "nat"),
            "overlap_error": ("seed", overlap, "<log Z> by overlaps minus the mean of log Z over synapses", "nat"),
            "uncertainty": ("seed", uncertainty, "standard error of the mean of log Z over synapses", "nat"),
        }
    ).assign_coords(seed=np.arange(len(seeds)))


def _errors(rng, units, sites, beta, polarisation, draws):
    """Errors for means of size `polarisation` with random signs, and the standard error of the mean over draws."""
    m = polarisation * teacher.synapses(units, sites, 0.0, rng)
    drawn = [
        teacher.log_partition(np.where(rng.random(m.shape) < (1.0 + m) / 2.0, 1.0, -1.0), beta) for _ in range(draws)
    ]
    half = rng.standard_normal((draws // 2, units))
    dual = bound.dual_partition(m, beta, np.concatenate([half, -half]), enumerate_states)[0]
    overlap = bound.overlap_partition(m, beta)[0]
    return dual - np.mean(drawn), overlap - np.mean(drawn), np.std(drawn, ddof=1) / np.sqrt(draws)


KIND = Kind(run=run)
