"""Figure R8: images from rotated modes."""

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.figures.curves import curve, numbered
from placecells.studies.reciprocal_space.figures.panels.image_rows import image_rows, largest

TITLE = "Figure R8: first modes carry the digit, the others its details"

ROWS = {"sampled": "as sampled", "kept": "later modes\nrotated", "destroyed": "modes 1 and 2\nrotated"}


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a images before and after rotations, b their agreement with the images before, for each hidden size."""
    ds = datasets["replica_images"]
    figure = new_figure(height=52)
    left, right = figure.subplots(1, 2, width_ratios=(2.4, 1))
    part = largest(ds)
    image_rows(left, {label: part[name] for name, label in ROWS.items()}, int(ds["side"]))
    panel_label(left, "a", f"images of one replica, M = {int(part['hidden_units'])}")
    _agreement(right, ds)
    return figure


def _agreement(ax: Axes, ds: xr.Dataset) -> None:
    """Correlation of rotated images with those before, mean over replicas."""
    shown = (("kept_agreement", "later modes rotated"), ("destroyed_agreement", "modes 1 and 2 rotated"))
    for (name, label), colour in zip(shown, colours(2), strict=True):
        curve(ax, ds[name], "hidden_units", color=colour, label=label)
    ax.axhline(0.0, color=GREY, linewidth=0.7)
    ax.set(xlabel="hidden units M", ylabel="correlation with samples")
    low = min(ax.get_ylim()[0], -0.2)
    ax.set_yticks((-1.0, -0.5, 0.0, 0.5, 1.0))
    ax.set_ylim(low, 1.5)  # room for the legend
    numbered(ax, "x", tuple(ds["hidden_units"].values))
    ax.legend(loc="upper right")
    panel_label(ax, "b", "agreement")


if __name__ == "__main__":
    by_hand("figR8")
