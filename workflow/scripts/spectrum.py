"""Eigenvalues and top eigenvector of the correlation matrix of one cell's data, drawn here: nothing else needs them."""

import json
from pathlib import Path

from placecells import store
from placecells.config.seeds import run_seeds
from placecells.data.draw import draw, spins
from placecells.job import job
from placecells.theory.experiments import spectrum

with job(snakemake.log[0]):
    cell = json.loads(snakemake.params.cell)
    drawn = (spins(draw(cell["data"], [seeds["data"]]))["configurations"].values[0] for seeds in run_seeds(cell))
    store.write(spectrum(cell, drawn), Path(snakemake.output[0]), store.provenance(cell))
