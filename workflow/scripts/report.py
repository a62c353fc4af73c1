"""Write the report of a scale."""

import json
import time
from importlib import import_module
from pathlib import Path

from placecells.jobs.job import begin, job

begin()

import yaml

from placecells import study
from placecells.io.store import replace_atomically
from placecells.jobs.code import ROOT
from placecells.jobs.version import code_version
from placecells.report import contents
from placecells.report.jobs import job_records, stages
from placecells.report.page import render

RESULTS = Path(snakemake.input.claims).parent


def figure_of(name):
    """A figure of the report: its file, its caption, the title from its module, and how it is made."""
    module = study.figure_module(name)
    title, datasets = import_module(module).TITLE, snakemake.params.shown[name]
    png = RESULTS / "figures" / f"{name}.png"
    return contents.figure(png, study.caption(name), title, module, datasets, str(RESULTS))


def part_of(name, figures, claims):
    """A study's part of the report: what it is about, its figures, its claims."""
    return contents.part(name, study.study(name), [figure_of(figure) for figure in figures], claims)


with job(snakemake.log[0]) as log:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    table = json.loads(Path(snakemake.input.claims).read_text(encoding="utf-8"))
    html = render(
        [part_of(name, figures, table["claims"]) for name, figures in snakemake.params.studies.items()],
        scale=table["scale"],
        datasets=[contents.dataset(path) for path in [*snakemake.input.datasets, *snakemake.params.other_datasets]],
        stages=stages(job_records(snakemake.params.jobs)).to_dict("records"),
        config=contents.as_yaml(json.loads(snakemake.params.config)),
        code_version=code_version(),
        packages=contents.packages(),
        machine=contents.machine(),
        written=time.strftime("%-d %B %Y", time.gmtime()),
        references=contents.references(citation),
    )
    replace_atomically(snakemake.output[0], lambda temporary: temporary.write_text(html, encoding="utf-8"))
    log.info("%s: %.1f MB", snakemake.output[0], len(html) / 1e6)
