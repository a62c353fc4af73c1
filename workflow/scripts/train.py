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
from placecells.rbm import cells
from placecells.rbm.compiled import warm_up
from placecells.rbm.run import TrainingError
from placecells.rbm.schedule import schedule

with job(snakemake.log[0], TrainingError) as log, ExitStack() as stack:
    cell = json.loads(snakemake.params.cell)
    kernel_cache.ensure(warm_up)
    if further := cells.further_kernels(cell):
        name, compile_them = further
        kernel_cache.ensure(compile_them, name)
    seeds = run_seeds(cell)
    files = snakemake.input.get("data", [])
    data = stack.enter_context(store.open_lazily(files[0])) if files else None

    def rows(index):
        """The training set of run `index`."""
        with store.reading(files[0]):
            return training_rows(data, index)

    output = Path(snakemake.output[0])
    folder = output.parent / f".{output.stem}.checkpoints"
    cells.write_cell(
        cell,
        seeds,
        rows if files else None,
        output,
        store.provenance(cell, files),
        folder=folder,
        code=snakemake.params.code,
        seconds=snakemake.config["checkpoint"]["seconds"],
        threads=snakemake.threads,
        progress=progress(log, int(schedule(cell)[-1]) * len(seeds), "updates"),
    )
    rmtree(folder, ignore_errors=True)
