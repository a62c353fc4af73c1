"""What a study is, and where its parts lie: `placecells/studies/<study>/` holds figures, claims and kinds of its own.

A study is one paper, or one question. Studies and figures are found by their files, without importing these, because
Snakemake reads the workflow at every call. Sections of claims are listed once, in the study's `STUDY`.
"""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

STUDIES = Path(__file__).parent / "studies"
PAPER = "place_cells"  # the study whose experiments are in config.yaml, and which `snakemake` makes without a target


class Panels(NamedTuple):
    """Where a finding of the audit is shown: panels of one figure, in words."""

    figure: str
    text: str


class Finding(NamedTuple):
    """What an audit of the authors' public code has found, and where the control is shown."""

    number: int  # `audit` of its claims
    title: str
    text: str
    panels: tuple[Panels, ...] = ()


class Row(NamedTuple):
    """A row of a study's first table: one finding of the paper, which several claims of its text support."""

    name: str  # `row` of its claims
    title: str  # the finding, a short sentence
    headline: str  # id of the claim whose number the row shows, and without which the finding does not hold
    figure: str  # name of the figure that shows it


class Study(NamedTuple):
    """A study as its report introduces it: `STUDY` of `placecells/studies/<study>/__init__.py`."""

    title: str
    about: str  # one sentence: what is reproduced, or asked
    sections: tuple[str, ...] = ()  # of the claims, in the report's order: modules of the study's folder claims/
    findings: tuple[Finding, ...] = ()
    rows: tuple[Row, ...] = ()  # of its first table


def names() -> list[str]:
    """All studies, the paper first."""
    found = sorted(path.parent.name for path in STUDIES.glob("*/__init__.py"))
    return sorted(found, key=lambda name: name != PAPER)


def study(name: str) -> Study:
    """The study of this name. Raises ModuleNotFoundError for an unknown one."""
    return import_module(f"placecells.studies.{name}").STUDY


@cache
def figures() -> dict[str, str]:
    """{figure: name of its study}, one entry for every module that draws a figure."""
    return {path.stem: study for study in names() for path in _modules(study, "figures", "\ndef draw(")}


def figure_module(figure: str) -> str:
    """Name of the module with a figure's `TITLE` and `draw(datasets)`. Raises KeyError for an unknown figure."""
    return f"placecells.studies.{figures()[figure]}.figures.{figure}"


def caption(figure: str) -> Path:
    """The file with a figure's caption, reStructuredText, beside its module. Raises KeyError for an unknown figure."""
    return STUDIES / figures()[figure] / "figures" / f"{figure}.rst"


def section_module(study: str, section: str) -> str:
    """Name of the module that holds the claims of a section."""
    return f"placecells.studies.{study}.claims.{section}"


def claims(study: str, section: str) -> list:
    """The claims of a section of a study."""
    return import_module(section_module(study, section)).CLAIMS


def _modules(study: str, folder: str, line: str) -> list[Path]:
    """The Python files in a folder of a study that contain the text `line`, in the order of their names."""
    files = sorted((STUDIES / study / folder).glob("*.py"))
    return [file for file in files if line in file.read_text(encoding="utf-8")]
