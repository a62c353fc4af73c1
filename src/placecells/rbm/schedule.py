"""When a run stops and when it is recorded, in updates."""

import numpy as np


def updates_per_epoch(cell):
    """Minibatches in an epoch, the last one possibly short; None for a stream, which has no epochs."""
    samples = cell["data"].get("samples")
    return samples and -(-samples // cell["training"]["batch"])


def schedule(cell):
    """Updates at which a record is taken, int64, from 0 (the initial weights) to the last update."""
    per = {"updates": 1, "epochs": updates_per_epoch(cell)}
    [(unit, stop)] = cell["training"]["stop"].items()
    last = max(1, round(stop * per[unit]))
    [(unit, every)] = cell["record"]["every"].items()
    every = max(1.0, every * per[unit])
    return np.unique(np.append(np.round(np.arange(0, last, every)).astype(np.int64), last))
