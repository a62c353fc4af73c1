"""What a job that measures ends with: the cells of one experiment as one dataset in a file."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import xarray as xr

from placecells.io import store
from placecells.io.combine import combine


def write(cells: Sequence[xr.Dataset], coordinates: str, config: str, path: str, inputs: Iterable = ()) -> None:
    """Combine the measured cells, in the order of the grid, and store them with where they came from.

    coordinates: the cells' grid coordinates; config: the experiment's block; both JSON. inputs: files it was made of.
    """
    dataset = combine(list(zip(json.loads(coordinates), cells, strict=True)))
    store.write(dataset, Path(path), store.provenance(json.loads(config), inputs))
