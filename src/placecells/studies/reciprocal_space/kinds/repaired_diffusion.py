"""Kind `repaired_diffusion`: Langevin motion of X and Y with the whole entropy (B.26), against Gibbs sampling."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.kinds.kind import Kind
from placecells.studies.reciprocal_space.kinds.runs import over_seeds
from placecells.studies.reciprocal_space.model import gibbs
from placecells.studies.reciprocal_space.model.weights import unit_vector
from placecells.theory.reciprocal_space import diffusion, landau

MESH = np.linspace(-12.0, 12.0, 401)  # of X and Y, for the law of the expansion (B.13)
DESCRIBED = {
    "gibbs": ((), "root mean square of u, Gibbs sampling", "1"),
    "repaired": ((), "root mean square of u, Langevin motion with the force of the entropy", "1"),
    "expansion": ((), "root mean square of u, law exp(-F) of the expansion (B.13)", "1"),
    "law": ((), "root mean square of u, law at finite size", "1"),
}


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Root mean squares (seed,) of u by four ways."""
    return over_seeds(seeds, lambda rng: _compared(rng, **cell["mode"]), DESCRIBED)


def _compared(rng, units: int, value: float, walkers: int, time: float, step: float, sweeps: int) -> dict:
    left, right = unit_vector(units, rng), unit_vector(units, rng)
    return {
        "gibbs": _gibbs(rng, value, left, right, walkers, sweeps),
        "repaired": _langevin(rng, value, left, right, walkers, round(time / step), step),
        "expansion": _expansion(value, left, right),
        "law": np.sqrt(landau.finite_size(value, left, right)["u2"]),
    }


def _gibbs(rng, value, left, right, walkers, sweeps) -> float:
    """The second half of the sweeps is measured."""
    singles = left.astype(np.float32), right.astype(np.float32)
    start = gibbs.fair((walkers, len(right)), rng)
    every = list(gibbs.one_mode_sweeps(np.float32(value), *singles, start, sweeps, rng))
    return float(np.sqrt(np.mean([(x + y) ** 2 / 2.0 for x, y in every[sweeps // 2 :]])))


def _langevin(rng, value, left, right, walkers, steps, step) -> float:
    """Euler's method; the second half of the steps is measured.

    The force grows without bound towards the largest X: a step that would leave the table of forces ends at its edge.
    """
    tables = diffusion.entropic_force(left), diffusion.entropic_force(right)
    x, y, square = np.zeros(walkers), np.zeros(walkers), 0.0
    for number in range(steps):
        forces = value * y + np.interp(x, *tables[0]), value * x + np.interp(y, *tables[1])
        x, y = (
            np.clip(at + step * force + np.sqrt(2.0 * step) * rng.standard_normal(walkers), table[0][0], table[0][-1])
            for at, force, table in zip((x, y), forces, tables, strict=True)
        )
        if number >= steps // 2:
            square += np.mean((x + y) ** 2) / 2.0
    return float(np.sqrt(square / (steps - steps // 2)))


def _expansion(value, left, right) -> float:
    """By a sum over a mesh of X and Y."""
    x, y = np.meshgrid(MESH, MESH, indexing="ij")
    free = landau.free_energy(x, y, value, landau.moments(left), landau.moments(right))
    chance = np.exp(free.min() - free)
    return float(np.sqrt(np.sum(chance * (x + y) ** 2 / 2.0) / chance.sum()))


KIND = Kind(run=run)
