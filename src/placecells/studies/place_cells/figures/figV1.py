"""Figure V1: noise ratios at which the symmetries of colours and sites break, for other colour models."""

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, new_figure, panel_label
from placecells.measure.colour_summary import dominant_harmonic
from placecells.studies.place_cells.figures.colour_panels import order_curves

TITLE = "Figure V1: other colour models: the noise ratios at which the symmetries of the colours and the sites break"

PREFIX = "xy_variant_"
NAMES = ("order_dominant", "order_angular", "order_direction", "order_spatial")
PER_ROW = 3


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """One panel of order parameters against alpha per experiment. The title is what follows PREFIX in its name."""
    columns = PER_ROW if len(datasets) == 3 or len(datasets) > 4 else 2
    rows = -(-len(datasets) // columns)
    figure = new_figure(height=62.0 * rows + 6.0)
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for letter, (name, ds), ax in zip("abcdefghijkl", datasets.items(), axes, strict=False):
        panel_label(ax, letter, _variant(ax, ds, name))
    for ax in axes[len(datasets) :]:
        ax.remove()
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels))
    return figure


def _variant(ax: Axes, ds: xr.Dataset, name: str) -> str:
    order_curves(ax, ds, NAMES)
    ax.plot([], [], "--", color=GREY, label="random weights")
    ax.plot([], [], "*", color=GREY, markersize=7, label="half way")
    ax.set_ylim(0.0, 1.1)
    harmonic = dominant_harmonic(ds)
    most = f", mostly $m$ = {harmonic}" if harmonic else ""
    return name.removeprefix(PREFIX).replace("_", " ").replace("potts", "Potts") + most


if __name__ == "__main__":
    by_hand("figV1")
