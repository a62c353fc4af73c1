"""Save a figure as the workflow does: laid out once, with a stamp, the same bytes each time."""

from collections.abc import Iterable
from pathlib import Path

from matplotlib.figure import Figure

from placecells.store import replace_atomically


def save(figure: Figure, paths: Iterable[Path], stamp: dict[str, str]) -> None:
    """Write the figure to each of `paths`, .png or .pdf, atomically; the layout of `figure` is fixed.

    stamp: what the files say of themselves, such as Title and Creator. A figure with a layout engine is laid out first;
    one without an engine is saved as it is. Raises StoreError where a file cannot be written.
    """
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)  # once: each savefig would do it again
        figure.set_layout_engine("none")
    for path in map(Path, paths):
        metadata = stamp | ({"CreationDate": None} if path.suffix == ".pdf" else {})
        replace_atomically(path, lambda temporary, m=metadata: figure.savefig(temporary, metadata=m))
