"""Kind `phase_diagram`: magnetisation and overlap of machines whose weights have a mean and a spread, see (B.27)."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.kinds.kind import Kind
from placecells.studies.reciprocal_space.kinds.runs import over_seeds
from placecells.studies.reciprocal_space.model import gibbs

DESCRIBED = {
    "magnetisation": ((), "|mean of 2 v - 1| over all units, mean over sweeps and chains", "1"),
    "overlap": ((), "|overlap of two replicas|, mean over sweeps and chains", "1"),
}


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Magnetisation and overlap (seed,), a draw of the weights a seed."""
    return over_seeds(seeds, lambda rng: _sampled(rng, **cell["disorder"]), DESCRIBED)


def _sampled(rng, units: int, mean: float, spread: float, chains: int, sweeps: int) -> dict:
    """N = M = units; J0 = mean = (N + M) <W>, J = spread = sqrt(N + M) std W. Half of the sweeps are measured.

    Two sets of chains with the same weights, from independent fair states, are replicas of each other.
    """
    weights = rng.normal(mean / (2 * units), spread / np.sqrt(2 * units), (units, units)).astype(np.float32)
    start = gibbs.fair((2 * chains, units), rng)
    order, overlap = [], []
    for step, layers in enumerate(gibbs.sweeps(weights, start, sweeps, rng)):
        if step >= sweeps // 2:
            spins = 2.0 * np.concatenate(layers, axis=1)  # (2 chains, N + M), of the values -1 and 1
            order.append(np.abs(spins.mean(1)).mean())
            overlap.append(np.abs((spins[:chains] * spins[chains:]).mean(1)).mean())
    return {"magnetisation": np.mean(order), "overlap": np.mean(overlap)}


KIND = Kind(run=run)
