"""What a training run is told, and what it says: shared by the compiled and the readable path.

Either path is a module with the functions `prepare`, `advance` and `machine_of`, over a run whose `state` is a tree of
arrays (machine, memory of the optimiser, chains) that updates change in place. All randomness is a function of the seed
and the update's number, so that an interrupted run, continued from its state, ends in the same bits.
"""

from typing import NamedTuple

import numpy as np


class TrainingError(Exception):
    """A run went wrong; the message is one sentence."""


class Settings(NamedTuple):
    """How a machine is trained, the optimiser aside."""

    batch: int  # configurations of a minibatch
    chains: int  # of the negative phase, or its exact samples per update
    negative: str  # "pcd", "exact-sample" or "exact-moment"
    gibbs: int  # sweeps of every chain per update, for pcd
    learned: tuple  # names of the units' parameters that are learned beside the weights, such as "field" and "theta"
    seed: int  # of the order of the data, the chains and the hidden units, 0 <= seed < 2^64


class Stream(NamedTuple):
    """Endless data: every minibatch holds new configurations of a law."""

    law: dict  # the block of a config's data: {model, sites, beta, ...}
    seed: int = 0


class Rows(NamedTuple):
    """Finite data as training reads them, rows of `data.draw.training_rows`."""

    rows: np.ndarray
    model: str  # a name in data.draw.MODELS


class Outcome(NamedTuple):
    """What some updates have done."""

    weights: float  # norm of the weights, sqrt(sum w^2)
    change: float  # norm of the last update's change of the weights
    is_finite: bool  # whether all parameters are
    largest_input: float  # of a hidden unit in the last quadrature, 0 where there is none
    autocorrelation: float  # of the chains, between the beginning and the end; NaN where not asked for


def outcome(before, weights, is_finite, largest_input, autocorrelation=np.nan):
    """The `Outcome` of updates of which the last one has changed the weights `before` to `weights`."""
    with np.errstate(over="ignore", invalid="ignore"):  # weights that are not finite
        norms = float(np.linalg.norm(weights)), float(np.linalg.norm(weights - before))
    return Outcome(*norms, bool(is_finite), float(largest_input), float(autocorrelation))


def autocorrelation(earlier, later):
    """Correlation over chains of features (C, ...) at two times: covariances over variances, both summed over features.

    1 for chains that have not moved, 0 on average for independent ones; NaN where nothing varies.
    """
    earlier, later = (x - x.mean(0) for x in (earlier, later))
    scale = np.sqrt(np.square(earlier).sum() * np.square(later).sum())
    return float((earlier * later).sum() / scale) if scale > 0 else np.nan
