"""Draw one figure from its datasets, as PDF and PNG."""

import gc
from importlib import import_module
from pathlib import Path

from placecells.job import begin, job

begin()

from matplotlib import style

from placecells import store
from placecells.code import ROOT
from placecells.version import code_version

STYLE = ROOT / "src" / "placecells" / "figures" / "paper.mplstyle"

# over matplotlib's own defaults, so that nobody's matplotlibrc is mixed in
with job(snakemake.log[0]), style.context(["default", STYLE]):
    gc.disable()  # a tenth of the time in which a figure is drawn
    datasets = {Path(path).stem: store.read(path) for path in snakemake.input.datasets}
    figure = import_module(f"placecells.figures.{snakemake.params.figure}").draw(datasets)
    figure.get_layout_engine().execute(figure)  # once: each savefig would do it again
    figure.set_layout_engine(None)
    stamp = {"Title": snakemake.params.figure, "Creator": f"placecells {code_version()}"}
    for path in map(Path, snakemake.output):
        metadata = stamp | ({"CreationDate": None} if path.suffix == ".pdf" else {})
        store.replace_atomically(path, lambda temporary, m=metadata: figure.savefig(temporary, metadata=m))
