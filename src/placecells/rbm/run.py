"""Settings and outcomes of a training run, the same for the compiled and the readable path.

Either path is a module with the functions `prepare`, `advance` and `machine_of`. The `state` of a run is a tree of
arrays: the machine, the memory of the optimiser, and the chains. Updates overwrite these arrays. All random numbers are
functions of the seed and the number of the update. An interrupted run that continues from its state therefore ends with
the same bits.
"""

from typing import NamedTuple

import numpy as np


class TrainingError(Exception):
    """A run cannot be trained, or trained further; the message is one sentence."""


class Settings(NamedTuple):
    """How a machine is trained; the optimiser is given apart."""

    batch: int  # configurations of a minibatch, S
    chains: int  # Markov chains of the negative phase; for exact-sample the independent samples of an update
    negative: str  # negative phase: "pcd", "exact-sample" or "exact-moment"
    gibbs: int  # Gibbs sweeps of every chain per update, for pcd
    learned: tuple  # names of the parameters of units that are learned beside the weights, such as "field" and "theta"
    seed: int  # seed of the order of the data, of the chains and of the hidden units, 0 <= seed < 2^64
    replacement: bool = False  # whether samples are drawn with replacement; else an epoch has each of them once


class Stream(NamedTuple):
    """Streamed data: every minibatch holds fresh samples of a law."""

    law: dict  # as the block `data` of the config: {model, sites, beta, ...}
    seed: int = 0


class Rows(NamedTuple):
    """A training set in the form that training reads."""

    rows: np.ndarray  # as from data.draw.training_rows: packed spins (B, words) uint64, or colours (B, N) uint8
    model: str  # a name for data.draw.model_of


class Outcome(NamedTuple):
    """The outcome of a series of updates."""

    weights: float  # norm of the weights, sqrt(sum w^2)
    change: float  # norm of the change of the weights in the last update
    is_finite: bool  # whether all parameters are finite
    largest_input: float  # largest |h| of the last quadrature, in standard deviations of h; 0 without a quadrature
    autocorrelation: float  # correlation of the chains before and after the updates; NaN where not measured


def outcome(before, weights, is_finite, largest_input, autocorrelation=np.nan):
    """The `Outcome` of a series of updates, the last of which has changed the weights `before` to `weights`."""
    with np.errstate(over="ignore", invalid="ignore"):  # no warnings for weights that are not finite
        norms = float(np.linalg.norm(weights)), float(np.linalg.norm(weights - before))
    return Outcome(*norms, bool(is_finite), float(largest_input), float(autocorrelation))


def autocorrelation(earlier, later):
    """Correlation over chains of their features (C, ...) at two times: one number.

    The covariances over the chains are summed over all features and divided by the summed variances. The result is 1
    for chains that have not changed, 0 on average for independent configurations, and NaN where nothing varies.
    """
    earlier, later = (x - x.mean(0) for x in (earlier, later))
    scale = np.sqrt(np.square(earlier).sum() * np.square(later).sum())
    return float((earlier * later).sum() / scale) if scale > 0 else np.nan


def check_finite(is_finite, last, rate):
    """Raise TrainingError where the weights are not finite after update `last`. rate: of the optimiser."""
    if not is_finite:
        raise TrainingError(
            f"weights are not finite after update {last}: training.rate = {rate:g} is too large for this cell"
        )
