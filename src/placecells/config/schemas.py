"""The schemas of a config: one for the whole, and one for each kind of experiment.

A kind's schema lies beside its module, in `placecells/kinds/`, in a study's `kinds/`, or in a folder of these.
"""

from functools import cache
from pathlib import Path

import yaml

from placecells.config.merge import merge
from placecells.config.read import Loader

PACKAGE = Path(__file__).parents[1]
ENDING = ".schema.yaml"
SHARED = "shared.yaml"


@cache
def whole() -> dict:
    """The schema of a whole config."""
    return _read(Path(__file__).with_name(f"config{ENDING}"))


@cache
def of_kinds() -> dict[str, dict]:
    """{kind: schema}, in the order of the names, with the shared parts in place of every `$ref`."""
    return {kind: _expanded(_read(folder / f"{kind}{ENDING}"), _shared(folder)) for kind, folder in folders().items()}


@cache
def folders() -> dict[str, Path]:
    """{kind: the folder of its schema and its module}, in the order of the names."""
    places = [PACKAGE / "kinds", *PACKAGE.glob("studies/*/kinds")]
    files = [file for place in places for file in place.rglob(f"*{ENDING}")]
    return dict(sorted((file.name.removesuffix(ENDING), file.parent) for file in files))


@cache
def _shared(folder: Path) -> dict:
    """The parts that schemas of a folder may share: those of `placecells/kinds/`, and those of the folder itself."""
    files = [PACKAGE / "kinds" / SHARED, folder / SHARED]
    return {name: part for file in files if file.is_file() for name, part in _read(file)["$defs"].items()}


def _read(file: Path) -> dict:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=Loader)


def _expanded(schema: object, shared: dict) -> object:
    """A schema with the shared part in place of every `$ref: name`; keys beside `$ref` are laid over the part."""
    if isinstance(schema, list):
        return [_expanded(part, shared) for part in schema]
    if not isinstance(schema, dict):
        return schema
    own = {key: _expanded(part, shared) for key, part in schema.items() if key != "$ref"}
    return merge(shared[schema["$ref"]], own) if "$ref" in schema else own
