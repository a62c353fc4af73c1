"""Kind `mode_diffusion`: Langevin motion of one mode, and the spectrum of its Fokker-Planck operator."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.kinds.kind import Kind
from placecells.studies.reciprocal_space.kinds.runs import over_seeds
from placecells.theory.reciprocal_space import diffusion

RECORDS = 40  # equally spaced, after the start
LEVELS = 4
DESCRIBED = {
    "u_variance": (("record",), "mean square of u over walkers, Langevin motion from u = 0", "1"),
    "w_variance": (("record",), "mean square of w over walkers, Langevin motion from w = 0", "1"),
}


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Variances (seed, record) in time, and the lowest eigenvalues (level,) of (B.23)."""
    block = cell["mode"]
    levels = diffusion.boson_spectrum(4.0 - block["value"], block["quartic"], LEVELS)
    time = block["time"] * np.arange(1, RECORDS + 1) / RECORDS
    found = over_seeds(seeds, lambda rng: _walks(rng, **block), DESCRIBED)
    found["spectrum"] = ("level", levels, {"long_name": "eigenvalues of the operator (B.23)", "units": "1"})
    return found.assign_coords(time=("record", time, {"long_name": "time of (B.22)", "units": "1"}))


def _walks(rng, value: float, quartic: float, walkers: int, time: float, step: float) -> dict:
    """Euler's method with about `step` a step, a whole number of steps between records."""
    between = max(1, round(time / RECORDS / step))
    step = time / RECORDS / between
    return {
        name: _variances(rng, 4.0 + sign * value, quartic, walkers, (between, step))
        for name, sign in (("u_variance", -1.0), ("w_variance", 1.0))
    }


def _variances(rng, curvature: float, quartic: float, walkers: int, steps: tuple[int, float]) -> np.ndarray:
    """Mean squares (record,) in the potential curvature u^2 / 2 + quartic u^4."""
    between, step = steps
    u, found = np.zeros(walkers), []
    for _ in range(RECORDS):
        for _ in range(between):
            force = -curvature * u - 4.0 * quartic * u**3
            u = u + step * force + np.sqrt(2.0 * step) * rng.standard_normal(walkers)
        found.append(np.mean(u**2))
    return np.array(found)


KIND = Kind(run=run)
