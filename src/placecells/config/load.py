"""Load a config: read its files, merge them, resolve `like`, validate last."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

from placecells.config.experiment import check_experiment
from placecells.config.merge import merge_files, resolve
from placecells.config.read import ConfigError, Loader, dotted, guess, read, refuse, show
from placecells.config.validate import check, fill

__all__ = ["ConfigError", "load"]

NAME = re.compile(r"[a-z][A-Za-z0-9_]{0,99}")
MODULES = {
    "figures": "def draw(",
    "claims": "CLAIMS",
}  # packages, and how a line begins that makes a module one of them
OTHER = re.compile(r"[^A-Za-z0-9_./-]")  # what no folder of results may have in its name
OWN = ("benchmarks", "config", "docs", "logs", "profiles", "src", "tests", "workflow")
MADE = ("data", "runs", "datasets", "figures", "claims", "report", "jobs")  # folders inside a folder of results


def load(paths: Sequence[Path], schemas: Path) -> dict:
    """The config in `paths` (the base first, then scales laid over it), ready for `cells`.

    schemas: the folder of config.schema.yaml and of one <kind>.schema.yaml per kind of experiment.
    Returns {"results", "checkpoint", "experiments", "figures", "claims"}: `like` resolved, defaults filled, numbers
    canonical, `alpha` turned into `samples`. Raises ConfigError, whose text is one sentence.
    """
    merged: dict = {}
    for path in paths:
        merged = merge_files(merged, read(path))
    kinds = dict(_schemas(Path(schemas)))
    top = kinds.pop("config")
    check(merged, top, str)
    config = fill(merged, top)
    config["results"] = _folder(config["results"])
    for part in ("experiments", "figures", "claims"):
        _check_names(part, config[part])
    for name, block in resolve(config["experiments"]).items():
        if "kind" not in block:
            raise ConfigError(f"experiments.{name}.kind is missing; allowed is one of {', '.join(kinds)}")
        if block["kind"] not in kinds:
            known = f"one of {', '.join(kinds)}{guess(block['kind'], kinds)}"
            refuse(f"experiments.{name}.kind", block["kind"], known)
        config["experiments"][name] = check_experiment(name, block, kinds[block["kind"]])
    for part in ("figures", "claims"):
        for name, block in config[part].items():
            _check_module(part, name)
            _check_references(f"{part}.{name}", block["experiments"], config["experiments"])
    return config


def _folder(results: str) -> str:
    """The folder of the results in its one spelling: `./a//b/` is `a/b`. Raises ConfigError."""
    parts = [part for part in results.split("/") if part not in ("", ".")]
    other = OTHER.search(results)
    taken = next((part for part in parts[1:] if parts[0].lower() == "results" and part.lower() in MADE), None)
    if results.startswith(("/", "~")):
        but = "it is no path relative to the working directory"
    elif other:
        but = f"it has the character {other.group()!r}"
    elif ".." in parts:
        but = "its .. may leave the working directory"
    elif not parts:
        but = "it names no folder"
    elif hidden := next((part for part in parts if part.startswith(".")), None):
        but = f"{hidden} is a hidden folder"
    elif taken:
        but = f"the pipeline makes folders called {taken} in a folder of results"
    elif parts[0] in OWN:
        but = f"{parts[0]} is a folder of the project's own"
    else:
        return "/".join(parts)
    refuse("results", results, "a relative folder of letters, digits, _, -, ., / and no ..", but)


@cache
def _schemas(folder: Path) -> tuple[tuple[str, dict], ...]:
    """(kind, schema) of every schema in the folder, in the order of their names."""
    ending = ".schema.yaml"
    files = sorted(folder.glob("*" + ending))
    return tuple((file.name.removesuffix(ending), yaml.load(file.read_text("utf-8"), Loader=Loader)) for file in files)


def _check_names(part: str, blocks: dict) -> None:
    for name in blocks:
        if not NAME.fullmatch(name):
            allowed = "a small letter, then letters, digits and _, 100 characters at most"
            raise ConfigError(f"{part}.{dotted([name])} has the name {show(name)}; allowed is {allowed}")


def _check_module(part: str, name: str) -> None:
    """Whether the package of the figures, or of the claims, has a module of this name that the workflow can use."""
    folder, line = Path(__file__).parents[1] / part, f"\n{MODULES[part]}"
    if not (file := folder / f"{name}.py").is_file() or line not in file.read_text("utf-8"):
        known = [file.stem for file in sorted(folder.glob("*.py")) if line in file.read_text("utf-8")]
        only = ", ".join(known) + guess(name, known)
        raise ConfigError(f"{part}.{name} has no module in src/placecells/{part}; allowed are {only}")


def _check_references(key: str, names: list[str], experiments: dict) -> None:
    for index, name in enumerate(names):
        if name not in experiments:
            known = f"an experiment of this config: {', '.join(experiments)}{guess(name, experiments)}"
            refuse(f"{key}.experiments[{index}]", name, known)
