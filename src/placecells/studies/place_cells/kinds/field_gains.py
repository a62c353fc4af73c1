"""Kind `field_gains`: gain in the log-likelihood of fresh configurations by weights of several shapes (P.9)."""

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.source import Source, source_kind
from placecells.measure.fields import rescaled
from placecells.measure.summary import mean_field
from placecells.theory.field_gains import AMPLITUDES, SHARES

ROWS = 10_000  # configurations whose inputs are computed at once


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """Means (shape,) and covariances (shape, other) over fresh configurations of the gains of several shapes.

    The shapes are the mean place field of the runs, the same stretched by the factors of the cell, and uniform weights,
    each at its best amplitude. All values are NaN where no run has a place field of one bump.
    """
    source.one_unit()
    samples, factors, largest = (cell["gains"][key] for key in ("samples", "factors", "sites"))
    field = shortened(mean_field(source.dataset), largest)
    names = ["field", *(f"field x {factor:g}" for factor in factors), "uniform"]
    if np.isnan(field).any():
        gains, amplitudes = np.full((len(names), 2), np.nan), np.full(len(names), np.nan)
    else:
        shapes = [(field, AMPLITUDES), *((rescaled(field, factor), AMPLITUDES) for factor in factors)]
        shapes.append((np.ones(len(field)), SHARES))
        law = source._replace(cell=source.cell | {"data": source.cell["data"] | {"sites": len(field)}})
        fresh = law.fresh(samples, seeds[0])
        best = [best_gain(fresh, shape, amplitudes) for shape, amplitudes in shapes]
        amplitudes, gains = (np.array(part) for part in zip(*best, strict=True))
    covariance = np.cov(gains, bias=True).reshape(len(names), len(names))
    return dataset(
        {
            "gain": ("shape", gains.mean(axis=1), "mean gain in log-likelihood over no weights", "nat per sample"),
            "gain_covariance": (
                ("shape", "other"),
                covariance,
                "covariance over configurations of the gains of two shapes",
                "nat^2 per sample^2",
            ),
            "amplitude": ("shape", amplitudes, "best amplitude: a factor of a field, the weight if uniform", "1"),
            "sample_count": ((), samples, "number of fresh configurations", "1"),
        }
    ).assign_coords(shape=names, other=names)


def shortened(field: np.ndarray, sites: int) -> np.ndarray:
    """The part of a place field (site,) on the `sites` sites around the middle of its ring, where its centre is.

    The part has one site more where the number of sites left out would be odd.
    """
    start = max(0, (len(field) - sites) // 2)
    return field[start : len(field) - start]


def inputs(spins: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Inputs I = sum_i w_i v_i (sample,) of configurations (sample, site) for weights (site,)."""
    return np.concatenate([spins[row : row + ROWS].astype(float) @ weights for row in range(0, len(spins), ROWS)])


def log_two_cosh(x: np.ndarray) -> np.ndarray:
    """log 2cosh(x), without overflow."""
    size = np.abs(x)
    return size + np.log1p(np.exp(-2 * size))


def gain(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """(P.9) for single configurations: gain (sample,) in log-likelihood of one spin unit without external fields, nat.

    The gain is log cosh(I) - sum_i log cosh(w_i), because the partition function is Z = 2^(N+1) prod_i cosh w_i. x:
    inputs I (sample,) for the weights (site,).
    """
    return log_two_cosh(x) - np.log(2) - np.log(np.cosh(weights)).sum()


def best_gain(spins: np.ndarray, shape: np.ndarray, amplitudes: np.ndarray) -> tuple[float, np.ndarray]:
    """The best amplitude of a shape (site,), and the gains (sample,) with that amplitude.

    The best amplitude is the one with the largest mean gain on a tenth of the configurations `spins` (sample, site).
    """
    x = inputs(spins, shape)
    some = x[: max(1, len(x) // 10)]
    best = amplitudes[int(np.argmax([gain(a * some, a * shape).mean() for a in amplitudes]))]
    return float(best), gain(best * x, best * shape)


KIND = source_kind(measure, variables=("weights", "centre", "bumps"))
