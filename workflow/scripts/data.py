"""Draw the training sets of one data file, one a seed."""

import json
from pathlib import Path

from placecells.jobs.job import begin, job

begin()

from placecells.config.seeds import run_seeds
from placecells.data.draw import draw
from placecells.io import store
from placecells.io.user_file import UserFileError, user_files

with job(snakemake.log[0], UserFileError) as log:
    sets = json.loads(snakemake.params.sets)
    dataset = draw(sets["data"], [seeds["data"] for seeds in run_seeds(sets)])
    log.info("%d training sets of %d samples", dataset.sizes["seed"], dataset.sizes["sample"])
    store.write(dataset, Path(snakemake.output[0]), store.provenance(sets, user_files([sets])))
