"""Measure what one cell's runs have learned."""

import json
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from placecells import store
from placecells.analysis.likelihood import log_likelihood
from placecells.analysis.measure import measure
from placecells.config.seeds import run_seeds
from placecells.job import job

with job(snakemake.log[0], store.StoreError) as log, ExitStack() as stack:
    cell = json.loads(snakemake.params.cell)
    run = store.read(snakemake.input.run)
    files = snakemake.input.get("data", [])
    data = stack.enter_context(store.open_lazily(files[0])) if files else None

    def rows(index):
        """Packed training rows of one run."""
        return None if data is None else data["configurations"][index].values

    measured = measure(run, cell, partial(log_likelihood, seeds=run_seeds(cell), rows=rows))
    log.info("measured %s", ", ".join(measured.data_vars))
    store.write(measured, Path(snakemake.output[0]), store.provenance(cell, [snakemake.input.run]))
