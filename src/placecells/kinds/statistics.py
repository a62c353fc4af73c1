"""Kind `statistics`: moments of configurations of a law.

The job draws the configurations itself and writes no file of them, because nothing else reads them.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.data.draw import configurations, draw
from placecells.io.user_array import UserFileError
from placecells.io.variables import dataset
from placecells.kinds.kind import Kind

ROWS = 10_000  # configurations that are Fourier transformed at once


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Dataset with the moments of one training set per seed, see `moments`."""
    data = cell["data"]
    sets = (configurations(draw(data, [own["data"]]))["configurations"].values[0] for own in seeds)
    mean, variance, correlation, neighbours = (
        np.stack(part) for part in zip(*(moments(values, data.get("colours")) for values in sets), strict=True)
    )
    return dataset(
        {
            "magnetisation": (("seed", "component"), mean, "mean magnetisation of a configuration", "1"),
            "magnetisation_variance": (
                ("seed", "component"),
                variance,
                "variance over configurations of their magnetisation",
                "1",
            ),
            "correlation": (("seed", "distance"), correlation, "correlation of two sites at a distance in sites", "1"),
            "neighbour_correlation": (("seed", "site"), neighbours, "correlation of a site and the next one", "1"),
        }
    ).assign_coords(seed=np.arange(len(seeds)), distance=np.arange(correlation.shape[1]))


def moments(values: np.ndarray, colours: int | None) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Moments over configurations (sample, site) of spins -1/+1, or of colours a in 0 ... colours-1.

    A spin is a number s, a colour the vector s = (cos 2 pi a/q, sin 2 pi a/q). The magnetisation of a configuration is
    the mean of s over its sites. Returns its mean and its variance over the configurations, both (component,) with one
    component for spins and two for colours; the correlation <s_i s_j>, mean over sites, of sites at distance 0 ...
    sites//2, (distance,); and the correlation <s_i s_{i+1}> of every site with the next, (site,).
    """
    samples, sites = values.shape
    magnetisation = np.empty((samples, 1 if colours is None else 2))
    power, neighbours = np.zeros(sites), np.zeros(sites)
    for start in range(0, samples, ROWS):
        rows = values[start : start + ROWS]
        s = rows.astype(float) if colours is None else np.exp(2j * np.pi * np.arange(colours) / colours)[rows]
        mean = s.mean(axis=1)
        magnetisation[start : start + ROWS] = mean[:, None] if colours is None else np.stack([mean.real, mean.imag], -1)
        power += (np.abs(np.fft.fft(s)) ** 2).sum(axis=0)
        neighbours += (s * np.roll(s, -1, axis=1).conj()).real.sum(axis=0)
    correlation = np.fft.ifft(power).real[: sites // 2 + 1] / (samples * sites)
    return magnetisation.mean(axis=0), magnetisation.var(axis=0), correlation, neighbours / samples


KIND = Kind(run=run, errors=(UserFileError,))
