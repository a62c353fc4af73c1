"""What the report shows, as plain values: figures, datasets, the machine, how to cite."""

import base64
import importlib.metadata
import json
import os
import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import yaml

from placecells.claims import rows
from placecells.claims.table import by_source
from placecells.io.store import open_lazily, processor
from placecells.report.captions import caption_html
from placecells.study import Finding, Study

THUMBNAIL = (280, 200)  # largest width and height, pixels
DISTRIBUTIONS = ("matplotlib", "netCDF4", "numba", "numpy", "pandas", "scipy", "snakemake", "xarray")


class Figure(NamedTuple):
    name: str  # target: fig05
    label: str  # Figure 5
    title: str
    caption: str  # HTML
    image: str  # data URI
    thumbnail: str  # data URI
    module: str  # of the package, which draws it
    datasets: tuple[str, ...]  # names of the experiments that it reads
    command: str  # redraws it, in a checkout


class Dataset(NamedTuple):
    name: str
    kind: str
    sizes: dict[str, int]
    code_version: str
    megabytes: float
    processor: str = ""  # that computed it, as the system names it


class Part(NamedTuple):
    """What the report shows of one study."""

    name: str
    title: str
    about: str
    figures: list[Figure]
    claims: list[dict]  # rows of claims.json
    findings: tuple[Finding, ...]  # of the audit
    rows: list[rows.RowVerdict]  # of the first table

    @property
    def sources(self) -> dict[str, dict[str, int]]:
        """{source: {verdict: how many claims have it}}, sources and verdicts that occur."""
        return by_source(self.claims)

    @property
    def intervals(self) -> int:
        """Number of intervals with a statistical error on which verdicts rest."""
        return rows.intervals(self.claims)

    @property
    def most_false(self) -> float:
        """The largest expected number of these intervals that give a false verdict."""
        return rows.most_false(self.claims)


def part(name: str, study: Study, figures: list[Figure], claims: Iterable[Mapping]) -> Part:
    """The part of a study, with those of the claims that are its own."""
    own = [dict(claim) for claim in claims if claim["study"] == name]
    found = rows.row_verdicts(study.rows, own) if own else []
    return Part(name, study.title, study.about, figures, own, study.findings, found)


def figure(image: Path, caption: Path, whole_title: str, module: str, datasets: Sequence[str], results: str) -> Figure:
    """A figure from its PNG, its caption (RST) and its title, 'Figure 5: title'.

    module: draws the figure from the datasets of these experiments. results: the folder of the results, as in the
    config.
    """
    label, _, title = whole_title.partition(": ")
    name, png = Path(image).stem, Path(image).read_bytes()
    return Figure(
        name,
        label,
        title[:1].upper() + title[1:],
        caption_html(Path(caption).read_text(encoding="utf-8")),
        _data_uri(png),
        _data_uri(_thumbnail(png)),
        module,
        tuple(datasets),
        f"python -m {module} {results}/datasets {name}.png",
    )


def _data_uri(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _thumbnail(png: bytes) -> bytes:
    """The image as a PNG of at most THUMBNAIL pixels."""
    from PIL import Image

    with Image.open(BytesIO(png)) as image:
        small = image.convert("RGB")
    small.thumbnail(THUMBNAIL)
    out = BytesIO()
    small.quantize(64).save(out, format="PNG", optimize=True)
    return out.getvalue()


def dataset(path: Path) -> Dataset:
    """What a dataset's header says about it; raises StoreError if it cannot be read."""
    with open_lazily(path) as ds:
        kind, sizes = json.loads(ds.attrs["config"])["kind"], {str(name): size for name, size in ds.sizes.items()}
        megabytes, made_on = Path(path).stat().st_size / 1e6, json.loads(ds.attrs.get("machine", "{}"))
        return Dataset(Path(path).stem, kind, sizes, ds.attrs["code_version"], megabytes, made_on.get("processor", ""))


def packages() -> dict[str, str]:
    """Versions of Python and of the packages that results and figures depend on."""
    return {"Python": platform.python_version()} | {name: importlib.metadata.version(name) for name in DISTRIBUTIONS}


def machine() -> str:
    """The machine in one line: system, processor as the system names it, cores."""
    return f"{platform.system()} {platform.machine()}, {processor()}, {os.cpu_count()} cores"


def processors(datasets: Iterable[Dataset]) -> dict[str, int]:
    """{processor: how many datasets it has computed}, the most first."""
    return dict(Counter(dataset.processor for dataset in datasets if dataset.processor).most_common())


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
