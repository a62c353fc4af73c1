"""Follow the flows of one experiment, all its cells, to where they end."""

import json
from pathlib import Path

from placecells import store
from placecells.analysis.aggregate import combine
from placecells.config.seeds import run_seeds
from placecells.job import job
from placecells.theory.experiments import flow
from placecells.theory.flow import BlowUpError, NotStationaryError

with job(snakemake.log[0], BlowUpError, NotStationaryError) as log:
    datasets = []
    for cell in json.loads(snakemake.params.cells):
        datasets.append(flow(cell, [seeds["weights"] for seeds in run_seeds(cell)]))
        log.info("%s\n%s", cell["flow"], datasets[-1])
    dataset = combine(list(zip(json.loads(snakemake.params.coordinates), datasets, strict=True)))
    config = json.loads(snakemake.params.experiment)
    store.write(dataset, Path(snakemake.output[0]), store.provenance(config))
