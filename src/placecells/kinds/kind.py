"""What a kind of experiment is, and where kinds are found: `placecells/kinds/` and the `kinds/` of every study.

A kind is a module with `KIND`, and a schema `<kind>.schema.yaml` beside it. Modules are found by the files of their
schemas, and imported when they are asked for.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import xarray as xr

from placecells.config import schemas

DATA, RUN = "data", "run"


def nothing(cell: Mapping) -> list[str]:
    """A cell that is computed from its config alone needs no file."""
    return []


def dataset_of(experiment: str) -> str:
    """What `needs` gives for the dataset of another experiment."""
    return f"datasets/{experiment}"


class Kind(NamedTuple):
    """How the cells of an experiment become datasets, which the workflow then combines along the experiment's grid.

    run: a function of a cell, of the seeds of its runs (`config.seeds.run_seeds`), and of {need: path} of what it
        needs; it returns the cell's dataset.
    needs: what a cell needs beside its config: DATA, the file of its drawn data; RUN, the file of its trained runs; or
        `dataset_of` another experiment.
    errors: exceptions whose text is a sentence for the user; any other is a fault of the code.
    """

    run: Callable[[dict, list[dict], Mapping[str, Path]], xr.Dataset]
    needs: Callable[[Mapping], list[str]] = nothing
    errors: tuple[type[Exception], ...] = ()


def module_of(name: str) -> str:
    """The module of a kind. Raises KeyError for an unknown kind."""
    folder = schemas.folders()[name]
    return ".".join(["placecells", *folder.relative_to(schemas.PACKAGE).parts, name])


def kind(name: str) -> Kind:
    """The kind of this name."""
    return import_module(module_of(name)).KIND
