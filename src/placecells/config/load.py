"""Load a config: read its files, merge them, resolve `like`, validate last."""

import re
from collections.abc import Sequence
from pathlib import Path

from placecells import study
from placecells.config import schemas
from placecells.config.experiment import check_experiment
from placecells.config.merge import merge_files, resolve
from placecells.config.read import ConfigError, dotted, guess, read, refuse, show
from placecells.config.rules import check_sources, with_dependents
from placecells.config.studies import joined, of_study
from placecells.config.validate import check, fill

__all__ = ["ConfigError", "load"]

NAME = re.compile(r"[a-z][A-Za-z0-9_]{0,99}")
OTHER = re.compile(r"[^A-Za-z0-9_./-]")  # characters that no folder of results may have in its name
OWN = ("benchmarks", "config", "docs", "logs", "profiles", "src", "tests", "workflow")
MADE = ("data", "runs", "datasets", "figures", "claims", "report", "jobs")  # made inside every folder of results


def load(paths: Sequence[Path], studies: Sequence[Path] = ()) -> dict:
    """The config in `paths` (the base first, then scales laid over it) and in the files of further studies.

    Returns {"scale", "results", "seed", "checkpoint", "experiments", "leave_out", "figures"}, with `like` resolved,
    defaults filled in, canonical numbers, `samples` in place of `alpha`, and without the experiments of `leave_out` and
    those that start from their datasets. Raises ConfigError, whose text is one sentence.
    """
    base, *scales = [read(path) for path in paths]
    merged, left_out = base, []
    for path in studies:
        own = of_study(path, [scale.get("scale") for scale in scales])
        left_out += own.get("leave_out", [])
        merged = joined(merged, own, path)
    for scale in scales:
        merged = merge_files(merged, scale)
    _check_old_keys(merged)
    check(merged, schemas.whole(), str)
    config = fill(merged, schemas.whole())
    config["results"] = _folder(config["results"])
    config.setdefault("scale", "paper" if config["results"] == "results" else Path(config["results"]).name)
    for part in ("experiments", "figures"):
        _check_names(part, config[part])
    config["leave_out"] += left_out
    _check_references("leave_out", config["leave_out"], config["experiments"])
    resolved = resolve(config["experiments"])
    not_made = with_dependents(config["leave_out"], resolved)
    config["experiments"] = {
        name: _checked(name, block, config["seed"]) for name, block in resolved.items() if name not in not_made
    }
    check_sources(resolved)
    known = study.figures()
    for name, block in config["figures"].items():
        if name not in known:
            only = ", ".join(known) + guess(name, known)
            raise ConfigError(f"figures.{name} has no module in a study's folder figures/; allowed are {only}")
        _check_references(f"figures.{name}.experiments", block["experiments"], resolved)
        block["experiments"] = _made(name, block["experiments"], not_made)
    return config


def _check_old_keys(merged: dict) -> None:
    if "claims" in merged:
        but = "the datasets that claims need follow from the claims"
        refuse(
            "claims", merged["claims"], "the key leave_out instead, with the experiments that a scale does without", but
        )


def _checked(name: str, block: dict, seed: int) -> dict:
    """A resolved experiment after all checks, with the config's seed unless that is 0. Raises ConfigError."""
    kinds = schemas.of_kinds()
    if "kind" not in block:
        raise ConfigError(f"experiments.{name}.kind is missing; allowed is one of {', '.join(kinds)}")
    if block["kind"] not in kinds:
        refuse(f"experiments.{name}.kind", block["kind"], f"one of {', '.join(kinds)}{guess(block['kind'], kinds)}")
    return check_experiment(name, block, kinds[block["kind"]]) | ({"seed": seed} if seed else {})


def _made(figure: str, names: list[str], not_made: set[str]) -> list[str]:
    """Those experiments of a figure that this scale makes. Raises ConfigError where it makes none of several."""
    made = [name for name in names if name not in not_made]
    if names and not made:
        but = "leave_out has all of them"
        refuse(f"figures.{figure}.experiments", names, "at least one that is made at this scale", but)
    return made


def _folder(results: str) -> str:
    """The folder of the results in one spelling: `./a//b/` becomes `a/b`. Raises ConfigError."""
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


def _check_names(part: str, blocks: dict) -> None:
    for name in blocks:
        if not NAME.fullmatch(name):
            allowed = "a small letter, then letters, digits and _, 100 characters at most"
            raise ConfigError(f"{part}.{dotted([name])} has the name {show(name)}; allowed is {allowed}")


def _check_references(key: str, names: list[str], experiments: dict) -> None:
    for index, name in enumerate(names):
        if name not in experiments:
            known = f"an experiment of this config: {', '.join(experiments)}{guess(name, experiments)}"
            refuse(f"{key}[{index}]", name, known)
