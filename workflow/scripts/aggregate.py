"""Put the measured cells of one experiment into one dataset."""

import json
from pathlib import Path

from placecells import store
from placecells.analysis.aggregate import combine
from placecells.job import job

with job(snakemake.log[0]) as log:
    cells = [store.read(path) for path in snakemake.input.measured]
    coordinates = json.loads(snakemake.params.coordinates)
    dataset = combine(list(zip(coordinates, cells, strict=True)))
    log.info("%s", dict(dataset.sizes))
    config = json.loads(snakemake.params.experiment)
    store.write(dataset, Path(snakemake.output[0]), store.provenance(config, snakemake.input.measured))
