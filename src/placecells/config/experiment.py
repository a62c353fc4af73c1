"""Validate one experiment at every grid point: first its schema, then the rules that tie keys together."""

import math
from collections.abc import Callable

from placecells.config.cells import at, cell_name, complete, insert, leaf, points
from placecells.config.files import samples_from_file
from placecells.config.merge import NO_SECTIONS
from placecells.config.read import ConfigError, dotted, guess, refuse, show
from placecells.config.rules import check_cell
from placecells.config.seeds import STREAMS
from placecells.config.validate import check, fill, leaves

MOST_CELLS = 10_000
LONGEST_NAME = 200  # characters of a cell's name: it becomes a file's name
DIMENSIONS = {"seed", "record", "hidden", "site", "colour"}  # of every dataset: a grid's coordinate needs another name

KeyOf = Callable[[str], str]


def check_experiment(name: str, block: dict, schema: dict) -> dict:
    """The experiment with defaults, canonical numbers, and `samples` in place of `alpha`. Raises ConfigError.

    block: the experiment after merging, without `like`. The result lacks those values of the block that its grid sets.
    """
    grid = block.get("grid", {})

    def key_of(key: str) -> str:
        inside = "grid." if isinstance(grid, dict) and key in grid else ""
        return f"experiments.{name}.{inside}{key}"

    known = leaves(schema)
    _check_grid(grid, schema, key_of)
    for key, values in grid.items():
        for value in values:
            check(value, known[key], lambda _, key=key: key_of(key))
    check(insert(block, points(block)[0]), schema, key_of)
    block = fill(insert(block, points(block)[0]), schema)
    block["grid"] = {key: [fill(value, known[key]) for value in values] for key, values in grid.items()}
    _check_distinct(block["grid"], key_of)
    _samples_from_alpha(block, key_of)
    samples_from_file(block, key_of)
    grid = block["grid"]
    _check_distinct(grid, key_of)  # two alphas may mean one number of samples
    _unshadowed(complete(_unshadowed(block)))
    for point in points(block):
        _check_point(block, point, key_of)
    if "vary" in block:
        block["vary"].sort(key=STREAMS.index)
    return block


def _check_grid(grid: object, schema: dict, key_of: KeyOf) -> None:
    if isinstance(grid, dict):
        _check_keys(grid, schema, key_of)
    check(grid, schema["properties"]["grid"], lambda key: key_of("grid") + ("." + key if key else ""))
    cells = math.prod(len(values) for values in grid.values())
    if cells > MOST_CELLS:
        raise ConfigError(f"{key_of('grid')} has {cells:_} points; allowed are {MOST_CELLS:_}")


def _check_keys(grid: dict, schema: dict, key_of: KeyOf) -> None:
    """Refuse keys that a grid cannot vary, and two keys whose coordinates would have the same name."""
    known = [key for key in leaves(schema) if _can_vary(key) and leaf(key) not in DIMENSIONS]
    for key, values in grid.items():
        if leaf(key) in DIMENSIONS:
            but = f"{leaf(key)} is a dimension of every dataset already"
            refuse(f"{key_of('grid')}.{dotted([key])}", values, "an experiment per value instead", but)
        if key not in known:
            refuse(f"{key_of('grid')}.{dotted([key])}", values, f"a key from {', '.join(known)}{guess(key, known)}")
    _check_coordinates(grid, key_of)


def _can_vary(key: str) -> bool:
    section, _, rest = key.partition(".")
    return bool(rest) and section not in NO_SECTIONS


def _check_coordinates(grid: dict, key_of: KeyOf) -> None:
    """Refuse two keys with one last part, which names a coordinate, part of the cells' names and a table's column."""
    first_with: dict[str, str] = {}
    for key, values in grid.items():
        first = first_with.setdefault(leaf(key), key)
        if first != key:
            but = f"the grid has {first} too, and the last part of a key names the coordinate of its values"
            refuse(
                f"{key_of('grid')}.{dotted([key])}",
                values,
                "one of the two, with an experiment per value of the other",
                but,
            )


def _check_distinct(grid: dict, key_of: KeyOf) -> None:
    for key, values in grid.items():
        for value in values:
            if values.count(value) > 1:
                twice = f"has {show(value)} {values.count(value)} times"
                refuse(key_of(key), values, "each value once", twice)


def _check_point(block: dict, point: dict, key_of: KeyOf) -> None:
    if len(cell_name(point)) > LONGEST_NAME:
        refuse(key_of("grid"), point, f"a point whose cell name has at most {LONGEST_NAME} characters")
    cell = at(block, point)
    if "training.gibbs" in point and "gibbs" not in cell["training"]:
        phase = f"training.negative is {show(cell['training']['negative'])}"
        refuse(key_of("training.gibbs"), point["training.gibbs"], "gibbs with pcd only", phase)
    if "machine.theta" in point and cell["machine"].get("theta_learned") and "weights" in cell["record"]["quantities"]:
        but = "machine.theta_learned is true, and the learned theta is a variable of the dataset"
        refuse(key_of("machine.theta"), block["grid"]["machine.theta"], "an experiment per value instead", but)
    check_cell(cell, key_of)


def _unshadowed(block: dict) -> dict:
    """Drop from the block, in place, the values that its grid sets, and return the block."""
    for key in block["grid"]:
        *sections, last = key.split(".")
        part = block
        for section in sections:
            part = part.get(section, {})
        part.pop(last, None)
    return block


def _samples_from_alpha(block: dict, key_of: KeyOf) -> None:
    """Replace `alpha` by `samples`, in place, in the block and in its grid, which keeps its order."""
    data, grid = block.get("data", {}), block["grid"]
    given = [key for key in ("samples", "alpha") if key in data or f"data.{key}" in grid]
    if "alpha" not in given:
        return
    alpha = grid.get("data.alpha", data["alpha"])
    if "samples" in given:
        samples = f"data.samples is {show(grid.get('data.samples', data.get('samples')))}"
        refuse(key_of("data.alpha"), alpha, "one of the two", samples)
    if "data.sites" in grid:  # the number of samples differs between points: `at` computes it for each point
        for point in points(block):
            _count(point["data.sites"], point.get("data.alpha", alpha), key_of("data.alpha"))
        return
    del data["alpha"]
    if "data.alpha" in grid:
        counts = [_count(data["sites"], value, key_of("data.alpha")) for value in alpha]
        block["grid"] = {
            "data.samples" if key == "data.alpha" else key: counts if key == "data.alpha" else values
            for key, values in grid.items()
        }
    else:
        data["samples"] = _count(data["sites"], alpha, key_of("data.alpha"))


def _count(sites: int, alpha: float, key: str) -> int:
    """samples = sites / alpha. Raises ConfigError unless this is an integer to a relative accuracy of 1e-9."""
    samples = sites / alpha
    count = round(samples) if math.isfinite(samples) else 0
    if count < 1 or not math.isclose(samples, count, rel_tol=1e-9):
        but = f"{sites} sites / alpha is {samples:.6g}"
        refuse(key, alpha, "a value with data.samples = data.sites / alpha an integer >= 1", but)
    return count
