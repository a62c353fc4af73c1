"""Follow the flows of one experiment, all its cells, to where they end."""

import json

from placecells.jobs.job import begin, job

begin()

from placecells.config.seeds import run_seeds
from placecells.io import dataset
from placecells.io.combine import CombineError
from placecells.studies.place_cells.kinds.flows import flow
from placecells.studies.place_cells.kinds.integrate import BlowUpError, NotStationaryError

with job(snakemake.log[0], CombineError, BlowUpError, NotStationaryError) as log:
    cells = []
    for cell in json.loads(snakemake.params.cells):
        cells.append(flow(cell, [seeds["weights"] for seeds in run_seeds(cell)]))
        log.info("%s\n%s", cell["flow"], cells[-1])
    dataset.write(cells, snakemake.params.coordinates, snakemake.params.experiment, snakemake.output[0])
