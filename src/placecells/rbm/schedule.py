"""The updates at which records of a run are taken, and the last update."""

import numpy as np


def updates_per_epoch(cell):
    """Number of updates in an epoch, ceil(B/S); None for streamed data, which have no epochs. cell: from the config."""
    samples = cell["data"].get("samples")
    return samples and -(-samples // cell["training"]["batch"])


def schedule(cell, per_epoch=None):
    """Numbers of updates after which records are taken, (records,) int64, ascending from 0 to the last update.

    Record 0 is the machine before its first update. cell: from the config. per_epoch: number of updates in an epoch, by
    default `updates_per_epoch`.
    """
    per = {"updates": 1, "epochs": per_epoch or updates_per_epoch(cell)}
    [(unit, stop)] = cell["training"]["stop"].items()
    last = max(1, round(stop * per[unit]))
    [(unit, every)] = cell["record"]["every"].items()
    every = max(1.0, every * per[unit])
    return np.unique(np.append(np.round(np.arange(0, last, every)).astype(np.int64), last))
