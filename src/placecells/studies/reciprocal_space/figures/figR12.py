"""Figure R12: digits from normal reciprocal variables."""

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import colours, new_figure, panel_label
from placecells.figures.curves import curve, numbered
from placecells.studies.reciprocal_space.figures.panels.image_rows import INK, image_rows, largest

TITLE = "Figure R12: digits from normal reciprocal variables"

ENERGIES = {"energy": "Gibbs samples", "normal_energy": "normal variables", "pixel_energy": "independent pixels"}


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a images of both kinds, b free energies for each hidden size."""
    ds = datasets["replica_images"]
    figure = new_figure(height=60)
    left, right = figure.subplots(1, 2, width_ratios=(2.2, 1))
    part = largest(ds)
    rows = {"Gibbs\nsamples": part["sampled"], "normal\nvariables": part["normal"]}
    image = image_rows(left, rows, int(ds["side"]))
    figure.colorbar(image, ax=left, label=INK, shrink=0.7)
    panel_label(left, "a", f"images of one replica, M = {int(part['hidden_units'])}")
    _energies(right, ds)
    return figure


def _energies(ax: Axes, ds: xr.Dataset) -> None:
    """Mean free energies of images of three kinds, mean over replicas."""
    for (name, label), colour in zip(ENERGIES.items(), colours(3), strict=True):
        curve(ax, ds[name], "hidden_units", color=colour, label=label)
    ax.set(xlabel="hidden units M", ylabel="free energy (nat)")
    numbered(ax, "x", tuple(ds["hidden_units"].values))
    ax.legend(loc="best")
    panel_label(ax, "b", "free energy of images")


if __name__ == "__main__":
    by_hand("figR12")
