"""Kind `replicas`: replicas of a large machine of 0/1 units, trained together on images by `rbm.dense`."""

from collections.abc import Mapping
from pathlib import Path

import xarray as xr

from placecells.io import store
from placecells.kinds.kind import RUN, Kind


def needs(cell: Mapping) -> list[str]:
    """The files of the runs, one for each replica."""
    return [RUN]


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Dataset with the records of all replicas: see `rbm.dense.records.to_dataset`."""
    return xr.concat([store.read(file) for file in files[RUN]], "seed", data_vars="minimal", join="exact")


KIND = Kind(run=run, needs=needs)
