"""Kind `uniform_kurtosis`: laws of the reciprocal variables of fair, independent units."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.kinds.kind import Kind
from placecells.studies.reciprocal_space.kinds.runs import normal_distance, over_seeds
from placecells.studies.reciprocal_space.model import gibbs
from placecells.studies.reciprocal_space.model.weights import draw
from placecells.theory.reciprocal_space import spectrum

BLOCK = 5000  # states at a time
KEPT = 400  # states whose reciprocal variables are stored
SHOWN = ("1", "2", "3", "4", "last pair", "last")  # modes whose variables are stored
PATCH = 4  # visible units on which a vector of `patches` lives
DESCRIBED = {
    "kurtosis": ((), "kurtosis of x, mean over the paired modes", "1"),
    "law": ((), "kurtosis of x by (B.19), mean over the paired modes", "1"),
    "x": (("shown", "state"), "x of random states minus its mean, visible units", "1"),
    "y": (("shown", "state"), "y of random states minus its mean, hidden units; none for an unpaired mode", "1"),
    "x_distance": (("shown",), "Kolmogorov-Smirnov distance of x from a normal law of variance 1/4", "1"),
}


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Kurtosis (seed,), x and y of some modes (seed, shown, state), distances from the normal law (seed, shown)."""
    return over_seeds(seeds, lambda rng: _states(rng, **cell["states"]), DESCRIBED).assign_coords(shown=list(SHOWN))


def _states(rng: np.random.Generator, visible: int, hidden: int, count: int, vectors: str) -> dict:
    left, right = _vectors(vectors, visible, hidden, rng)
    pairs = min(visible, hidden)
    chosen = [0, 1, 2, 3, pairs - 1, visible - 1]
    sums, kept = np.zeros((2, pairs)), []
    for first in range(0, count, BLOCK):
        x = gibbs.fair((min(BLOCK, count - first), visible), rng) @ left
        sums += [(x[:, :pairs] ** power).sum(0, dtype=float) for power in (2, 4)]
        kept.append(x[:, chosen])
    x = np.concatenate(kept)
    y = gibbs.fair((KEPT, hidden), rng) @ right
    return {
        "kurtosis": _kurtosis(*sums, count).mean(),
        "law": spectrum.kurtosis(left[:, :pairs]).mean(),
        "x": x[:KEPT].T,
        "y": np.array([y[:, mode] if mode < pairs else np.full(KEPT, np.nan) for mode in chosen]),
        "x_distance": [normal_distance(2.0 * column) for column in x.T],
    }


def _vectors(vectors: str, visible: int, hidden: int, rng: np.random.Generator):
    """Orthogonal float32 matrices (visible, visible) and (hidden, hidden): of random weights, or patches of 4 units."""
    if vectors == "patches":
        patch = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]) / 2.0
        return tuple(np.kron(np.eye(size // PATCH), patch).astype(np.float32) for size in (visible, hidden))
    left, _, right = np.linalg.svd(draw("normal", visible, hidden, 1.0, rng))
    return left.astype(np.float32), right.T.astype(np.float32)


def _kurtosis(second: np.ndarray, fourth: np.ndarray, count: int) -> np.ndarray:
    """Kurtosis (k,) from sums of squares and of fourth powers, unbiased for normal numbers of known mean."""
    return (count + 2.0) * fourth / second**2


KIND = Kind(run=run)
