"""Common parts of the kinds that start from the dataset of another experiment, which their key `of` names.

Such a kind has a function `measure`, which is called at every point of the other experiment's grid and gives the
dataset of that point. The datasets of all points are then combined: the result has the grid of the other experiment.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import xarray as xr

from placecells.config.cells import at, coordinate, leaf, points
from placecells.data.draw import held_out
from placecells.io import store
from placecells.io.combine import combine
from placecells.io.user_array import UserFileError
from placecells.kinds.kind import Kind, dataset_of


class SourceError(ValueError):
    """The dataset of the other experiment lacks what a kind needs; the message is one sentence."""


class Source(NamedTuple):
    """One point of the grid of the experiment that a kind starts from."""

    experiment: str  # its name
    cell: dict  # the config of the point: data, machine, training, ...
    dataset: xr.Dataset  # of the point, with the records that it has

    def fresh(self, samples: int, seed: int) -> np.ndarray:
        """Held-out samples (sample, site) of the law of the training set, spins -1/+1 int8.

        Where the training set comes from a user's file and the law is not known, the samples are the configurations
        that follow the training set in the file. Raises UserFileError where the file holds too few.
        """
        return held_out(self.cell["data"], samples, seed)

    def one_unit(self) -> None:
        """Raise SourceError unless the machine has one hidden unit."""
        if (hidden := self.dataset.sizes["hidden"]) != 1:
            raise SourceError(f"{self.experiment} has {hidden} hidden units, but this kind is for one")


def source_kind(
    measure: Callable[[dict, Source, Sequence[int]], xr.Dataset],
    variables: tuple[str, ...] = ("weights",),
    check: Callable[[Source], None] | None = None,
) -> Kind:
    """The kind whose cells are what `measure` gives at every point of the grid of the experiment `of`.

    measure: function of the cell, of the `Source` and of one seed (an integer) per run of the cell. variables: what the
    dataset of the other experiment must have. check: raises SourceError for an experiment that the kind cannot use; by
    default its machines must have spins, -1/+1 hidden units and no external fields.
    """
    accepts = check or _check_machine

    def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
        [file] = files[dataset_of(cell["of"])]
        whole = store.read(file)
        starts = [own["weights"] for own in seeds]
        made = []
        for place, source in _points(cell["of"], whole, variables):
            accepts(source)
            measured = measure(cell, source, starts)
            scalars = {name: value for name, value in source.dataset.coords.items() if not value.ndim}
            made.append((place, measured.assign_coords(scalars)))
        return combine(made)

    return Kind(run=run, needs=lambda cell: [dataset_of(cell["of"])], errors=(SourceError, UserFileError))


def _points(name: str, whole: xr.Dataset, variables: tuple[str, ...]) -> Iterator[tuple[dict, Source]]:
    """The coordinates and the `Source` of every point of the grid of a dataset."""
    missing = [variable for variable in variables if variable not in whole]
    if missing:
        raise SourceError(
            f"the dataset of {name} has no {', '.join(missing)}: add what gives it to its record.quantities"
        )
    block = json.loads(whole.attrs["config"])
    for point in points(block):
        place = {leaf(key): coordinate(value) for key, value in point.items()}
        part = whole.sel(place)
        if "update" in part.coords:  # the points of a grid may have different numbers of records
            part = part.isel(record=part["update"].notnull().values)
        yield place, Source(name, at(block, point), part)


def _check_machine(source: Source) -> None:
    """Raise SourceError unless the machine has visible and hidden spins and no external fields."""
    data, machine = source.cell["data"], source.cell["machine"]
    checked = (
        ("data.model", data["model"], "ising"),
        ("machine.unit", machine["unit"], "spin"),
        ("machine.fields", machine["fields"], "zero"),
    )
    for key, found, expected in checked:
        if found != expected:
            raise SourceError(f"{source.experiment} has {key} {found!r}, but this kind is for {expected!r}")
