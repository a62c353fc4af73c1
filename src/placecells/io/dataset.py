"""Write the measured cells of one experiment to a file, as one dataset."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import xarray as xr

from placecells.io import store
from placecells.io.combine import combine
from placecells.jobs.version import code_version

CONVENTIONS = "CF-1.11, ACDD-1.3"  # cfconventions.org; ACDD names the attributes by which archives find a dataset
PAPERS = ("1912.12942", "1911.07662", "2503.21536")  # arXiv; the same as in CITATION.cff


def write(cells: Sequence[xr.Dataset], coordinates: str, config: str, path: str, inputs: Iterable = ()) -> None:
    """Combine the measured cells, in the order of the grid, and store the dataset at `path` with its provenance.

    coordinates: the cells' grid coordinates, as JSON. config: the experiment's block, as JSON. inputs: files that the
    cells were computed from. Raises CombineError, and StoreError where the file cannot be written.
    """
    dataset = combine(list(zip(json.loads(coordinates), cells, strict=True)))
    store.write(dataset, Path(path), described(path, config) | store.provenance(json.loads(config), inputs))


def described(path: str, config: str) -> dict[str, str]:
    """Global attributes by which an archive, and a stranger, find out what a dataset is, {name: text}.

    No date is among the attributes, because the same results are the same bytes whenever they are made.
    """
    kind, version = json.loads(config)["kind"], code_version()
    return {
        "Conventions": CONVENTIONS,
        "title": f"Experiment {Path(path).stem} of placecells, restricted Boltzmann machines on invariant data",
        "source": f"computed by placecells {version}, kind of experiment {kind}; the attribute config has all keys",
        "history": f"{Path(path).name} written by placecells {version} from the files in the attribute inputs",
        "references": " ".join(f"https://arxiv.org/abs/{number}" for number in PAPERS),
    }
