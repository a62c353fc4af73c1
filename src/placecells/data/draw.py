"""Data of a cell: which rows every run of it is trained on."""

import numpy as np
import xarray as xr

from placecells.data import ising
from placecells.data.packing import unpack, words_from_bytes

TEST_ROWS = 2**40  # held-out rows of the endless data set begin here, far beyond any training set

SAMPLERS = {"independent": ising.sample, "symmetrised": ising.symmetrised}


def draw(data, seeds):
    """Training configurations, one data set per entry of `seeds`.

    data: the cell's block {model, sites, beta, samples, sampling}. Returns a Dataset with `configurations`
    (seed, sample, byte) uint8, packed as its attributes say.
    """
    sampler = SAMPLERS[data["sampling"]]
    rows = np.stack([sampler(data["sites"], data["beta"], data["samples"], seed) for seed in seeds])
    attributes = {
        "long_name": "configurations, one bit a spin",
        "units": "1",
        "sites": data["sites"],
        "bit_order": "little",
        "spin_of_bit": "1 is +1, 0 is -1; bits beyond `sites` are 0",
        "decode": "numpy.unpackbits(row, count=sites, bitorder='little') * 2 - 1",
    }
    return xr.Dataset(
        {"configurations": (("seed", "sample", "byte"), rows, attributes)}, {"seed": np.arange(len(seeds))}
    )


def spins(dataset):
    """The configurations of `draw` unpacked: a Dataset with `configurations` (seed, sample, site) int8."""
    packed = dataset["configurations"]
    values = unpack(packed.values, packed.attrs["sites"])
    attributes = {"long_name": "configurations", "units": "1"}
    return xr.Dataset({"configurations": (("seed", "sample", "site"), values, attributes)}, {"seed": dataset["seed"]})


def training_words(dataset, index):
    """Rows (B, words) uint64 of one seed of the Dataset of `draw`, read now if it was opened lazily."""
    return words_from_bytes(dataset["configurations"][index].values)


def held_out(data, samples, seed):
    """Independent spins (samples, N) int8 of the same distribution that no training set of this seed contains."""
    rows = np.empty((samples, -(-data["sites"] // 64)), np.uint64)
    ising.fill_rows(rows, data["sites"], ising.ring_law(data["sites"], data["beta"]), np.uint64(seed), TEST_ROWS)
    return unpack(rows.astype("<u8").view(np.uint8), data["sites"])
