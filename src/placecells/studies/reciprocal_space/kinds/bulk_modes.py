"""Kind `bulk_modes`: variances of all modes of a machine with random weights, by Gibbs sampling."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.kinds.kind import Kind
from placecells.studies.reciprocal_space.kinds.runs import over_seeds
from placecells.studies.reciprocal_space.model import gibbs
from placecells.studies.reciprocal_space.model.weights import draw
from placecells.theory.reciprocal_space import spectrum

EVERY = 5  # sweeps between two measurements
DESCRIBED = {
    "singular_value": (("mode",), "singular values of the weights, largest first", "1"),
    "u_variance": (("mode",), "variance of u, Gibbs sampling", "1"),
    "w_variance": (("mode",), "variance of w, Gibbs sampling", "1"),
    "foreign_variance": (("mode",), "variance of u along the singular vectors of other random weights", "1"),
    "onsager": (("mode",), "variance of u by (B.25), with Onsager's reaction", "1"),
    "naive": (("mode",), "variance 1/(4 - lambda) of u by (B.12); none from lambda = 4 on", "1"),
}


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Variances (seed, mode) of u and w against those of an isolated mode and of (B.25)."""
    return over_seeds(seeds, lambda rng: _sampled(rng, **cell["bulk"]), DESCRIBED)


def _sampled(rng, visible: int, hidden: int, strength: float, chains: int, sweeps: int, burn: int) -> dict:
    """strength: s^2 sqrt(N M), 16 at the spin glass."""
    scale = np.sqrt(strength / np.sqrt(visible * hidden))
    weights, other = (draw("normal", visible, hidden, scale, rng) for _ in range(2))
    left, values, right = np.linalg.svd(weights, full_matrices=False)
    foreign_left, _, foreign_right = np.linalg.svd(other, full_matrices=False)
    squares = np.zeros((3, len(values)))
    start = gibbs.fair((chains, hidden), rng)
    for step, (v, h) in enumerate(gibbs.sweeps(weights.astype(np.float32), start, burn + sweeps, rng)):
        if step >= burn and step % EVERY == 0:
            x, y = v @ left, h @ right.T
            foreign = v @ foreign_left + h @ foreign_right.T
            squares += [((x + y) ** 2).mean(0), ((y - x) ** 2).mean(0), (foreign**2).mean(0)]
    variances = squares / (2.0 * len([step for step in range(burn, burn + sweeps) if step % EVERY == 0]))
    u, w, foreign = variances  # the means are 0 by symmetry
    return {
        "singular_value": values,
        "u_variance": u,
        "w_variance": w,
        "foreign_variance": foreign,
        "onsager": spectrum.variances(values, *spectrum.reaction(visible, hidden, scale))[0],
        "naive": spectrum.variances(values)[0],
    }


KIND = Kind(run=run)
