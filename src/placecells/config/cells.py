"""The cell table: one row per point of every experiment's grid, the full product in the order given."""

import hashlib
import itertools
import re
from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import pandas as pd

from placecells.io.digit_files import SITES

COORDINATES = {"hidden": "hidden_units"}  # of a grid's keys whose last part is the name of a dimension
PLAIN = re.compile(r"[A-Za-z0-9_-]+")  # text that may be part of a file's name
UNFIT = re.compile(r"[^A-Za-z0-9_-]")


def cells(config: dict, experiment: str | None = None) -> pd.DataFrame:
    """The cells of one experiment, or of all (a coordinate that an experiment lacks is NaN).

    config: as `load` returns it. The index is `{experiment}/{cell}`; the columns are experiment, cell (its
    name), a coordinate per grid key, named by `leaf` (beta, samples, ...), and config (the
    cell as a dict).
    """
    rows = []
    for name in config["experiments"] if experiment is None else [experiment]:
        for point in points(block := config["experiments"][name]):
            coordinates = {leaf(key): coordinate(value) for key, value in point.items()}
            row = {"experiment": name, "cell": cell_name(point), **coordinates, "config": at(block, point)}
            rows.append(row)
    # dtype object, because pandas turns integers into floats where an experiment lacks the column
    table = pd.DataFrame(rows, dtype=object if experiment is None else None)
    table.index = pd.Index([f"{row['experiment']}/{row['cell']}" for row in rows], name="key")
    return table


def points(block: dict) -> list[dict]:
    """The points of an experiment's grid as {dotted key: value}; one empty point without a grid."""
    grid = block.get("grid", {})
    return [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]


def at(block: dict, point: dict) -> dict:
    """The cell at a grid point: a copy of the experiment's block with the point's values, without the grid."""
    cell = insert(block, point)
    cell.pop("grid", None)
    return complete(cell)


def insert(block: dict, point: dict) -> dict:
    """A copy of the block with the values of `point` at their dotted keys.

    A part of the block that should be a mapping and is none stays as it is: the schema refuses it later.
    """
    block = deepcopy(block)
    for key, value in point.items():
        *sections, last = key.split(".")
        part = block
        for section in sections:
            part = part.setdefault(section, {}) if isinstance(part, dict) else None
        if isinstance(part, dict):
            part[last] = value
    return block


def complete(block: dict) -> dict:
    """Complete a block, in place, by values that follow from other keys, and return the block.

    `sites` of images from their source; `samples` from `sites` and `alpha`, which is removed; `chains` from `batch`; no
    `gibbs` with exact negative phases; `theta` of double wells.
    """
    data = block.get("data", {})
    if data.get("model") == "digits" and "source" in data:
        data["sites"] = SITES[data["source"]]
    if "alpha" in data and "sites" in data:
        data["samples"] = round(data["sites"] / data.pop("alpha"))
    training = block.get("training", {})
    if "batch" in training:
        training.setdefault("chains", training["batch"])
    if training.get("negative", "").startswith("exact-"):
        training.pop("gibbs", None)
    machine = block.get("machine", {})
    if machine.get("unit") == "double_well":
        machine.setdefault("theta", 0.0)
        machine.setdefault("theta_learned", False)
    return block


def cell_name(point: dict) -> str:
    """Name such as `beta0.5_samples100`: the coordinates of a point, each with its value; `single` without a grid."""
    return "_".join(leaf(key) + shortest(value) for key, value in point.items()) or "single"


def shortest(value: object) -> str:
    """A value as part of a file's name.

    A number in its shortest decimal form, without exponent (1e-05 is 0.00001, 1.0 is 1); `true` or `false`; a list as
    its entries with commas; a name as it is; a path as its last part and a digest.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(map(shortest, value))
    if isinstance(value, str):
        return value if PLAIN.fullmatch(value) else _of_path(value)
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _of_path(path: str) -> str:
    digest = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{UNFIT.sub('', Path(path).stem)[:40]}-{digest}"


def coordinate(value: object) -> object:
    """A grid's value as a coordinate of the dataset: lists become text, all else stays."""
    return shortest(value) if isinstance(value, list) else value


def leaf(key: str) -> str:
    """Name of a grid's coordinate: the last part of its dotted key, or that of COORDINATES."""
    last = key.rpartition(".")[2]
    return COORDINATES.get(last, last)
