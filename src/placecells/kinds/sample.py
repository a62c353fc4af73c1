"""Kind `sample`: configurations of a law, drawn or read from a user's file; nothing is trained."""

from collections.abc import Mapping
from pathlib import Path

import xarray as xr

from placecells.data.draw import configurations
from placecells.io import store
from placecells.kinds.kind import DATA, Kind


def needs(cell: Mapping) -> list[str]:
    """The drawn data."""
    return [DATA]


def run(cell: dict, seeds: list[dict], files: Mapping[str, Path]) -> xr.Dataset:
    """`configurations` (seed, sample, site): spins int8 of -1 and +1, or colours uint8 of 0 ... q-1."""
    return configurations(store.read(files[DATA]))


KIND = Kind(run=run, needs=needs)
