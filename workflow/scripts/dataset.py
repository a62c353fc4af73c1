"""Make the dataset of one experiment: run its kind on every cell, and combine the cells along the grid."""

import json
from pathlib import Path

from placecells.jobs.job import begin, job

begin()

from placecells.config.seeds import run_seeds
from placecells.io import dataset
from placecells.io.combine import CombineError
from placecells.io.user_file import user_files
from placecells.kinds.kind import kind

params, inputs = snakemake.params, [Path(path) for path in snakemake.input]
how = kind(params.kind)

with job(snakemake.log[0], CombineError, *how.errors) as log:
    cells, made = json.loads(params.cells), []
    for cell, needed in zip(cells, json.loads(params.needed), strict=True):
        files = {need: [inputs[index] for index in indices] for need, indices in needed.items()}
        made.append(how.run(cell, run_seeds(cell), files))
        described = {key: cell[key] for key in cell if key != "record"}
        log.info("the cell %s has the variables %s", described, ", ".join(map(str, made[-1].data_vars)))
    read = [*inputs, *user_files(cells)]
    dataset.write(made, params.coordinates, params.experiment, snakemake.output[0], read)
