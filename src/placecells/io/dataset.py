"""Write the measured cells of one experiment to a file, as one dataset."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import xarray as xr

from placecells.io import store
from placecells.io.combine import combine


def write(cells: Sequence[xr.Dataset], coordinates: str, config: str, path: str, inputs: Iterable = ()) -> None:
    """Combine the measured cells, in the order of the grid, and store the dataset at `path` with its provenance.

    coordinates: the cells' grid coordinates, as JSON. config: the experiment's block, as JSON. inputs: files that the
    cells were computed from. Raises CombineError, and StoreError where the file cannot be written.
    """
    dataset = combine(list(zip(json.loads(coordinates), cells, strict=True)))
    store.write(dataset, Path(path), store.provenance(json.loads(config), inputs))
