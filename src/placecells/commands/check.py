"""Whether NetCDF files of this project are whole, what made them, and whether their inputs are as they were."""

import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from placecells.io import store
from placecells.io.checksum import file_checksum
from placecells.jobs.version import code_version


class Checked(NamedTuple):
    """What was found in one file."""

    lines: list[str]
    is_good: bool  # whole, and no input that is there has changed


def files(path: Path) -> list[Path]:
    """The file itself; of a folder all datasets and runs in it, whether it is a results folder or a part of one."""
    return [path] if path.is_file() else sorted(path.rglob("*.nc"))


def check(path: Path) -> Checked:
    """Read a file with all its checksums; nothing is changed, a damaged file is not renamed either."""
    damage = store.damage_of(path.read_bytes())
    if damage is not None:
        return Checked([f"{path}: damaged ({damage}); the next run that needs it makes it anew"], False)
    about = store.attributes(path)
    if store.CHECKSUM not in about:
        return Checked([f"{path}: not written by this project"], False)
    lines = [f"{path}: whole"]
    if "code_version" in about:
        made, now = about["code_version"], code_version()
        lines.append(f"  code {made}" + ("" if made == now else f", this checkout is {now}"))
    lines += [f"  {line}" for line in _packages(about)]
    inputs = json.loads(about.get("inputs", "{}"))
    same, changed, gone = _compared(path, inputs)
    if inputs:
        lines.append(f"  inputs: {same} as they were, {len(changed)} changed, {gone} not here")
        lines += [f"  changed: {one}" for one in changed]
    return Checked(lines, not changed)


def _packages(about: dict) -> Iterator[str]:
    """Packages that were of another version."""
    for name, then in json.loads(about.get("packages", "{}")).items():
        if name != "python" and then != (now := version(name)):
            yield f"{name} {then}, installed is {now}"


def _compared(path: Path, inputs: dict[str, str]) -> tuple[int, list[Path], int]:
    """Numbers of inputs with the same checksum, those with another one, and the number of those that are not there.

    An input is named by its path from the working directory, or by its name alone: then it lies in the run folder or
    the folder of datasets of the same results.
    """
    same, changed, gone = 0, [], 0
    for name, checksum in inputs.items():
        places = [Path(name), *_beside(path, name)]
        found = next((place for place in places if place.is_file()), None)
        if found is None:
            gone += 1
        elif file_checksum(found) == checksum:
            same += 1
        else:
            changed.append(found)
    return same, changed, gone


def _beside(path: Path, name: str) -> Iterator[Path]:
    results = path.parent.parent
    yield path.parent / Path(name).name
    yield from sorted((results / "runs" / path.stem).glob(f"*/{Path(name).name}"))[:1]
