"""The archive that hands a scale's results on: an RO-Crate (researchobject.org) with checksums, as one zip file."""

import hashlib
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

from rocrate.model import ContextEntity, Person
from rocrate.rocrate import ROCrate

from placecells.io.checksum import file_checksum
from placecells.io.store import replace_atomically
from placecells.report.run_crate import SNAKEFILE, Run, add_run, add_workflow

CHECKSUMS = "SHA256SUMS"
FORMATS = {
    "": "text/x-snakemake",  # Snakefile
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".lock": "text/plain",
    ".md": "text/markdown",
    ".nc": "application/x-netcdf",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python",
    ".rst": "text/x-rst",
    ".smk": "text/x-snakemake",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}
MADE = ("claims", "datasets", "figures", "report")  # names and folders of what a run makes
BUNDLE = """\
# Results of placecells, {scale} scale

Made by placecells {version}. `report/report.html` shows everything and opens in a browser; `datasets/` holds one
NetCDF file per experiment (`xarray.open_dataset`), `figures/` the figures and the numbers that they show, `claims.csv`
what was checked against the paper, and `config.yaml` the whole configuration. `checkout/` holds the workflow and the
versions of all packages. `ro-crate-metadata.json` describes the files, and the run that made them, for machines
(Workflow Run RO-Crate).

Check that nothing is damaged, here:

    sha256sum --check SHA256SUMS

Draw figures anew without training. In a checkout of placecells {version}:

    unzip placecells-{scale}.zip -d {results}
    snakemake --cores 1 --touch --forceall{configfiles}

The second command adopts the results as they are. From then on editing a figure's module redraws that figure only:

    snakemake --cores 1{configfiles}
"""


def write_bundle(
    path: Path,
    files: Mapping[str, Path],
    texts: Mapping[str, str],
    based_on: Mapping[str, Sequence[str]],
    citation: Mapping,
    about: Mapping[str, str],
    run: Run,
) -> None:
    """Write the archive atomically.

    files: name in the archive -> file, the workflow's `SNAKEFILE` among them; texts: name -> content; based_on:
    name -> names it is made of; citation: CITATION.cff; about: name, description and version of the whole; run: what
    made the files.
    """
    sums = {name: file_checksum(file) for name, file in files.items()}
    sums |= {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
    listing = "".join(f"{checksum}  {name}\n" for name, checksum in sorted(sums.items()))
    sources = dict(files) | {name: StringIO(text) for name, text in texts.items()}

    crate = _described(ROCrate(version="1.1"), citation, about)  # the version that Workflow Run Crate 0.5 builds on
    snakefile = sources.pop(SNAKEFILE)
    for name, source in sorted(sources.items()):
        properties = {"encodingFormat": FORMATS[Path(name).suffix], "sha256": sums[name]}
        if name in based_on:
            properties["isBasedOn"] = [{"@id": origin} for origin in based_on[name]]
        crate.add_file(source, name, properties=properties, record_size=True)
    crate.add_file(StringIO(listing), CHECKSUMS, properties={"encodingFormat": "text/plain"})
    about_workflow = {"name": "placecells", "version": about["version"], "sha256": sums[SNAKEFILE]}
    about_workflow["encodingFormat"] = FORMATS[""]
    add_workflow(crate, snakefile, about_workflow, run.snakemake)
    add_run(crate, run, sorted(name for name in sources if name.startswith(MADE)))
    replace_atomically(path, crate.write_zip)


def _article(crate: ROCrate, paper: Mapping) -> ContextEntity:
    """A reference of CITATION.cff, with its authors, as a new part of the crate."""
    names = [f"{author['given-names']} {author['family-names']}" for author in paper["authors"]]
    authors = [crate.add(Person(crate, f"#{name.replace(' ', '-')}", {"name": name})) for name in names]
    address = f"https://arxiv.org/abs/{paper['notes'].removeprefix('arXiv:')}"
    article = ContextEntity(crate, address, {"@type": "ScholarlyArticle", "name": paper["title"]})
    for author in authors:
        article.append_to("author", author)
    return crate.add(article)


def _described(crate: ROCrate, citation: Mapping, about: Mapping[str, str]) -> ROCrate:
    """The crate with what is known about it as a whole."""
    crate.name, crate.description = about["name"], about["description"]
    crate.root_dataset["version"] = about["version"]
    licence = f"https://spdx.org/licenses/{citation['license']}"
    crate.license = crate.add(ContextEntity(crate, licence, {"@type": "CreativeWork", "name": citation["license"]}))
    [ours] = citation["authors"]
    authors = crate.add(ContextEntity(crate, "#authors", {"@type": "Organization", "name": ours["name"]}))
    crate.creator = crate.publisher = crate.root_dataset["author"] = authors
    crate.root_dataset["citation"] = [_article(crate, paper) for paper in citation["references"]]
    return crate
