"""Kind `sample`: configurations that are drawn from a law or read from a user's file. Nothing is trained."""

from collections.abc import Mapping
from pathlib import Path

import xarray as xr

from placecells.data.draw import configurations, draw
from placecells.io.user_array import UserFileError
from placecells.kinds.kind import Kind


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Dataset with `configurations` (seed, sample, site): spins -1 and +1 as int8, or colours 0 ... q-1 as uint8.

    One training set a seed, or a single one where all seeds have the same.
    """
    distinct = list(dict.fromkeys(own["data"] for own in seeds))
    return configurations(draw(cell["data"], distinct[:1] if cell["data"]["sampling"] == "file" else distinct))


KIND = Kind(run=run, errors=(UserFileError,))
