"""What the report shows, as plain values: figures, datasets, the machine, how to cite."""

import base64
import importlib.metadata
import json
import os
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import yaml

from placecells.claims.table import summary
from placecells.io.store import open_lazily
from placecells.report.captions import caption_html
from placecells.study import Finding, Study

DISTRIBUTIONS = ("matplotlib", "netCDF4", "numba", "numpy", "pandas", "scipy", "snakemake", "xarray")


class Figure(NamedTuple):
    name: str  # target: fig05
    label: str  # Figure 5
    title: str
    caption: str  # HTML
    image: str  # data URI


class Dataset(NamedTuple):
    name: str
    kind: str
    sizes: dict[str, int]
    code_version: str
    megabytes: float


class Part(NamedTuple):
    """What the report shows of one study."""

    name: str
    title: str
    about: str
    figures: list[Figure]
    claims: list[dict]  # rows of claims.json
    summary: dict[str, int]  # how many claims have each verdict
    findings: tuple[Finding, ...]


def part(name: str, study: Study, figures: list[Figure], claims: Iterable[Mapping]) -> Part:
    """The part of a study, with those of the claims that are its own."""
    own = [dict(claim) for claim in claims if claim["study"] == name]
    return Part(name, study.title, study.about, figures, own, summary(own), study.findings)


def figure(image: Path, caption: Path, whole_title: str) -> Figure:
    """A figure from its PNG, its caption (RST) and its title, 'Figure 5: title'."""
    label, _, title = whole_title.partition(": ")
    title = title[:1].upper() + title[1:]
    data = base64.b64encode(Path(image).read_bytes()).decode()
    html = caption_html(Path(caption).read_text(encoding="utf-8"))
    return Figure(Path(image).stem, label, title, html, f"data:image/png;base64,{data}")


def dataset(path: Path) -> Dataset:
    """What a dataset's header says about it; raises StoreError if it cannot be read."""
    with open_lazily(path) as ds:
        kind, sizes = json.loads(ds.attrs["config"])["kind"], {str(name): size for name, size in ds.sizes.items()}
        return Dataset(Path(path).stem, kind, sizes, ds.attrs["code_version"], Path(path).stat().st_size / 1e6)


def packages() -> dict[str, str]:
    """Versions of Python and of the packages that results and figures depend on."""
    return {"Python": platform.python_version()} | {name: importlib.metadata.version(name) for name in DISTRIBUTIONS}


def machine() -> str:
    """The machine in one line: system, processor family, cores."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def references(citation: Mapping) -> list[str]:
    """One line for the software and one per reference of a CITATION.cff."""
    return [_reference(work) for work in (citation, *citation.get("references", []))]


def _reference(work: Mapping) -> str:
    year = f" ({work['year']})" if "year" in work else ""
    where = " ".join(str(work[key]) for key in ("journal", "volume", "start") if key in work)
    version = f"version {work['version']}" if "version" in work else ""
    parts = [_names(work["authors"]) + year, work["title"], where, version, work.get("notes", "")]
    return ". ".join(part for part in parts if part) + "."


def _names(authors: Iterable[Mapping]) -> str:
    return ", ".join(author.get("name") or f"{author['given-names']} {author['family-names']}" for author in authors)


def as_yaml(config: Mapping) -> str:
    """A config as text in its own notation; lists of numbers stay on one line."""
    return yaml.safe_dump(dict(config), sort_keys=False, allow_unicode=True, default_flow_style=None, width=100)
