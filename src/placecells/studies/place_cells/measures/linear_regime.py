"""The first updates of training: full-batch gradient ascent on Ising data from small weights, several units."""

from functools import cache
from typing import NamedTuple

import numpy as np

from placecells.claims.claim import Measurement
from placecells.claims.intervals import student_mean
from placecells.theory import averages, flow

DATA = {"sites": 100, "beta": 0.5}
SAMPLES, HIDDEN, RATE, RUNS = 1000, 3, 0.2, 16
# standard deviation of the initial weights, and <I^2> of the largest input at which a run ends
VANISHING = (1e-30, 1e-6)
USUAL = (0.01, 0.1)


class Early(NamedTuple):
    """Where the runs end."""

    overlap: np.ndarray  # (run, hidden) |overlap| with the top eigenvector of C
    growth: np.ndarray  # (run, hidden) relative growth in one update
    rate: np.ndarray  # (run,) nu (lambda_1 - 1)


@cache
def runs(scale: float, end: float) -> Early:
    """RUNS runs, each with its own data, from weights of standard deviation `scale` until <I^2> reaches `end`."""
    ends = [_run(seed, scale, end) for seed in range(RUNS)]
    return Early(*(np.array(part) for part in zip(*ends, strict=True)))


def _run(seed: int, scale: float, end: float) -> tuple[np.ndarray, np.ndarray, float]:
    """One run of `runs`: overlaps (hidden,), growths (hidden,), rate."""
    from placecells.data import ising  # here, because it imports numba, slow to import
    from placecells.measure.spectra import correlation_matrix  # and this scipy.sparse

    v = ising.decode(ising.sample(DATA, SAMPLES, seed), DATA["sites"])
    c = correlation_matrix(v)
    values, vectors = np.linalg.eigh(c)
    weights = scale * np.random.default_rng(seed).standard_normal((HIDDEN, DATA["sites"]))
    average = averages.ensemble_average(v)
    while np.einsum("ai,ij,aj->a", weights, c, weights).max() < end:
        before = np.linalg.norm(weights, axis=1)
        weights = weights + RATE * flow.exact(weights, average)
    size = np.linalg.norm(weights, axis=1)
    return np.abs(weights @ vectors[:, -1]) / size, size / before - 1.0, RATE * (values[-1] - 1.0)


def alignment(start: tuple[float, float]) -> Measurement:
    """Smallest |overlap| of the units with the top eigenvector, mean over the runs; start as VANISHING or USUAL."""
    overlap = runs(*start).overlap
    return student_mean(overlap.min(axis=1), f"mean over the units {overlap.mean():.3g}")


def growth() -> Measurement:
    """Relative growth in one update over nu (lambda_1 - 1), mean over the units."""
    early = runs(*VANISHING)
    return student_mean((early.growth / early.rate[:, None]).mean(axis=1))
