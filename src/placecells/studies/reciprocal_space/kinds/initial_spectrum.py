"""Kind `initial_spectrum`: singular values and vectors of random weights, curvatures of energy and free energy."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.kinds.kind import Kind
from placecells.studies.reciprocal_space.kinds.runs import distance, normal_distance, over_seeds
from placecells.studies.reciprocal_space.model import weights as model
from placecells.theory.reciprocal_space import spectrum

DESCRIBED = {
    "singular_value": (("mode",), "singular values of the weights, largest first", "1"),
    "participation": (("mode",), "N times the inverse participation ratio (B.7) of visible vectors", "1"),
    "distance": ((), "Kolmogorov-Smirnov distance of the singular values from (B.6)", "1"),
    "vector_distance": ((), "Kolmogorov-Smirnov distance of the entries of visible vectors from normal numbers", "1"),
    "downhill": ((), "negative curvatures of the energy over min(N, M)", "1"),
    "uphill": ((), "positive curvatures of the energy over min(N, M)", "1"),
    "flat": ((), "vanishing curvatures of the energy, less |N - M|, over min(N, M)", "1"),
    "free_downhill": ((), "negative curvatures of the free energy (B.12) over min(N, M)", "1"),
    "curvature_error": ((), "largest difference of curvatures of the energy from the singular values", "1"),
}


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Singular values (seed, mode), tests of (B.6) and (B.7), and numbers of curvatures (B.10) by sign."""
    block = cell["weights"]
    return over_seeds(seeds, lambda rng: _of_weights(model.draw(rng=rng, **block), block["scale"]), DESCRIBED)


def _of_weights(weights: np.ndarray, scale: float) -> dict:
    left, values, _ = np.linalg.svd(weights, full_matrices=False)
    visible = len(left)
    shares = spectrum.distribution(values[::-1], *weights.shape, scale)
    return {
        "singular_value": values,
        "participation": visible * spectrum.participation(left),
        "distance": distance(shares),
        "vector_distance": normal_distance(np.sqrt(visible) * left),
    } | _curvatures(weights, values)


def _curvatures(weights: np.ndarray, values: np.ndarray) -> dict:
    """Shares of curvatures by sign; a curvature below 1e-9 of the largest is none."""
    pairs, unpaired = len(values), abs(weights.shape[0] - weights.shape[1])
    found = np.linalg.eigvalsh(spectrum.curvature_matrix(weights))
    small = 1e-9 * values[0]
    expected = np.sort(np.concatenate([-values, np.zeros(unpaired), values]))
    return {
        "downhill": np.sum(found < -small) / pairs,
        "uphill": np.sum(found > small) / pairs,
        "flat": (np.sum(np.abs(found) <= small) - unpaired) / pairs,
        "free_downhill": np.sum(np.linalg.eigvalsh(spectrum.curvature_matrix(weights, 4.0)) < 0.0) / pairs,
        "curvature_error": np.abs(found - expected).max(),
    }


KIND = Kind(run=run)
