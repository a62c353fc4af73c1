"""Samples drawn with replacement, by either path: independent, and all equally often."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from placecells.data.draw import training_set
from placecells.jit import from_python
from placecells.rbm import cells, compiled, pcd
from placecells.rbm.kernels import pcd as kernels
from placecells.rbm.run import Settings

SAMPLES, EPOCHS = 8, 2000
SEEDS = {"data": 1, "weights": 2, "noise": 3}
load_minibatch = from_python(kernels.load_minibatch)


def compiled_epochs(whole):
    """Numbers of the samples of every epoch, (epoch, place), as the kernels draw them."""
    task = cells.task(whole, SEEDS, training_set(whole["data"], SEEDS["data"]))
    run = compiled.prepare(task.machine, task.data, task.optimiser, task.settings)
    for epoch in range(EPOCHS):  # a minibatch is a whole epoch
        load_minibatch(run.rows, epoch, run.plan, run.space)
        yield run.space.order.copy()


def readable_epochs(whole):
    """The same of the readable path."""
    settings = Settings(SAMPLES, SAMPLES, "pcd", 1, (), seed=SEEDS["noise"], replacement=True)
    run = SimpleNamespace(settings=settings, data=np.arange(SAMPLES))
    return (pcd._minibatch(run, epoch) for epoch in range(EPOCHS))


@pytest.mark.parametrize("epochs", [compiled_epochs, readable_epochs])
def test_samples_are_independent_and_equally_frequent(cell, epochs):
    whole = cell(samples=SAMPLES)
    whole["training"]["replacement"] = True
    found = np.array(list(epochs(whole)))
    assert found.shape == (EPOCHS, SAMPLES)
    assert stats.chisquare(np.bincount(found.ravel(), minlength=SAMPLES)).pvalue > 1e-4
    pairs = SAMPLES * found[:, 0] + found[:, 1]
    assert stats.chisquare(np.bincount(pairs, minlength=SAMPLES**2)).pvalue > 1e-4
