"""Draw the training data of one cell, all its seeds."""

import json
from pathlib import Path

from placecells import store
from placecells.config.seeds import run_seeds
from placecells.data.draw import draw
from placecells.job import job

with job(snakemake.log[0]) as log:
    cell = json.loads(snakemake.params.cell)
    dataset = draw(cell["data"], [seeds["data"] for seeds in run_seeds(cell)])
    log.info("%d data sets of %d samples", dataset.sizes["seed"], dataset.sizes["sample"])
    store.write(dataset, Path(snakemake.output[0]), store.provenance(cell))
