"""What a kind of experiment is, and where kinds are found: `placecells/kinds/` and the `kinds/` of every study.

A kind is a module with `KIND`, and a schema `<kind>.schema.yaml` beside it. The files of the schemas tell which kinds
there are; the module of a kind is imported where the kind is used.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import xarray as xr

from placecells.config import schemas

RUN = "run"


def nothing(cell: Mapping) -> list[str]:
    """`needs` of kinds whose cells are computed from their config alone: no file."""
    return []


def dataset_of(experiment: str) -> str:
    """The entry of `needs` that stands for the dataset of another experiment."""
    return f"datasets/{experiment}"


class Kind(NamedTuple):
    """How the cells of an experiment become datasets, which the workflow then combines along the experiment's grid.

    run: function of a cell, of the seeds of its runs (`config.seeds.run_seeds`), and of {need: paths} with the files
        that the cell needs; returns the cell's dataset.
    needs: function of a cell; returns what the cell needs beside its config: RUN, the files of its trained runs, one a
        seed; or `dataset_of` another experiment, which is one file.
    errors: exceptions whose text is a sentence for the user; any other exception is a fault of the code.
    """

    run: Callable[[dict, list[dict], Mapping[str, list[Path]]], xr.Dataset]
    needs: Callable[[Mapping], list[str]] = nothing
    errors: tuple[type[Exception], ...] = ()


def module_of(name: str) -> str:
    """Name of the module of a kind. Raises KeyError for an unknown kind."""
    folder = schemas.folders()[name]
    return ".".join(["placecells", *folder.relative_to(schemas.PACKAGE).parts, name])


def kind(name: str) -> Kind:
    """The kind of this name. Raises KeyError for an unknown kind."""
    return import_module(module_of(name)).KIND
