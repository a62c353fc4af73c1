"""placecells: receptive fields of restricted Boltzmann machines trained on invariant data.

What a notebook needs has its home in the modules below, which are imported when one of their names is used first.
"""

from importlib import import_module

HOMES = {
    "RBM": "placecells.rbm.machine",
    "new_machine": "placecells.rbm.machine",
    "UNITS": "placecells.rbm.units",
    "SGD": "placecells.rbm.optimisers",
    "Adam": "placecells.rbm.optimisers",
    "Stream": "placecells.rbm.run",
    "TrainingError": "placecells.rbm.run",
    "train": "placecells.rbm.train",
    "sample": "placecells.data.draw",
}


def __getattr__(name):
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)


def __dir__():
    return [*globals(), *HOMES]
