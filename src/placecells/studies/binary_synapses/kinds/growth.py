"""Kind `growth`: how fast small means of one unit grow along the leading eigenvector of the data's covariance."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.kind import Kind
from placecells.studies.binary_synapses.model import estimates, teacher
from placecells.studies.binary_synapses.model.learn import Rule, learn
from placecells.theory.binary_synapses import growth_rate

PARTITIONS = ("dual", "overlap")
SMALL = 1e-5  # the means to begin with: they stay linear over 20 updates


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Growth rates (seed, partition), measured and by (A.24) at the leading eigenvalue of the seed's samples."""
    found = [_rates(np.random.default_rng(own["weights"]), **cell["growth"]) for own in seeds]
    measured, predicted, eigenvalue = (np.array(part) for part in zip(*found, strict=True))
    per_update = "along the leading eigenvector, per unit of rate times updates"
    return dataset(
        {
            "growth_rate": (("seed", "partition"), measured, f"growth rate of the means {per_update}", "1"),
            "predicted_rate": (("seed", "partition"), predicted, f"growth rate (A.24) {per_update}", "1"),
            "eigenvalue": ("seed", eigenvalue, "leading eigenvalue of the covariance of the samples", "1"),
        }
    ).assign_coords(seed=np.arange(len(seeds)), partition=list(PARTITIONS))


def _rates(rng, sites: int, beta: float, load: float, rate: float, steps: int, fields: int):
    """Measured and predicted rates (partition,), and the leading eigenvalue, of one teacher's samples."""
    v = teacher.sample(teacher.synapses(1, sites, 0.0, rng), beta, round(load * sites), rng)
    vector, eigenvalue = estimates.principal_vector(v)
    start = SMALL * (vector + rng.standard_normal(sites) / np.sqrt(sites))[None]
    measured, predicted = [], []
    for partition in PARTITIONS:
        m, _ = learn(v, start, Rule(beta, partition, fields=fields, rate=rate, steps=steps), rng)
        growth = ((m @ vector) / (start @ vector)).item()
        measured.append((growth ** (1.0 / steps) - 1.0) / rate)
        predicted.append(growth_rate(len(v) / sites, beta, eigenvalue, partition))
    return measured, predicted, eigenvalue


KIND = Kind(run=run, errors=(FloatingPointError,))
