"""The cell table: one row per point of every experiment's grid, the full product in the order given."""

import itertools
from copy import deepcopy
from decimal import Decimal

import pandas as pd


def cells(config: dict, experiment: str | None = None) -> pd.DataFrame:
    """The cells of one experiment, or of all (a coordinate that an experiment lacks is NaN).

    config: as `load` returns it. The index is `{experiment}/{cell}`; the columns are experiment, cell (its
    name), a coordinate per grid key, named by the key's last component (beta, samples, ...), and config (the
    cell as a dict).
    """
    rows = []
    for name in config["experiments"] if experiment is None else [experiment]:
        for point in points(block := config["experiments"][name]):
            coordinates = {leaf(key): value for key, value in point.items()}
            row = {"experiment": name, "cell": cell_name(point), **coordinates, "config": at(block, point)}
            rows.append(row)
    # objects: a column that is absent elsewhere must not turn the integers of `samples` into floats
    table = pd.DataFrame(rows, dtype=object if experiment is None else None)
    table.index = pd.Index([f"{row['experiment']}/{row['cell']}" for row in rows], name="key")
    return table


def points(block: dict) -> list[dict]:
    """The points of an experiment's grid as {dotted key: value}; one empty point without a grid."""
    grid = block.get("grid", {})
    return [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]


def at(block: dict, point: dict) -> dict:
    """The cell at a grid point: the experiment's block with the point's values in it, without the grid."""
    cell = insert(block, point)
    cell.pop("grid", None)
    return complete(cell)


def insert(block: dict, point: dict) -> dict:
    """A copy of the block with values at dotted keys; parts that are no mapping stay for the schema."""
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
    """The block with what follows from other keys: `samples` from `sites` and `alpha`, `chains` from `batch`, no
    `gibbs` in the exact phases, `theta` of double wells."""
    data = block.get("data", {})
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
    """`beta0.5_samples100`: the keys' last components, each with its value; `single` without a grid."""
    return "_".join(leaf(key) + shortest(value) for key, value in point.items()) or "single"


def shortest(value: float | str) -> str:
    """A number's shortest decimal form, without exponent: 1e-05 is 0.00001, 1.0 is 1. Names stay."""
    if isinstance(value, str):
        return value
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def leaf(key: str) -> str:
    """The last component of a dotted key: what a grid's coordinate is called."""
    return key.rpartition(".")[2]
