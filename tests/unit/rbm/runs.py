"""Runs of a cell, for the tests of training."""

import numpy as np

from placecells.config.seeds import run_seeds
from placecells.data.draw import draw, training_rows
from placecells.rbm import cells, checkpoint, train


def rows_of(cell):
    """The function `rows` of a cell's runs; None for a stream."""
    if cell["data"]["sampling"] == "stream":
        return None
    dataset = draw(cell["data"], [seeds["data"] for seeds in run_seeds(cell)])
    return lambda index: training_rows(dataset, index)


def one_run(cell, folder=None, code="", seconds=60.0, **options):
    """The records of the cell's first run, {name: (record, ...)}; with a folder, from its files there."""
    seeds, rows = run_seeds(cell)[0], rows_of(cell)
    data = rows and rows(0)
    task, taken, saved = cells.task(cell, seeds, data), checkpoint.RecordsInMemory(), None
    if folder:
        key = checkpoint.run_hash(cell, seeds, () if data is None else data, code)
        taken, saved = checkpoint.RecordsOnDisk(folder, key), checkpoint.Checkpoint(folder / "seed0.npz", key, seconds)
    train.follow(task, taken, saved, **options)
    records = [taken.read(k) for k in range(len(task.updates))]
    return {name: np.stack([record[name] for record in records]) for name in records[0]}
