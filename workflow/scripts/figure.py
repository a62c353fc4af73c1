"""Draw one figure from its datasets, as PDF and PNG."""

import gc
from importlib import import_module
from pathlib import Path

from placecells.job import job

from matplotlib import style

from placecells import store
from placecells.figures.save import save
from placecells.version import code_version

with job(snakemake.log[0]), style.context(snakemake.input.style):
    gc.disable()  # a tenth of the time in which a figure is drawn
    datasets = {Path(path).stem: store.read(path) for path in snakemake.input.datasets}
    figure = import_module(f"placecells.figures.{snakemake.params.figure}").draw(datasets)
    stamp = {"Title": snakemake.params.figure, "Creator": f"placecells {code_version()}"}
    save(figure, snakemake.output, stamp)
