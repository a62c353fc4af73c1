"""Measure what the runs of an experiment have learned."""

import json
from contextlib import nullcontext
from pathlib import Path

from placecells.jobs.job import begin, job

begin()

from placecells.config.seeds import run_seeds
from placecells.io import dataset, store
from placecells.io.combine import CombineError
from placecells.io.user_file import UserFileError, user_files
from placecells.measure.quantities import measure

FILES = {Path(path).stem: path for path in snakemake.input.get("data", [])}


def likelihood(run, cell):
    """Log-likelihoods of the runs; imports them here, because few cells ask and compiled samplers are slow to load."""
    from placecells.data.draw import first_configurations
    from placecells.measure.likelihood import log_likelihood

    file = FILES.get(cell["file"])
    with store.open_lazily(file) if file else nullcontext() as data:

        def rows(index, number):
            """The first training configurations of one run."""
            if data is None:
                return None
            with store.reading(file):
                return first_configurations(data, index, number)

        return log_likelihood(run, cell, run_seeds(cell), rows)


with job(snakemake.log[0], CombineError, UserFileError) as log:
    cells = json.loads(snakemake.params.cells)
    measured = []
    for path, cell in zip(snakemake.input.runs, cells, strict=True):
        measured.append(measure(store.read(path), cell, likelihood))
        log.info("%s: %s", path, ", ".join(measured[-1].data_vars))
    params = snakemake.params
    tested = (cell for cell in cells if "log_likelihood" in cell["record"]["quantities"] and "beta" not in cell["data"])
    inputs = [*snakemake.input.runs, *FILES.values(), *user_files(tested)]
    dataset.write(measured, params.coordinates, params.experiment, snakemake.output[0], inputs)
