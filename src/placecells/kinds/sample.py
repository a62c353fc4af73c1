"""Kind `sample`: configurations that are drawn from a law or read from a user's file. Nothing is trained."""

from collections.abc import Mapping
from pathlib import Path

import xarray as xr

from placecells.data.draw import configurations
from placecells.io import store
from placecells.kinds.kind import DATA, Kind


def needs(cell: Mapping) -> list[str]:
    """The file of the cell's data."""
    return [DATA]


def run(cell: dict, seeds: list[dict], files: Mapping[str, Path]) -> xr.Dataset:
    """Dataset with `configurations` (seed, sample, site): spins -1 and +1 as int8, or colours 0 ... q-1 as uint8."""
    return configurations(store.read(files[DATA]))


KIND = Kind(run=run, needs=needs)
