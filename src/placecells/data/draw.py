"""Data of a cell: which rows every run of it is trained on, and rows that no run has seen.

A data model is a module with the functions sample, symmetrised, encode, decode and training_rows, and says in
DIMENSION and ATTRIBUTES how it stores a configuration.
"""

import numpy as np
import xarray as xr

from placecells.data import ising, xy
from placecells.io import user_file

MODELS = {"ising": ising, "xy": xy}
TEST_ROWS = 2**40  # held-out rows of the endless data set begin here, far beyond any training set
ROWS = 10_000  # of a file, encoded at once


def draw(data, seeds):
    """Training configurations, one data set per entry of `seeds`; those of a user's file are read.

    data: the cell's block {model, sites, beta, samples, sampling, path, ...}. Returns a Dataset with `configurations`
    uint8, (seed, sample, byte) packed spins or (seed, sample, site) colours, as its attributes say. Raises
    UserFileError for a file that does not hold what `data` says.
    """
    model = MODELS[data["model"]]
    rows = np.stack([_rows(model, data, seed) for seed in seeds])
    numbers = {key: data[key] for key in ("model", "sites", "colours") if key in data}
    attributes = model.ATTRIBUTES | {"units": "1"} | numbers
    return xr.Dataset(
        {"configurations": (("seed", "sample", model.DIMENSION), rows, attributes)}, {"seed": np.arange(len(seeds))}
    )


def _rows(model, data, seed):
    """Stored rows of one data set."""
    if data["sampling"] == "file":
        values = user_file.read(data["path"], data["samples"], data["sites"], data.get("colours"))
        return np.concatenate([model.encode(values[row : row + ROWS]) for row in range(0, len(values), ROWS)])
    sampler = model.symmetrised if data["sampling"] == "symmetrised" else model.sample
    return sampler(data, data["samples"], seed)


def sample(law, samples, seed=0):
    """Independent configurations (samples, sites) of a law, a block {model, sites, beta, ...} as in a config's `data`.

    Spins int8 in {-1, +1}, or colours uint8. More samples of the same seed begin with the same ones.
    """
    model = MODELS[law["model"]]
    return model.decode(model.sample(law, samples, seed), law["sites"])


def configurations(dataset):
    """The configurations of `draw` as numbers to calculate with.

    A Dataset with `configurations` (seed, sample, site): spins int8 in {-1, +1}, or colours uint8 in 0 ... q-1.
    """
    stored = dataset["configurations"]
    values = MODELS[stored.attrs["model"]].decode(stored.values, stored.attrs["sites"])
    attributes = {"long_name": "configurations", "units": "1"}
    attributes |= {key: stored.attrs[key] for key in ("model", "sites", "colours") if key in stored.attrs}
    return xr.Dataset({"configurations": (("seed", "sample", "site"), values, attributes)}, {"seed": dataset["seed"]})


def training_rows(dataset, index):
    """Rows of run `index` as training reads them, read now if the Dataset of `draw` was opened lazily.

    Packed spins (B, words) uint64, or colours (B, N) uint8. A single data set is that of all runs.
    """
    stored = dataset["configurations"]
    return MODELS[stored.attrs["model"]].training_rows(stored[_set_of(stored, index)].values)


def first_configurations(dataset, index, number):
    """The first `number` configurations of run `index`, as numbers: spins int8 in {-1, +1}, or colours uint8."""
    some = dataset.isel(seed=[_set_of(dataset["configurations"], index)], sample=slice(number))
    return configurations(some)["configurations"].values[0]


def _set_of(stored, index):
    return index if stored.sizes["seed"] > 1 else 0


def is_sampled(data):
    """Whether the law of the data is known, so that new configurations can be drawn from it."""
    return "beta" in data


def held_out(data, samples, seed):
    """Configurations (samples, N) of the same distribution that no training set of this seed contains.

    Spins int8 in {-1, +1}, or colours uint8: independent ones of the law, or, where no beta is known, those that follow
    the first data.samples in the user's file, whatever the seed. Raises UserFileError for such a file.
    """
    if not is_sampled(data):
        first = data["samples"]
        return user_file.read(data["path"], samples, data["sites"], data.get("colours"), first)
    model = MODELS[data["model"]]
    return model.decode(model.sample(data, samples, seed, TEST_ROWS), data["sites"])
