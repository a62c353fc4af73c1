"""Measure what one cell's runs have learned."""

import json
from contextlib import nullcontext
from pathlib import Path

from placecells import store
from placecells.analysis.measure import measure
from placecells.config.seeds import run_seeds
from placecells.job import job


def likelihood(run, cell):
    """Log-likelihoods of the runs; imports them here, because few cells ask and compiled samplers are slow to load."""
    from placecells.analysis.likelihood import log_likelihood
    from placecells.data.draw import first_configurations

    files = snakemake.input.get("data", [])
    with store.open_lazily(files[0]) if files else nullcontext() as data:

        def rows(index, number):
            """The first training configurations of one run."""
            if data is None:
                return None
            with store.reading(files[0]):
                return first_configurations(data, index, number)

        return log_likelihood(run, cell, run_seeds(cell), rows)


with job(snakemake.log[0]) as log:
    cell = json.loads(snakemake.params.cell)
    run = store.read(snakemake.input.run)
    measured = measure(run, cell, likelihood)
    log.info("measured %s", ", ".join(measured.data_vars))
    store.write(measured, Path(snakemake.output[0]), store.provenance(cell, [snakemake.input.run]))
