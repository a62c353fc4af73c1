"""Common to the kinds: numbers of each run, put together along the dimension `seed`."""

from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr

from placecells.io.variables import dataset

Described = Mapping[str, tuple[tuple[str, ...], str, str]]


def over_seeds(seeds: list[dict], run: Callable, described: Described) -> xr.Dataset:
    """The dataset of runs, one a seed.

    run: function of a numpy Generator; returns {name: numbers}. described: {name: (dimensions without `seed`, long
    name, unit)}.
    """
    found = [run(np.random.default_rng(own["weights"])) for own in seeds]
    return dataset(
        {
            name: (("seed", *dims), np.array([one[name] for one in found]), long_name, unit)
            for name, (dims, long_name, unit) in described.items()
        }
    ).assign_coords(seed=np.arange(len(seeds)))


def normal_distance(values: np.ndarray) -> float:
    """Kolmogorov-Smirnov distance of numbers (...,) from the standard normal law, between 0 and 1."""
    from scipy.special import ndtr

    return distance(ndtr(np.sort(values, axis=None)))


def distance(shares: np.ndarray) -> float:
    """Kolmogorov-Smirnov distance between 0 and 1 from the values (k,) of the distribution function, in order."""
    steps = np.arange(len(shares) + 1) / len(shares)
    return float(max((steps[1:] - shares).max(), (shares - steps[:-1]).max()))
