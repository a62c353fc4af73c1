"""Draw one figure from its datasets, as PDF and PNG."""

import gc
from importlib import import_module
from pathlib import Path

from placecells.job import job

from matplotlib import style

from placecells import store
from placecells.version import code_version

with job(snakemake.log[0]), style.context(snakemake.input.style):
    gc.disable()  # a tenth of the time in which a figure is drawn
    datasets = {Path(path).stem: store.read(path) for path in snakemake.input.datasets}
    figure = import_module(f"placecells.figures.{snakemake.params.figure}").draw(datasets)
    figure.get_layout_engine().execute(figure)  # once: each savefig would do it again
    figure.set_layout_engine(None)
    stamp = {"Title": snakemake.params.figure, "Creator": f"placecells {code_version()}"}
    for path in map(Path, snakemake.output):
        metadata = stamp | ({"CreationDate": None} if path.suffix == ".pdf" else {})
        store.replace_atomically(path, lambda temporary, m=metadata: figure.savefig(temporary, metadata=m))
