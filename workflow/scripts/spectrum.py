"""Eigenvalues and top eigenvector of the correlation matrix of one cell's data, drawn here: nothing else needs them."""

import json
from pathlib import Path

from placecells import store
from placecells.config.seeds import run_seeds
from placecells.data.draw import configurations, draw
from placecells.job import job
from placecells.theory.spectrum import spectrum
from placecells.user_file import UserFileError

with job(snakemake.log[0], UserFileError):
    cell = json.loads(snakemake.params.cell)
    seeds = [run["data"] for run in run_seeds(cell)]
    drawn = (configurations(draw(cell["data"], [seed]))["configurations"].values[0] for seed in seeds)
    files = snakemake.input.get("file", [])
    store.write(spectrum(cell, drawn, seeds), Path(snakemake.output[0]), store.provenance(cell, files))
