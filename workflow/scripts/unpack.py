"""Decode the drawn configurations of an experiment of kind `sample`."""

from placecells.job import begin, job

begin()

from placecells import experiment, store
from placecells.analysis.aggregate import CombineError
from placecells.data.draw import configurations

with job(snakemake.log[0], CombineError):
    cells = [configurations(store.read(path)) for path in snakemake.input.data]
    params = snakemake.params
    experiment.write(cells, params.coordinates, params.experiment, snakemake.output[0], snakemake.input.data)
