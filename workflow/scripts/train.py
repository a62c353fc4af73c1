"""Train all runs of one cell."""

import json
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree

from placecells.jobs.job import begin, job, progress

begin()

from placecells.config.seeds import run_seeds
from placecells.data.draw import training_rows
from placecells.io import store
from placecells.jobs import kernel_cache
from placecells.rbm import train
from placecells.rbm.schedule import schedule

with job(snakemake.log[0], train.TrainingError) as log, ExitStack() as stack:
    cell = json.loads(snakemake.params.cell)
    kernel_cache.ensure(train.warm_up)
    seeds = run_seeds(cell)
    files = snakemake.input.get("data", [])
    data = stack.enter_context(store.open_lazily(files[0])) if files else None

    def rows(index):
        """The training set of run `index`."""
        if data is None:
            return train.no_data(cell)
        with store.reading(files[0]):
            return training_rows(data, index)

    output = Path(snakemake.output[0])
    checkpoints = output.parent / f".{output.stem}.checkpoints"
    dataset = train.train_cell(
        cell,
        seeds,
        rows,
        threads=snakemake.threads,
        checkpoints=checkpoints,
        code=snakemake.params.code,
        checkpoint_seconds=snakemake.config["checkpoint"]["seconds"],
        progress=progress(log, int(schedule(cell)[-1]) * len(seeds), "updates"),
    )
    store.write(dataset, output, store.provenance(cell, files))
    rmtree(checkpoints, ignore_errors=True)
