"""Draw one figure from its datasets, as PDF and PNG, with the numbers that it shows as CSV."""

from contextlib import chdir
from importlib import import_module
from pathlib import Path

from placecells.jobs.job import begin, job

begin()

with chdir("/"):  # when it is imported, matplotlib reads a matplotlibrc of the working directory
    import matplotlib  # noqa: F401

from placecells.figures.save import draw, in_style
from placecells.io import store
from placecells.jobs.version import code_version

with job(snakemake.log[0]), in_style():
    datasets = {Path(path).stem: store.read(path) for path in snakemake.input.datasets}
    module = import_module(snakemake.params.module)
    stamp = {"Title": snakemake.params.figure, "Creator": f"placecells {code_version()}"}
    draw(module, datasets, snakemake.output, stamp)
