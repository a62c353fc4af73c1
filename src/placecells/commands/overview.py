"""What there is: studies with their targets, figures and experiments; cells, cost and state of one experiment."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from placecells import study
from placecells.claims.markdown import table
from placecells.claims.table import needs
from placecells.config.cells import cells
from placecells.jobs import costs


def studies(config: Mapping) -> str:
    """A section for every study: its target, its figures with their experiments, its sections of claims."""
    return "\n".join(_study(config, name) for name in study.names())


def _study(config: Mapping, name: str) -> str:
    described, owners = study.study(name), study.figures()
    figures = {figure: block["experiments"] for figure, block in config["figures"].items() if owners[figure] == name}
    drawn = table(("figure", "experiments"), [(figure, ", ".join(used)) for figure, used in sorted(figures.items())])
    checked = table(
        ("section", "claims", "experiments"), [_section(config, name, section) for section in described.sections]
    )
    return f"## {described.title}\n\n    snakemake {name}\n\n{drawn}\n{checked}"


def _section(config: Mapping, name: str, section: str) -> tuple[str, str, str]:
    """Name of a section, number of its claims, and those experiments of the config that the claims need."""
    claims = study.claims(name, section)
    used = (experiment for experiment in needs(claims) if experiment in config["experiments"])
    return f"{name}/{section}", str(len(claims)), ", ".join(used)


def experiments(config: Mapping) -> str:
    """A line for every experiment: its kind, the number of its cells and of their runs."""
    all_cells = cells(config)
    lines = [
        (name, str(rows["config"].iloc[0]["kind"]), str(len(rows)), str(sum(cell["seeds"] for cell in rows["config"])))
        for name, rows in all_cells.groupby("experiment", sort=False)
    ]
    return table(("experiment", "kind", "cells", "runs"), lines)


def experiment(config: Mapping, name: str) -> str:
    """What one experiment is: who uses it, whether its dataset is there, and a line for every cell."""
    rows, results = cells(config, name)["config"], Path(config["results"])
    dataset = results / "datasets" / f"{name}.nc"
    lines = [
        f"{name}: kind {rows.iloc[0]['kind']}",
        f"figures: {', '.join(_figures(config, name)) or 'none'}",
        f"claims: {', '.join(_claims(name)) or 'none'}",
        f"dataset: {dataset}{'' if dataset.is_file() else ', not made yet'}",
    ]
    shown = [_cell(key, cell, results) for key, cell in rows.items()]
    head = ("cell", "runs", "made", "expected time of all runs", "memory of a job")
    return "\n".join(lines) + "\n\n" + table(head, shown)


def _figures(config: Mapping, name: str) -> Iterable[str]:
    return (figure for figure, block in config["figures"].items() if name in block["experiments"])


def _claims(name: str) -> list[str]:
    sections = ((owner, section) for owner in study.names() for section in study.study(owner).sections)
    return [claim.id for one in sections for claim in study.claims(*one) if name in needs([claim])]


def _cell(key: str, cell: Mapping, results: Path) -> tuple[str, ...]:
    """Name, number of runs, how many are made, time and memory of training; dashes where nothing is trained."""
    name, seeds = key.partition("/")[2], cell["seeds"]
    if not costs.chunks(cell):
        return name, str(seeds), "–", "–", "–"
    made = sum((results / "runs" / key / f"seed{index}.nc").is_file() for index in range(seeds))
    time, memory = costs.in_words(costs.job_seconds(cell, seeds)), f"{costs.megabytes(cell)} MB"
    return name, str(seeds), str(made), time, memory
