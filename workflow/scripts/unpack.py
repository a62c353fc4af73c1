"""Decode the drawn configurations of one cell of kind `sample`."""

import json
from pathlib import Path

from placecells import store
from placecells.data.draw import configurations
from placecells.job import job

with job(snakemake.log[0]):
    cell = json.loads(snakemake.params.cell)
    dataset = configurations(store.read(snakemake.input.data[0]))
    store.write(dataset, Path(snakemake.output[0]), store.provenance(cell, snakemake.input.data))
