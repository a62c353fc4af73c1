"""Kind `rotated_weights`: histograms of random weights before and after rotations of their singular vectors."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.kinds.kind import Kind
from placecells.studies.reciprocal_space.kinds.runs import over_seeds
from placecells.studies.reciprocal_space.model import weights as model

REACH = 5.0  # standard deviations that the histograms span
BINS = np.linspace(-REACH, REACH, 61)  # of the stored histograms, in standard deviations
DESCRIBED = {
    "weights_share": (("bin",), "share of the weights per bin, in standard deviations", "1"),
    "rotated_share": (("bin",), "share of the rotated weights per bin, Haar matrices", "1"),
    "public_share": (("bin",), "share of the weights per bin after the public code's rotation", "1"),
    "divergence": ((), "Jensen-Shannon divergence of the weights and their rotation, Haar matrices", "nat"),
    "floor": ((), "Jensen-Shannon divergence of two rotations of the weights", "nat"),
    "public_divergence": ((), "Jensen-Shannon divergence of the weights and the public code's rotation", "nat"),
    "correlation": ((), "correlation of the weights with their rotation, Haar matrices", "1"),
    "public_correlation": ((), "correlation of the weights with the public code's rotation", "1"),
}


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Divergences of (B.9) in nat and correlations of weights before and after (seed,), histograms (seed, bin)."""
    bins = cell["rotation"]["bins"]
    found = over_seeds(seeds, lambda rng: _rotations(model.draw(rng=rng, **cell["weights"]), bins, rng), DESCRIBED)
    return found.assign_coords(bin=(BINS[1:] + BINS[:-1]) / 2.0)


def _rotations(weights: np.ndarray, bins: int, rng: np.random.Generator) -> dict:
    one, other, public = (
        model.rotated(weights, rng),
        model.rotated(weights, rng),
        model.publicly_rotated(weights, rng),
    )
    spread = weights.std()
    return {
        "weights_share": _shares(weights / spread),
        "rotated_share": _shares(one / spread),
        "public_share": _shares(public / spread),
        "divergence": model.divergence(weights, one, bins, REACH * spread),
        "floor": model.divergence(one, other, bins, REACH * spread),
        "public_divergence": model.divergence(weights, public, bins, REACH * spread),
        "correlation": np.corrcoef(weights.ravel(), one.ravel())[0, 1],
        "public_correlation": np.corrcoef(weights.ravel(), public.ravel())[0, 1],
    }


def _shares(numbers: np.ndarray) -> np.ndarray:
    return np.histogram(numbers, BINS)[0] / numbers.size


KIND = Kind(run=run)
