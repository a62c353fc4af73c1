"""Kind `linear_regime`: the first updates of training, by full-batch gradient ascent from small weights."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import xarray as xr

from placecells.data.draw import configurations, draw
from placecells.io.user_array import UserFileError
from placecells.io.variables import dataset
from placecells.kinds.kind import Kind
from placecells.measure.spectra import correlation_matrix
from placecells.theory import averages, flow

MOST = 100_000  # updates of a run; the runs of the paper's study take some hundreds


class EndlessError(RuntimeError):
    """The inputs do not grow to the size at which a run should end; the message is one sentence."""


class Early(NamedTuple):
    """Where a run ends."""

    overlap: np.ndarray  # (hidden,) |overlap| of the weights with the top eigenvector of C
    of_linear: np.ndarray  # (hidden,) |overlap| of the linear flow's weights with the top eigenvector of C
    with_linear: np.ndarray  # (hidden,) |overlap| of the weights with the linear flow's from the same start
    with_other: np.ndarray  # (hidden,) |overlap| of the weights with the linear flow's from the start of another unit
    growth: np.ndarray  # (hidden,) relative growth of the weights in the last update
    rate: float  # nu (lambda_1 - 1)
    updates: int


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Dataset with one run per training set, see `early`. The initial weights are drawn with the seed of the data."""
    ends = []
    for own in seeds:
        v = configurations(draw(cell["data"], [own["data"]]))["configurations"].values[0]
        ends.append(early(v, np.random.default_rng(own["data"]), **cell["flow"]))
    found = Early(*(np.array(part) for part in zip(*ends, strict=True)))
    units, linear = ("seed", "hidden"), "weights of the linear flow (22-23)"
    return dataset(
        {
            "overlap": (units, found.overlap, "|overlap| of weights and top eigenvector of C", "1"),
            "overlap_of_linear": (units, found.of_linear, f"|overlap| of {linear} and top eigenvector of C", "1"),
            "overlap_with_linear": (units, found.with_linear, f"|overlap| of weights and {linear}, same start", "1"),
            "overlap_with_other": (units, found.with_other, f"|overlap| of weights and {linear}, another start", "1"),
            "growth": (units, found.growth, "relative growth of the weights in the last update", "1"),
            "rate": ("seed", found.rate, "growth rate nu (lambda_1 - 1) of the top eigenvector of C", "1"),
            "updates": ("seed", found.updates, "number of updates", "1"),
        }
    ).assign_coords(seed=np.arange(len(seeds)))


def early(v: np.ndarray, rng: np.random.Generator, hidden: int, rate: float, scale: float, end: float) -> Early:
    """Gradient ascent (31), (47) on all configurations v (sample, site) until <I^2> of the largest input reaches `end`.

    hidden: number of units, which start from weights of standard deviation `scale`. rate: the learning rate nu.
    Raises EndlessError where MOST updates are not enough.
    """
    c = correlation_matrix(v)
    values, vectors = np.linalg.eigh(c)
    weights = start = scale * rng.standard_normal((hidden, v.shape[1]))
    average = averages.ensemble_average(v)
    for update in range(1, MOST + 1):
        before = np.linalg.norm(weights, axis=1)
        weights = weights + rate * flow.exact(weights, average)
        if np.einsum("ai,ij,aj->a", weights, c, weights).max() >= end:
            linear = (start @ vectors) * (1.0 + rate * (values - 1.0)) ** update @ vectors.T
            return Early(
                overlaps(weights, vectors[:, -1]),
                overlaps(linear, vectors[:, -1]),
                overlaps(weights, linear),
                overlaps(weights, np.roll(linear, 1, axis=0)),
                np.linalg.norm(weights, axis=1) / before - 1.0,
                rate * (values[-1] - 1.0),
                update,
            )
    raise EndlessError(f"<I^2> stays below flow.end = {end:g} in {MOST:_} updates")


def overlaps(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """|cosine of the angle| between rows: one (hidden, site), other (hidden, site) or (site,). Returns (hidden,)."""
    return np.abs((one * other).sum(axis=-1)) / np.linalg.norm(one, axis=-1) / np.linalg.norm(other, axis=-1)


KIND = Kind(run=run, errors=(UserFileError, EndlessError))
