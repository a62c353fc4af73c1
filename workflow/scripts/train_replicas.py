"""Train the replicas of one cell together, one file a seed. A run that its file holds already is not trained again."""

import json
from pathlib import Path
from shutil import rmtree

from placecells.jobs.job import begin, job, progress

begin()

from placecells.config.seeds import run_seeds
from placecells.data.digits import training_set
from placecells.io import store
from placecells.io.user_file import UserFileError, user_files
from placecells.rbm.dense import cells
from placecells.rbm.dense.backends import BackendError
from placecells.rbm.run import TrainingError

with job(snakemake.log[0], TrainingError, BackendError, UserFileError) as log:
    cell = json.loads(snakemake.params.cell)
    files = {int(Path(file).stem.removeprefix("seed")): Path(file) for file in snakemake.output}
    seeds = dict(enumerate(run_seeds(cell)))
    images = training_set(cell["data"], seeds[0]["data"]).images
    trained = cells.write_runs(
        cell,
        seeds,
        images,
        files,
        store.provenance(cell, user_files([cell])),
        code=snakemake.params.code,
        seconds=snakemake.config["checkpoint"]["seconds"],
        progress=progress(log, cells.updates(cell, images), "updates"),
    )
    if held := sorted(set(files) - set(trained)):
        log.info("the files of the seeds %s hold their runs already", ", ".join(map(str, held)))
    for file in files.values():
        rmtree(cells.checkpoints(file), ignore_errors=True)
