"""Kind `pair_gains`: log-likelihood of fresh configurations that two equal place fields at a distance gain."""

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.source import Source, source_kind
from placecells.measure.summary import mean_field
from placecells.studies.place_cells.kinds.field_gains import inputs, log_two_cosh
from placecells.theory.field_gains import AMPLITUDES


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """Mean gains over a set of fresh configurations for each seed; NaN where no run has a place field of one bump.

    The field is the mean place field of the runs: as it is, at all distances; and at its best amplitude, common to both
    fields, at one place and at opposite places.
    """
    source.one_unit()
    field, samples = mean_field(source.dataset), cell["gains"]["samples"]
    distances = np.arange(len(field) // 2 + 1)
    if np.isnan(field).any():
        gains, ends = np.full((len(seeds), len(distances)), np.nan), np.full((2, len(seeds)), np.nan)
    else:
        sets = [source.fresh(samples, seed) for seed in seeds]
        gains = np.array([pair_gain(spins, field, distances) for spins in sets])
        ends = [at_best_amplitude(sets, field, distance) for distance in (0, distances[-1])]
    return dataset(
        {
            "gain": (("seed", "distance"), gains, "mean gain of two fields over no weights", "nat per sample"),
            "gain_together": ("seed", ends[0], "gain at one place, best amplitude", "nat per sample"),
            "gain_opposite": ("seed", ends[1], "gain at opposite places, best amplitude", "nat per sample"),
        }
    ).assign_coords(seed=np.arange(len(seeds)), distance=distances)


def pair_gain(spins: np.ndarray, field: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """Mean log-likelihood (distance,), in nat per sample over that of no weights, of two copies of a field (site,).

    Z = 2^N 2 [prod_i cosh(w1_i + w2_i) + prod_i cosh(w1_i - w2_i)], equation (47). spins: (sample, site); distances:
    whole sites.
    """
    free = {shift: log_two_cosh(inputs(spins, np.roll(field, shift))) for shift in {0, *distances}}
    values = []
    for distance in distances:
        other = np.roll(field, distance)
        log_z = np.log(2) + np.logaddexp(*(np.log(np.cosh(field + sign * other)).sum() for sign in (1, -1)))
        values.append((free[0] + free[distance]).mean() - log_z)
    return np.array(values)


def at_best_amplitude(sets: list[np.ndarray], field: np.ndarray, distance: int) -> list[float]:
    """Gains (set,) of a pair at the amplitude that is best on a tenth of all configurations; sets of (sample, site)."""
    some = np.concatenate(sets)[: max(1, sum(map(len, sets)) // 10)]
    at = np.array([distance])
    means = [pair_gain(some, amplitude * field, at)[0] for amplitude in AMPLITUDES]
    scaled = AMPLITUDES[int(np.argmax(means))] * field
    return [pair_gain(spins, scaled, at)[0] for spins in sets]


KIND = source_kind(measure, variables=("weights", "centre", "bumps"))
