"""Kind `isolated_mode`: Gibbs sampling of a machine with one singular value, across the breaking of its symmetry."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.kinds.kind import Kind
from placecells.studies.reciprocal_space.kinds.runs import over_seeds
from placecells.studies.reciprocal_space.model import gibbs
from placecells.studies.reciprocal_space.model.weights import unit_vector
from placecells.theory.reciprocal_space import landau

BINS = np.linspace(-0.7, 0.7, 57)  # of u / sqrt(N)
DESCRIBED = {
    "order": ((), "root mean square of X over sqrt(N), Gibbs sampling", "1"),
    "u_variance": ((), "mean square of u, Gibbs sampling", "1"),
    "w_variance": ((), "mean square of w, Gibbs sampling", "1"),
    "kurtosis": ((), "kurtosis of u, Gibbs sampling", "1"),
    "memory": ((), "correlation of X between one full sweep and the next", "1"),
    "half_memory": ((), "correlation of X and Y in one sweep", "1"),
    "density": (("bin",), "share of u / sqrt(N) per bin, Gibbs sampling", "1"),
    "law_u": ((), "mean square of u by the law at finite size, same vectors", "1"),
    "law_w": ((), "mean square of w by the law at finite size, same vectors", "1"),
    "law_kurtosis": ((), "kurtosis of u by the law at finite size, same vectors", "1"),
}


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Moments of u and w (seed,), memory of a sweep (B.24), density of u (seed, bin), law at finite size."""
    found = over_seeds(seeds, lambda rng: _sampled(rng, **cell["mode"]), DESCRIBED)
    return found.assign_coords(bin=(BINS[1:] + BINS[:-1]) / 2.0)


def _sampled(rng: np.random.Generator, units: int, value: float, chains: int, sweeps: int, burn: int) -> dict:
    left, right = unit_vector(units, rng), unit_vector(units, rng)
    singles = left.astype(np.float32), right.astype(np.float32)
    start = gibbs.fair((chains, units), rng)
    every = list(gibbs.one_mode_sweeps(np.float32(value), *singles, start, burn + sweeps, rng))
    x, y = np.array(every[burn:], dtype=float).transpose(1, 0, 2)  # both (sweep, chain)
    u, w = (x + y) / np.sqrt(2.0), (y - x) / np.sqrt(2.0)
    law = landau.finite_size(value, left, right)
    return {
        "order": np.sqrt((x**2).mean() / units),
        "u_variance": (u**2).mean(),
        "w_variance": (w**2).mean(),
        "kurtosis": (u**4).mean() / (u**2).mean() ** 2,
        "memory": _correlation(x[1:], x[:-1]),
        "half_memory": _correlation(x, y),
        "density": np.histogram(u / np.sqrt(units), BINS)[0] / u.size,
        "law_u": law["u2"],
        "law_w": law["w2"],
        "law_kurtosis": law["u4"] / law["u2"] ** 2,
    }


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Correlation of numbers whose means are 0 by symmetry."""
    return (one * other).mean() / np.sqrt((one**2).mean() * (other**2).mean())


KIND = Kind(run=run)
