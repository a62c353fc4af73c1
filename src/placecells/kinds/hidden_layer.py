"""Kind `hidden_layer`: what the hidden units of trained machines do on fresh configurations."""

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.source import Source, source_kind
from placecells.measure.fields import upright
from placecells.measure.summary import final
from placecells.theory.ring_distance import ring_distance


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """Correlations over fresh configurations, own ones for every run of the other experiment, at its last weights."""
    last = final(source.dataset).transpose("seed", "hidden", ...)
    weights, _ = upright(last["weights"].transpose("seed", "hidden", "site").values)
    runs, hidden, sites = weights.shape
    samples = cell["layer"]["samples"]
    fresh = source.fresh(runs * samples, seeds[0]).reshape(runs, samples, sites)
    pairs, local = np.empty((runs, hidden, hidden)), np.empty((runs, hidden))
    for index, (w, v) in enumerate(zip(weights, fresh, strict=True)):
        v = v.astype(float)
        activity = np.tanh(v @ w.T)  # <h|v> of hidden units of -1/+1 without external fields
        magnetisation = local_magnetisation(v, last["centre"].values[index], last["width"].values[index])
        pairs[index] = correlations(activity, activity)
        local[index] = np.diagonal(correlations(activity, magnetisation))
    return dataset(
        {
            "pair_correlation": (("seed", "hidden", "other"), pairs, "correlation of <h|v> of two hidden units", "1"),
            "local_correlation": (
                ("seed", "hidden"),
                local,
                "correlation of <h|v> with the magnetisation within half a FWHM of the centre of the place field",
                "1",
            ),
        }
    ).assign_coords(seed=last["seed"].values)


def local_magnetisation(v: np.ndarray, centre: np.ndarray, width: np.ndarray) -> np.ndarray:
    """Mean spin within half a width of a centre: (sample, hidden), NaN for a unit without a centre or a width.

    v: (sample, site); centre, width: (hidden,) in sites.
    """
    sites = v.shape[1]
    window = ring_distance(np.arange(sites) - centre[:, None], sites) <= width[:, None] / 2
    count = window.sum(axis=1)
    return v @ window.T / np.where(count, count, np.nan)


def correlations(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Correlation coefficients of columns of x (sample, a) and y (sample, b): (a, b); NaN for a constant column."""
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    size = np.sqrt(np.multiply.outer((x**2).sum(axis=0), (y**2).sum(axis=0)))
    return x.T @ y / np.where(size > 0, size, np.nan)


KIND = source_kind(measure, variables=("weights", "centre", "width"))
