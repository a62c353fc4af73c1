"""Figure R12: digits from normal reciprocal variables."""

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.figures.curves import curve, numbered
from placecells.studies.reciprocal_space.figures.panels.image_rows import image_rows, largest

TITLE = "Figure R12: digits from normal reciprocal variables"

ENERGIES = {"normal_energy": "normal variables", "pixel_energy": "independent pixels"}


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a images of both kinds, b free energies for each hidden size."""
    ds = datasets["replica_images"]
    figure = new_figure(height=52)
    left, right = figure.subplots(1, 2, width_ratios=(2.4, 1))
    part = largest(ds)
    rows = {"Gibbs\nsamples": part["sampled"], "normal\nvariables": part["normal"]}
    image_rows(left, rows, int(ds["side"]))
    panel_label(left, "a", f"images of one replica, M = {int(part['hidden_units'])}")
    _energies(right, ds)
    return figure


def _energies(ax: Axes, ds: xr.Dataset) -> None:
    """Mean free energies of images of two kinds less that of Gibbs samples, mean over replicas."""
    for (name, label), colour in zip(ENERGIES.items(), colours(2), strict=True):
        curve(ax, ds[name] - ds["energy"], "hidden_units", color=colour, label=label)
    ax.axhline(0.0, color=GREY, linewidth=0.7, label="Gibbs samples")
    low, high = ax.get_ylim()
    ax.set(xlabel="hidden units M", ylabel="above Gibbs samples (nat)", ylim=(low, high + 0.6 * (high - low)))
    numbered(ax, "x", tuple(ds["hidden_units"].values))
    ax.legend(loc="upper right")
    panel_label(ax, "b", "free energy of the images")


if __name__ == "__main__":
    by_hand("figR12")
