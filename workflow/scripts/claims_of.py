"""Check the claims of one section of a study against the datasets."""

import json
from importlib import import_module
from pathlib import Path

from placecells.jobs.job import begin, job

begin()

from placecells.claims.table import evaluate, summary
from placecells.io import store

with job(snakemake.log[0]) as log:
    claims = import_module(snakemake.params.module).CLAIMS
    datasets = {Path(path).stem: store.read(path) for path in snakemake.input.datasets}
    rows = [{"study": snakemake.wildcards.study} | row for row in evaluate(claims, datasets)]
    log.info("%s", summary(rows))
    text = json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
    store.replace_atomically(Path(snakemake.output[0]), lambda temporary: temporary.write_text(text, encoding="utf-8"))
