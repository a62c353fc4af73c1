"""Decode the drawn configurations of an experiment of kind `sample`."""

from placecells.jobs.job import begin, job

begin()

from placecells.data.draw import configurations
from placecells.io import dataset, store
from placecells.io.combine import CombineError

with job(snakemake.log[0], CombineError):
    cells = [configurations(store.read(path)) for path in snakemake.input.data]
    params = snakemake.params
    dataset.write(cells, params.coordinates, params.experiment, snakemake.output[0], snakemake.input.data)
