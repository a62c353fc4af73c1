"""Kind `gaussian_partition`: log Z by several approximations against an exact sum over a small machine's states."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.kinds.kind import Kind
from placecells.studies.reciprocal_space.kinds.runs import over_seeds
from placecells.theory.reciprocal_space import partition

DESCRIBED = {
    "largest_value": ((), "largest singular value of the weights", "1"),
    "exact": ((), "log Z, sum over all states", "nat"),
    "gaussian": ((), "log Z (B.20) with normal reciprocal variables; none from lambda = 4 on", "nat"),
    "public": ((), "the same with the factor 1/4 of the public code before the means of u and w", "nat"),
    "mean_field": ((), "log Z (B.15) of the mean field, the largest over starts", "nat"),
    "second_order": ((), "log Z (B.15) with the second order, the largest over starts", "nat"),
    "without_weights": ((), "log Z of the same fields without weights", "nat"),
    "converged": (("order",), "share of starts whose iteration converged", "1"),
    "iterations": (("order",), "most iterations over starts", "1"),
    "residual": (("order",), "largest residual over starts", "1"),
}


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """log Z (seed,) in nat by every approximation, and how the iterations ended (seed, order)."""
    found = over_seeds(seeds, lambda rng: _small_machine(rng, **cell["partition"]), DESCRIBED)
    return found.assign_coords(order=["first", "second"])


def _small_machine(rng, units: int, scale: float, starts: int) -> dict:
    """Weights and fields of standard deviation `scale`; the first start has all units at 1/2, the others are random."""
    weights = rng.normal(0.0, scale, (units, units))
    fields = rng.normal(0.0, scale, units), rng.normal(0.0, scale, units)
    begin = [(np.full(units, 0.5), np.full(units, 0.5))]
    begin += [(rng.random(units), rng.random(units)) for _ in range(starts - 1)]
    orders = [[partition.mean_field(weights, *fields, start, order) for start in begin] for order in (False, True)]
    return {
        "largest_value": np.linalg.svd(weights, compute_uv=False)[0],
        "exact": partition.exact(weights, *fields),
        "gaussian": partition.gaussian(weights, *fields),
        "public": partition.gaussian_by_saddles(weights, *fields, mean_factor=0.25),
        "mean_field": _largest(orders[0]),
        "second_order": _largest(orders[1]),
        "without_weights": partition.exact(0.0 * weights, *fields),
        "converged": [np.mean([one.outcome == partition.CONVERGED for one in found]) for found in orders],
        "iterations": [max(one.iterations for one in found) for found in orders],
        "residual": [max(one.residual for one in found) for found in orders],
    }


def _largest(found: list[partition.MeanField]) -> float:
    """The largest log Z of converged iterations, NaN without any."""
    return max((one.log_partition for one in found if one.outcome == partition.CONVERGED), default=np.nan)


KIND = Kind(run=run)
