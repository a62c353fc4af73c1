"""Train some runs of one cell, one file a seed. A run that its file holds already is not trained again."""

import json
from functools import partial
from pathlib import Path
from shutil import rmtree

from placecells.jobs.job import begin, job, progress

begin()

from placecells.config.seeds import run_seeds
from placecells.data.draw import training_set
from placecells.io import store
from placecells.io.user_file import UserFileError, user_files
from placecells.jobs import kernel_cache
from placecells.rbm import cells
from placecells.rbm.compiled import compile_kernels, kernels_name
from placecells.rbm.run import TrainingError
from placecells.rbm.schedule import schedule

with job(snakemake.log[0], TrainingError, UserFileError) as log:
    cell = json.loads(snakemake.params.cell)
    if kernels := cells.kernels(cell):
        kernel_cache.ensure(partial(compile_kernels, *kernels), kernels_name(*kernels))
    files = {int(Path(file).stem.removeprefix("seed")): Path(file) for file in snakemake.output}
    seeds = run_seeds(cell | {"seeds": max(files) + 1})
    streamed = cell["data"]["sampling"] == "stream"
    attributes = store.provenance(cell, user_files([cell]))
    done = progress(log, int(schedule(cell)[-1]) * len(files), "updates")
    for index, file in files.items():
        rows = None if streamed else training_set(cell["data"], seeds[index]["data"])
        trained = cells.write_run(
            cell,
            index,
            seeds[index],
            rows,
            file,
            attributes,
            code=snakemake.params.code,
            seconds=snakemake.config["checkpoint"]["seconds"],
            progress=done,
        )
        if not trained:
            log.info("%s holds this run already", file)
            done(int(schedule(cell)[-1]), saved=True)
    for file in files.values():
        rmtree(cells.checkpoints(file), ignore_errors=True)
