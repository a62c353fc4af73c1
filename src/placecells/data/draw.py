"""Data of a cell: the training set of every run, and held-out samples, on which no run trains.

A data model is a module for one law. The module has the functions `sample`, `symmetrised`, `encode`, `decode` and
`training_rows`; its constants DIMENSION and ATTRIBUTES say how files hold a configuration. A row is one configuration
in the form that files hold: packed spins, or colours.
"""

import numpy as np

from placecells.io import user_file

TEST_ROWS = 2**40  # number of the first held-out sample in the endless sequence of a seed, beyond any training set
ROWS = 10_000  # configurations of a user's file that are encoded at once


def model_of(name):
    """The module of a data model, such as "ising". Raises KeyError for a name that no model has."""
    from placecells.data import ising, torus, xy  # here, because loading the compiled samplers takes half a second

    return {"ising": ising, "xy": xy, "torus": torus}[name]


def draw(data, seeds):
    """One training set per entry of `seeds`, drawn from the law or read from a user's file.

    data: the cell's block {model, sites, beta, samples, sampling, path, ...}. Returns a Dataset with the variable
    `configurations`, uint8: packed spins (seed, sample, byte), or colours (seed, sample, site); the attributes of the
    variable say which. Raises UserFileError for a file that does not hold what `data` says.
    """
    import xarray as xr  # here, because the jobs that train do without it

    model = model_of(data["model"])
    rows = np.stack([_rows(model, data, seed) for seed in seeds])
    numbers = {key: data[key] for key in ("model", "sites", "colours") if key in data}
    attributes = model.ATTRIBUTES | {"units": "1"} | numbers
    return xr.Dataset(
        {"configurations": (("seed", "sample", model.DIMENSION), rows, attributes)}, {"seed": np.arange(len(seeds))}
    )


def _rows(model, data, seed):
    """The rows of one training set: packed spins (samples, bytes) uint8, or colours (samples, sites) uint8."""
    if data["sampling"] == "file":
        values = user_file.read(data["path"], data["samples"], data["sites"], data.get("colours"))
        return np.concatenate([model.encode(values[row : row + ROWS]) for row in range(0, len(values), ROWS)])
    sampler = model.symmetrised if data["sampling"] == "symmetrised" else model.sample
    return sampler(data, data["samples"], seed)


def sample(law, samples, seed=0):
    """Independent samples (samples, sites) of a law: spins -1/+1 int8, or colours 0 ... q-1 uint8.

    law: a block {model, sites, beta, ...} as `data` in the config. A larger number of samples of the same seed begins
    with the same samples. Raises ValueError for numbers that give no law, such as a negative beta.
    """
    model = model_of(law["model"])
    return model.decode(model.sample(law, samples, seed), law["sites"])


def configurations(dataset):
    """The Dataset of `draw`, decoded: a Dataset with the variable `configurations` (seed, sample, site).

    The values are spins -1/+1 int8, or colours 0 ... q-1 uint8.
    """
    import xarray as xr

    stored = dataset["configurations"]
    values = model_of(stored.attrs["model"]).decode(stored.values, stored.attrs["sites"])
    attributes = {"long_name": "configurations", "units": "1"}
    attributes |= {key: stored.attrs[key] for key in ("model", "sites", "colours") if key in stored.attrs}
    return xr.Dataset({"configurations": (("seed", "sample", "site"), values, attributes)}, {"seed": dataset["seed"]})


def training_rows(dataset, index):
    """Training set number `index` in the form that training reads.

    dataset: as from `draw`. Returns packed spins (B, words) uint64, or colours (B, N) uint8.
    """
    stored = dataset["configurations"]
    return model_of(stored.attrs["model"]).training_rows(stored[index].values)


def training_set(data, seed):
    """The training set of a run in the form that training reads, see `training_rows`.

    data: the cell's block `data`. seed: seeds["data"] of the run. No file holds training sets: drawing one again takes
    less time than starting a job that would read it. Raises UserFileError as `draw` does.
    """
    model = model_of(data["model"])
    return model.training_rows(_rows(model, data, seed))


def first_configurations(data, seed, number):
    """The first `number` samples (number, site) of the training set of a run: spins -1/+1 int8, or colours uint8.

    data, seed: as for `training_set`. Where the training set has fewer samples, all of them are returned.
    """
    begin_alike = data["sampling"] != "symmetrised"  # a larger training set begins with the same samples
    some = data | {"samples": min(number, data["samples"])} if begin_alike else data
    return configurations(draw(some, [seed]))["configurations"].values[0, :number]


def is_sampled(data):
    """Whether new samples can be drawn: the law of a cell's block `data` is known where the block has a beta."""
    return "beta" in data


def held_out(data, samples, seed):
    """Held-out samples (samples, N) of the law of the training sets: spins -1/+1 int8, or colours uint8.

    Where the law is known the samples are drawn, and no training set of this seed contains them. Otherwise the samples
    are those that follow the first data.samples configurations in the user's file, and the seed has no effect; then
    UserFileError is raised for a file with too few configurations, or with others than `data` says.
    """
    if not is_sampled(data):
        first = data["samples"]
        return user_file.read(data["path"], samples, data["sites"], data.get("colours"), first)
    model = model_of(data["model"])
    return model.decode(model.sample(data, samples, seed, TEST_ROWS), data["sites"])
