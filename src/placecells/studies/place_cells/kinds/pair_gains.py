"""Kind `pair_gains`: gain in the log-likelihood of fresh configurations by two equal place fields at a distance."""

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.source import Source, source_kind
from placecells.measure.summary import mean_field
from placecells.studies.place_cells.kinds.field_gains import inputs, log_two_cosh
from placecells.theory.field_gains import AMPLITUDES


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """Mean gains over one set of fresh configurations per seed; NaN where no run has a place field of one bump.

    Both units have the mean place field of the runs as their weights, one of them shifted. The variable gain is for all
    distances, with the amplitude of the mean place field. gain_together and gain_opposite are for distance zero and for
    opposite places, with the best amplitude, which is common to both units.
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
    """Mean gain (distance,) in log-likelihood, nat per sample, of two copies of a place field over no weights.

    The partition function is Z = 2^N 2 [prod_i cosh(w1_i + w2_i) + prod_i cosh(w1_i - w2_i)], equation (47). spins:
    configurations (sample, site). field: weights (site,). distances: whole numbers of sites, (distance,).
    """
    free = {shift: log_two_cosh(inputs(spins, np.roll(field, shift))) for shift in {0, *distances}}
    values = []
    for distance in distances:
        other = np.roll(field, distance)
        log_z = np.log(2) + np.logaddexp(*(np.log(np.cosh(field + sign * other)).sum() for sign in (1, -1)))
        values.append((free[0] + free[distance]).mean() - log_z)
    return np.array(values)


def at_best_amplitude(sets: list[np.ndarray], field: np.ndarray, distance: int) -> list[float]:
    """Mean gains (set,) of two copies of a place field at the best amplitude; sets: configurations (sample, site).

    The best amplitude is the one with the largest gain on a tenth of all configurations. distance: in sites.
    """
    some = np.concatenate(sets)[: max(1, sum(map(len, sets)) // 10)]
    at = np.array([distance])
    means = [pair_gain(some, amplitude * field, at)[0] for amplitude in AMPLITUDES]
    scaled = AMPLITUDES[int(np.argmax(means))] * field
    return [pair_gain(spins, scaled, at)[0] for spins in sets]


KIND = source_kind(measure, variables=("weights", "centre", "bumps"))
