"""Draw a figure and save it as the workflow does: in the project's style, and with the same bytes each time."""

import logging
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from textwrap import fill
from types import ModuleType

import xarray as xr
from matplotlib import rc_context, style
from matplotlib.figure import Figure

from placecells.errors import sentence
from placecells.figures.common import new_figure
from placecells.figures.numbers import as_csv
from placecells.io.store import StoreError, replace_atomically

STYLE = Path(__file__).with_name("paper.mplstyle")
# With these settings a figure that has no engine gets none.
NO_LAYOUT = {"figure.autolayout": False, "figure.constrained_layout.use": False}
LOG = logging.getLogger("placecells")


def in_style() -> AbstractContextManager:
    """Context with the project's style over matplotlib's defaults; a user's matplotlibrc has no effect in it."""
    return style.context(["default", STYLE])


def draw(module: ModuleType, datasets: Mapping[str, xr.Dataset], paths: Iterable[Path], stamp: dict[str, str]) -> None:
    """Let a module draw its figure from datasets {experiment: Dataset}, and save it at `paths` by `save`.

    If drawing fails, a figure with the error as one sentence is saved instead, so that the other figures, the claims
    and the report are made. The sentence is also logged as a warning, and the traceback after it. Raises StoreError
    where a file cannot be written, and MemoryError, because these errors are not the module's.
    """
    try:
        save(module.draw(datasets), paths, stamp)
    except (MemoryError, StoreError):
        raise
    except Exception as error:
        text = f"{module.TITLE.partition(':')[0]} cannot be drawn from these datasets. {sentence(error)}"
        LOG.warning("%s", text)
        LOG.info("where", exc_info=error)
        figure = new_figure(height=40)
        figure.set_layout_engine("none")  # there is no panel to lay out
        figure.text(0.5, 0.5, fill(text, 90).replace("$", r"\$"), ha="center", va="center")
        save(figure, paths, stamp)


def save(figure: Figure, paths: Iterable[Path], stamp: dict[str, str]) -> None:
    """Write the figure to each of `paths`, .png, .pdf or .csv, atomically; CSV holds the numbers that it shows.

    stamp: metadata of the images, such as Title and Creator. A figure with a layout engine is laid out once and loses
    the engine; a figure without one is saved as it is. Raises StoreError where a file cannot be written.
    """
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)  # once, because otherwise every savefig would lay the figure out again
    with rc_context(NO_LAYOUT):
        figure.set_layout_engine(None)  # after "none", a placeholder stays, and savefig draws the figure twice
        for path in map(Path, paths):
            if path.suffix == ".csv":
                text = as_csv(figure)
                replace_atomically(path, lambda temporary, text=text: temporary.write_text(text, encoding="utf-8"))
                continue
            metadata = stamp | ({"CreationDate": None} if path.suffix == ".pdf" else {})
            replace_atomically(path, lambda temporary, m=metadata: figure.savefig(temporary, metadata=m))
