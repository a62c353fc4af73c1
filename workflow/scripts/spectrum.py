"""Eigenvalues and top eigenvectors of the correlation matrices of an experiment's data, drawn here: nothing else needs
them."""

import json

from placecells.jobs.job import begin, job

begin()

from placecells.config.seeds import run_seeds
from placecells.data.draw import configurations, draw
from placecells.io import dataset
from placecells.io.combine import CombineError
from placecells.io.user_file import UserFileError, user_files
from placecells.measure.spectra import spectrum


def diagonalised(cell):
    """The spectra of one cell."""
    seeds = [run["data"] for run in run_seeds(cell)]
    drawn = (configurations(draw(cell["data"], [seed]))["configurations"].values[0] for seed in seeds)
    return spectrum(cell, drawn, seeds)


with job(snakemake.log[0], CombineError, UserFileError) as log:
    blocks, cells = json.loads(snakemake.params.cells), []
    for cell in blocks:
        cells.append(diagonalised(cell))
        log.info("%s", cell["data"])
    params = snakemake.params
    dataset.write(cells, params.coordinates, params.experiment, snakemake.output[0], user_files(blocks))
