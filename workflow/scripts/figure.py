"""Draw one figure from its datasets, as PDF and PNG."""

import gc
from importlib import import_module
from pathlib import Path

from placecells.job import begin, job

begin()

from placecells import store
from placecells.figures.save import draw, in_style, save
from placecells.version import code_version

with job(snakemake.log[0]), in_style():
    gc.disable()  # a tenth of the time in which a figure is drawn
    datasets = {Path(path).stem: store.read(path) for path in snakemake.input.datasets}
    figure = draw(import_module(f"placecells.figures.{snakemake.params.figure}"), datasets)
    save(figure, snakemake.output, {"Title": snakemake.params.figure, "Creator": f"placecells {code_version()}"})
