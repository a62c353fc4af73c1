"""Write the report of a scale."""

import json
import time
from importlib import import_module
from pathlib import Path

from placecells.job import job

import yaml

from placecells.report import contents
from placecells.report.jobs import job_records, stages
from placecells.report.page import render
from placecells.store import replace_atomically
from placecells.version import code_version

with job(snakemake.log[0]) as log:
    drawn = zip(snakemake.input.figures, snakemake.input.captions, strict=True)
    html = render(
        json.loads(Path(snakemake.input.claims).read_text(encoding="utf-8")),
        [
            contents.figure(image, caption, import_module(f"placecells.figures.{Path(image).stem}").__doc__)
            for image, caption in drawn
        ],
        datasets=[contents.dataset(path) for path in snakemake.input.datasets],
        stages=stages(job_records(snakemake.params.jobs)).to_dict("records"),
        config=contents.as_yaml(json.loads(snakemake.params.config)),
        code_version=code_version(),
        packages=contents.packages(),
        machine=contents.machine(),
        written=time.strftime("%-d %B %Y", time.gmtime()),
        references=contents.references(yaml.safe_load(Path(snakemake.input.citation).read_text(encoding="utf-8"))),
    )
    replace_atomically(snakemake.output[0], lambda temporary: temporary.write_text(html, encoding="utf-8"))
    log.info("%s: %.1f MB", snakemake.output[0], len(html) / 1e6)
